"""The events of grids, their teams and tasks."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("grid.member_set", "安排网格力量", personal=("name",))
@dataclass(frozen=True)
class MemberSet:
    """Somebody joined or left the team of a grid."""

    place: str
    post: str
    name: str
    on: str
    leaves: bool = False

    def sentence(self) -> str:
        return f"{self.name}自{self.on}起{'不再担任' if self.leaves else '担任'}{self.place}{self.post}"


@event("grid.duty_set", "网格任务准入")
@dataclass(frozen=True)
class DutySet:
    """A department's task was admitted to run on grids, or ends."""

    unit: str
    name: str
    from_on: str
    to_on: str = ""

    def sentence(self) -> str:
        until = f"，至{self.to_on}止" if self.to_on else ""
        return f"{self.unit}的任务“{self.name}”自{self.from_on}起进入网格{until}"


@event("grid.volunteer_set", "登记志愿者", personal=("name",))
@dataclass(frozen=True)
class VolunteerSet:
    """A volunteer joined or left."""

    place: str
    name: str
    leaves: bool = False

    def sentence(self) -> str:
        return f"{self.name}{'退出' if self.leaves else '加入'}{self.place}志愿服务"


@event("grid.divided", "网格划分")
@dataclass(frozen=True)
class Divided:
    """What moved when a grid was split."""

    place: str
    parts: list[list[str]]  # name, households, residents, open events

    def sentence(self) -> str:
        told = "；".join(
            f"{name}：{homes}户{people}人，未结事件{events}件" for name, homes, people, events in self.parts
        )
        return f"{self.place}拆分。{told}"

"""The events of routes and rounds. No positions: they lie in the rows."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("rounds.route_set", "设定巡查路线")
@dataclass(frozen=True)
class RouteSet:
    route: int
    sort: str  # the kind of round
    name: str
    unit: str
    often: str
    stops: int
    new: bool = True

    def sentence(self) -> str:
        return f"{'设立' if self.new else '修改'}巡查路线“{self.name}”：{self.unit}，{self.often}，点位{self.stops}个"


@event("rounds.route_ended", "停用巡查路线")
@dataclass(frozen=True)
class RouteEnded:
    route: int
    name: str
    on: str

    def sentence(self) -> str:
        return f"巡查路线“{self.name}”自{self.on}起停用"


@event("rounds.begun", "开始巡查")
@dataclass(frozen=True)
class Begun:
    round: int
    sort: str  # the kind of round
    route: str
    persons: int

    def sentence(self) -> str:
        return f"开始巡查“{self.route}”，{self.persons}人"


@event("rounds.checked_in", "巡查签到")
@dataclass(frozen=True)
class CheckedIn:
    round: int
    stop: str
    verdict: str
    metres: int | None = None

    def sentence(self) -> str:
        far = f"，距点位{self.metres}米" if self.metres is not None else ""
        return f"在“{self.stop or '途中'}”签到：{self.verdict}{far}"


@event("rounds.found", "巡查发现")
@dataclass(frozen=True)
class Found:
    round: int
    route: str
    number: str
    title: str

    def sentence(self) -> str:
        return f"巡查“{self.route}”发现：{self.number} {self.title}"


@event("rounds.finished", "结束巡查")
@dataclass(frozen=True)
class Finished:
    round: int
    sort: str  # the kind of round
    route: str
    reached: int
    total: int
    metres: int

    def sentence(self) -> str:
        return f"结束巡查“{self.route}”，到点{self.reached}/{self.total}，里程{self.metres}米"


@event("rounds.explained", "说明未巡查原因")
@dataclass(frozen=True)
class Explained:
    round: int
    route: str
    reason: str

    def sentence(self) -> str:
        return f"“{self.route}”没有按期巡查，原因：{self.reason}"


@event("rounds.missed", "未巡查")
@dataclass(frozen=True)
class Missed:
    round: int
    sort: str  # the kind of round
    route: str
    due_on: str

    def sentence(self) -> str:
        return f"“{self.route}”{self.due_on}应完成的巡查没有完成"

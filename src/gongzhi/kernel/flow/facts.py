"""The events of matters."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event


@event("flow.opened", "立项")
@dataclass(frozen=True)
class Opened:
    """A matter was opened."""

    flow: str
    version: int
    number: str
    title: str
    parties: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        return f"立项：{self.title}" + (f"；交{'、'.join(self.parties)}" if self.parties else "")


@event("flow.moved", "办理", personal=("private",))
@dataclass(frozen=True)
class Moved:
    """A move was made. `values` are (label, text) pairs as they were filled in; `private` the personal ones as JSON."""

    flow: str
    move: str
    label: str
    party: str = ""
    values: list[list[str]] = field(default_factory=list)
    private: str = ""
    files: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        who = f"{self.party}：" if self.party else ""
        pairs = [*self.values, *(json.loads(self.private) if self.private.startswith("[") else [])]
        told = "；".join(f"{label}：{text}" for label, text in pairs if text)
        if self.private and not self.private.startswith("["):
            told = f"{told}；〔已删除〕" if told else "〔已删除〕"
        files = f"；附件{len(self.files)}个" if self.files else ""
        return f"{who}{self.label}" + (f"。{told}" if told else "") + files


def pairs_of(event: Any) -> list[tuple[str, str]]:
    """What was filled in when a move was made, (label, text) each; the personal ones unless they were erased.

    `event` is a row of the log of kind flow.moved; its personals are read unless they were prefetched.
    """
    private = [one.text for one in event.personals.all() if one.text.startswith("[")]
    return [
        (label, text) for pairs in (event.facts["values"], *map(json.loads, private)) for label, text in pairs
    ]


@event("flow.due_changed", "时限变更")
@dataclass(frozen=True)
class DueChanged:
    """A term was changed: extended, or reckoned anew after the calendar was published."""

    clock: str
    before: str
    after: str
    reason: str

    def sentence(self) -> str:
        return f"{self.clock}时限由{_day(self.before)}改为{_day(self.after)}（{self.reason}）"


@event("flow.light_judged", "亮灯")
@dataclass(frozen=True)
class LightJudged:
    """The light was judged; kept with its reason in words."""

    before: str
    after: str
    reason: str

    def sentence(self) -> str:
        return f"{_LIGHTS.get(self.after, self.after)}：{self.reason}"


@event("flow.noted", "事项记事")
@dataclass(frozen=True)
class Noted:
    """Something about a matter that changes no state: a reminder, a notice, a talk."""

    what: str
    text: str

    def sentence(self) -> str:
        return f"{self.what}：{self.text}" if self.text else self.what


_LIGHTS = {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "grey": "未启动", "done": "办结", "": "未判定"}


def _day(iso: str) -> str:
    return local_day(datetime.fromisoformat(iso)).isoformat() if iso else "无"

"""Events of dispatch meetings: they belong to no single matter."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("supervision.meeting_called")
@dataclass(frozen=True)
class MeetingCalled:
    """A meeting of a leading group was called with its agenda."""

    meeting: int
    title: str
    items: int

    def sentence(self) -> str:
        return f"召集{self.title}，议题{self.items}项"


@event("supervision.meeting_held")
@dataclass(frozen=True)
class MeetingHeld:
    """A meeting was closed: its minutes are numbered and stand from then on."""

    meeting: int
    title: str
    number: str
    decisions: int

    def sentence(self) -> str:
        return f"印发{self.title}纪要{self.number}，议定{self.decisions}项"

"""Events of figures: they belong to no single appeal."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("appeals.circular_issued", "印发诉求通报")
@dataclass(frozen=True)
class CircularIssued:
    """A monthly circular was numbered and issued."""

    number: str
    title: str

    def sentence(self) -> str:
        return f"印发{self.number}：{self.title}"


@event("appeals.circular_discarded", "删除诉求通报草稿")
@dataclass(frozen=True)
class CircularDiscarded:
    """A draft was taken away that nobody will issue."""

    title: str

    def sentence(self) -> str:
        return f"删除通报草稿：{self.title}"

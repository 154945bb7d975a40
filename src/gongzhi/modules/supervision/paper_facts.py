"""Events of rankings and papers: they belong to no single matter."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("supervision.paper_issued", "印发文书")
@dataclass(frozen=True)
class PaperIssued:
    """A circular or a special report was numbered and issued."""

    what: str
    number: str
    title: str

    def sentence(self) -> str:
        return f"印发{self.what}{self.number}：{self.title}"


@event("supervision.paper_drafted", "起草文书")
@dataclass(frozen=True)
class PaperDrafted:
    """The ladder drafted a paper and laid it before the office."""

    what: str
    title: str

    def sentence(self) -> str:
        return f"系统起草{self.what}：{self.title}"


@event("supervision.paper_discarded", "删除文稿")
@dataclass(frozen=True)
class PaperDiscarded:
    """A draft was taken away before it was issued."""

    what: str
    title: str

    def sentence(self) -> str:
        return f"删除{self.what}草稿：{self.title}"


@event("supervision.ranking_published", "公布排名")
@dataclass(frozen=True)
class RankingPublished:
    """A ranking was published with its calculation sheet."""

    title: str
    units: int

    def sentence(self) -> str:
        return f"公布{self.title}，{self.units}个单位"


@event("supervision.bonus_given", "考核加减分")
@dataclass(frozen=True)
class BonusGiven:
    """A bonus was entered for a unit."""

    unit: str
    points: str
    reason: str

    def sentence(self) -> str:
        return f"{self.unit}加{self.points}分：{self.reason}"

"""What changes in the directory, for the log."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("appeals.category_set", "设置诉求事项")
@dataclass(frozen=True)
class CategorySet:
    """A category was made, changed or withdrawn."""

    code: str
    label: str
    what: str

    def sentence(self) -> str:
        return f"{self.what}诉求事项{self.code} {self.label}"


@event("appeals.edition_published", "发布分派目录")
@dataclass(frozen=True)
class EditionPublished:
    """An edition of the directory comes into force on a day."""

    number: int
    from_on: str
    entries: int
    source: str

    def sentence(self) -> str:
        return f"发布事项分派目录第{self.number}版，{self.entries}条，自{self.from_on}起施行，依据：{self.source}"

"""What writing a paper puts into the appeal's log."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("appeals.paper_issued", "制发文书")
@dataclass(frozen=True)
class PaperIssued:
    """A paper of an appeal was numbered and written. `to` is a unit, or the caller as lists show one."""

    what: str
    number: str
    to: str = ""

    def sentence(self) -> str:
        return f"制发{self.what}{self.number}" + (f"，送{self.to}" if self.to else "")

"""What the open interface writes into the log."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("appeals.outside_remark", "来源平台补充", personal=("text",))
@dataclass(frozen=True)
class OutsideRemark:
    """The sender's side added something to what it filed."""

    update_id: str
    status: str
    text: str = ""

    def sentence(self) -> str:
        return f"来源平台补充（{self.status}）" + (f"：{self.text}" if self.text else "")


@event("appeals.offer_set", "设置开放接口事项")
@dataclass(frozen=True)
class OfferSet:
    """The questions of an offered category were set."""

    code: str
    questions: int
    checked_first: bool

    def sentence(self) -> str:
        first = "，核对后公开" if self.checked_first else ""
        return f"设置开放接口事项{self.code}，附加问题{self.questions}个{first}"

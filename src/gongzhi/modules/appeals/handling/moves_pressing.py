"""催办, 转督办, 回复催办."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.flow import Ask
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.handling.models import PressKind
from gongzhi.modules.appeals.handling.pressing import escalate, press
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import NothingToReply

OWED = ("dispatched", "signed", "returning", "arbitrating", "handling")


@APPEAL.move("press", "催办", OWED, None, needs="appeals.press", bulk=True, rank=30)
def press_unit(
    appeal: Appeal,
    *,
    text: Annotated[str, Ask("催办意见", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """Press the unit that answers for the appeal."""
    press(appeal, PressKind.URGE, text, by=by, at=at)


@APPEAL.move("supervise", "转督办", OWED, None, needs="appeals.press", rank=40)
def supervise(
    appeal: Appeal,
    *,
    text: Annotated[str, Ask("督办要求", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """Hand the appeal to supervision: the unit gets a 督办单, the supervisors are told."""
    press(appeal, PressKind.NOTICE, text, by=by, at=at)
    escalate(appeal, text, at=at)


def _some_waiting(appeal: Appeal) -> str:
    waiting = any(one.replied_at is None and one.kind != PressKind.PROMPT for one in appeal.presses.all())
    return "" if waiting else "没有待回复的催办。"


@APPEAL.move(
    "reply_press", "回复催办", "*", None, needs="appeals.handle", party=("lead",), when=_some_waiting, hidden=True,
    tone="primary", rank=40,
)  # fmt: skip
def reply_press(
    appeal: Appeal,
    *,
    text: Annotated[str, Ask("回复内容", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit answers everything that pressed it about the appeal. Raises: NothingToReply."""
    waiting = appeal.presses.filter(replied_at=None, unit=assignment.unit).exclude(kind=PressKind.PROMPT)
    if not waiting.update(reply=text, replied_at=at):
        raise NothingToReply()

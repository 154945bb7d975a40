"""What a caller does with an appeal afterwards: adds to it, judges it, says that it is not solved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.flow.actions import note, run
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.follow.models import Addition
from gongzhi.modules.appeals.follow.queries import may_add, may_judge, may_reopen
from gongzhi.modules.appeals.handling.orders import told
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import tidy

MOST = 5_000  # characters of one addition
ADDED = 20  # additions to one appeal


class NothingAdded(Refusal):
    code = "appeals.nothing_added"
    message = "请写下要补充的内容，或选一张照片。"


class AdditionTooLong(Refusal):
    code = "appeals.addition_too_long"
    message = "补充内容最多{most}个字，现在{length}个。请写要点。"


class AddedEnough(Refusal):
    code = "appeals.added_enough"
    message = "这件诉求已经补充了{most}次。有新情况请拨打12345，报编号{number}。"


class OverAlready(Refusal):
    code = "appeals.over_already"
    kind = Kind.CONFLICT
    message = "这件诉求现在是“{state}”，不能{what}。如有新的问题，请另提一件。"


@transaction.atomic
def add(
    *, appeal: Appeal, text: str = "", files: Sequence[Any] = (), by: Officer | None, at: datetime
) -> Addition:
    """Keep what the caller adds, and tell the unit that has the appeal. `by` None is the caller online.

    Raises: NotAllowed, NothingAdded, AdditionTooLong, AddedEnough, OverAlready, and what files are refused for.
    Records: flow.noted.
    """
    if by is not None:
        require(by, "appeals.register", appeal.matter)
    text = tidy(text)
    if not may_add(appeal):
        raise OverAlready(state=appeal.matter.state_now.label, what="补充")
    if not text and not files:
        raise NothingAdded(field="text")
    if len(text) > MOST:
        raise AdditionTooLong(field="text", most=MOST, length=len(text))
    if appeal.additions.count() >= ADDED:
        raise AddedEnough(most=ADDED, number=appeal.number)
    for one in files:
        store(one, by=by, at=at, matter_id=appeal.pk, purpose="addition", field="files", allowed=PHOTOS)
    made = Addition.objects.create(appeal=appeal, text=text, files=len(files), by=by, at=at)
    who = "热线" if by else "诉求人"
    appeal.matter = note(
        appeal.matter, Noted(f"{who}补充", f"{len(files)}个附件" if files else ""), by=by, at=at
    )
    if appeal.matter.lead_unit is not None:
        title = f"诉求人有补充：{appeal.matter.title[:40]}"
        told(
            appeal, [appeal.matter.lead_unit], title, "请在办理时一并考虑。", at=at, key=f"addition:{made.pk}"
        )
    return made


PHOTOS = ("image",)


def judge(*, appeal: Appeal, solved: str, satisfied: str, said: str = "", at: datetime) -> Appeal:
    """The caller says online whether it was solved; that is a call-back like any other.

    Raises: OverAlready, HeardNothing. Records: flow.moved.
    """
    if not may_judge(appeal):
        raise OverAlready(state=appeal.matter.state_now.label, what="评价")
    values = {
        "way": "portal",
        "reached": "yes",
        "solved": solved,
        "satisfied": satisfied,
        "verbatim": tidy(said),
    }
    appeal.matter = run(appeal.matter, "call_back", by=None, at=at, **values)
    return appeal


def reopen(*, appeal: Appeal, reason: str, at: datetime) -> Appeal:
    """The caller says that what was closed is not solved: the unit has it again, or the hotline where no unit had it.

    Raises: OverAlready, ReopenTooLate, NothingAdded. Records: flow.moved.
    """
    move = may_reopen(appeal)
    if not move:
        raise OverAlready(state=appeal.matter.state_now.label, what="要求重办")
    if not tidy(reason):
        raise NothingAdded(field="reason")
    appeal.matter = run(appeal.matter, move, by=None, at=at, reason=tidy(reason))
    return appeal

"""报方案, 报进展, 申请验收, 验收, 销号: the moves of an item, each declared once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from gongzhi.kernel.clock import Ends, calendar, local_day, today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.ecology.inspections.actions import INSPECT, WARN, tell_units
from gongzhi.modules.ecology.inspections.flow import ITEM
from gongzhi.modules.ecology.inspections.models import Item
from gongzhi.modules.ecology.inspections.policy import public_days
from gongzhi.modules.ecology.problems.refused import SamePerson

RECTIFY, STRIKE = "ecology.rectify", "ecology.strike_item"


class DeadlineNotLater(Refusal):
    code = "ecology.deadline_not_later"
    kind = Kind.INVALID
    message = "新的整改时限{given}应晚于现在的{deadline}。"


@ITEM.move(
    "plan",
    "报整改方案",
    "planning",
    "rectifying",
    needs=RECTIFY,
    party=("lead",),
    stops=("plan",),
    tone="primary",
    rank=10,
)
def plan(
    item: Item,
    *,
    measures: Annotated[
        str, Ask("整改措施", long=True, least=6, help="一行一条，写清谁做、做到什么程度、什么时候完成")
    ],
    files: Annotated[list[Attachment], Ask("整改方案", required=False)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
) -> None:
    """The unit says how it will be put right."""
    item.measures, item.planned_at = measures, at
    item.save(update_fields=["measures", "planned_at"])
    clocks.stop(item.matter, ("plan",), at=at)
    item.matter.assignments.update(due_at=item.matter.due_at, warn_at=item.matter.warn_at)


@ITEM.move("progress", "报整改进展", "rectifying", None, needs=RECTIFY, party=("lead", "co"), rank=30)
def progress(
    item: Item,
    *,
    text: Annotated[str, Ask("进展", long=True, least=4)],
    percent: Annotated[int | None, Ask("完成比例（%）", required=False, least=0, most=100)] = None,
    files: Annotated[list[Attachment], Ask("佐证材料", required=False)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
) -> None:
    """A unit says how it goes."""


@ITEM.move("extend", "调整时限", ("planning", "rectifying"), None, needs=INSPECT, rank=70)
def extend(
    item: Item,
    *,
    deadline: Annotated[date, Ask("新的整改时限")],
    reason: Annotated[str, Ask("依据", long=True, least=4, help="经哪一级同意、文号")],
    by: Officer,
    at: datetime,
) -> None:
    """The deadline is moved with consent from above. Raises: DeadlineNotLater."""
    if deadline <= item.deadline:
        raise DeadlineNotLater(field="deadline", given=deadline, deadline=item.deadline)
    item.deadline = deadline
    item.save(update_fields=["deadline"])
    matter = item.matter
    matter.due_at = calendar().due_on(deadline, Ends.OFFICE, rolls=False).at
    matter.warn_at = calendar().warn(matter.due_at, WARN, at)
    if matter.state == "rectifying":
        matter.assignments.update(due_at=matter.due_at, warn_at=matter.warn_at)


@ITEM.move(
    "claim", "申请验收", "rectifying", "claimed", needs=RECTIFY, party=("lead",), tone="primary", rank=10
)
def claim(
    item: Item,
    *,
    result: Annotated[str, Ask("整改完成情况", long=True, least=6)],
    files: Annotated[list[Attachment], Ask("佐证材料")],
    by: Officer,
    at: datetime,
) -> None:
    """The unit holds that it is right, with evidence."""
    item.claimed_at, item.claimed_by = at, by
    item.save(update_fields=["claimed_at", "claimed_by"])
    item.matter.assignments.filter(role=Role.LEAD).update(reply=result, replied_at=at)


@ITEM.move("accept", "验收通过并公示", "claimed", "accepted", needs=INSPECT, tone="primary", rank=10)
def accept(
    item: Item,
    *,
    text: Annotated[str, Ask("验收意见", long=True, least=4, help="谁验收、看了什么")],
    files: Annotated[list[Attachment], Ask("验收材料", required=False)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
) -> None:
    """It is accepted and made public for the county's working days. Raises: SamePerson."""
    if item.claimed_by_id == by.pk:
        raise SamePerson(first="验收申请", second="验收")
    item.accepted_at, item.accepted_by, item.public_from = at, by, local_day(at)
    item.public_to = calendar().add(local_day(at), public_days(at))
    item.save(update_fields=["accepted_at", "accepted_by", "public_from", "public_to"])


@ITEM.move(
    "refuse", "验收不通过", ("claimed", "accepted"), "rectifying", needs=INSPECT, tone="danger", rank=50
)
def refuse(
    item: Item,
    *,
    reason: Annotated[str, Ask("没有改到位的地方", long=True, least=4)],
    by: Officer,
    at: datetime,
) -> None:
    """It is not right yet, or somebody objected while it was public."""
    item.sent_back += 1
    item.claimed_at = item.claimed_by = item.accepted_at = item.accepted_by = item.public_from = (
        item.public_to
    ) = None
    item.save()
    units = [
        one.unit for one in item.matter.assignments.filter(role=Role.LEAD).select_related("unit") if one.unit
    ]
    tell_units(item, units, f"验收没有通过：{item.matter.title[:40]}", at, body=reason[:200])


def _public(item: Item) -> str:
    over = item.public_to is not None and today() > item.public_to
    return "" if over else f"公示到{item.public_to}结束，期满才能销号。"


@ITEM.move("strike", "销号", "accepted", "struck", needs=STRIKE, when=_public, tone="primary", rank=10)
def strike(
    item: Item,
    *,
    document: Annotated[str, Ask("销号文号", required=False, most=80)] = "",
    note: Annotated[str, Ask("公示情况", least=2, help="公示期间有没有收到异议")],
    by: Officer,
    at: datetime,
) -> None:
    """Struck off, when it was public long enough, by another one than who accepted it. Raises: SamePerson."""
    if item.accepted_by_id == by.pk:
        raise SamePerson(first="验收", second="销号")
    item.struck_at, item.struck_by = at, by
    item.save(update_fields=["struck_at", "struck_by"])
    item.matter.outcome = "struck"

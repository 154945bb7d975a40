"""Form sheets that one organ sends to one unit: 督办通知单, 交办单, 催办单, 转办单."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Annex, Entry, Form, Paper, When
from ..wording import cn_date
from .parts import TASK_COLUMNS, listed, need, task_annex

NOTICE_COLUMNS = ("序号", "任务内容", "角色", "牵头单位", "协同单位", "完成时限")
RECEIPT = "签收单位（盖章）：\n签收人：　　　　　　　　联系电话：\n签收时间：　　　　年　　月　　日　　时"


@dataclass(frozen=True)
class SupervisionNotice:
    """督办通知单. items: the matters; more than `most_items` of them move to an annex, which `rows` fill when given."""

    issuer: str
    number: str
    unit: str
    items: tuple[str, ...]
    demand: str
    due: When
    issued_on: When
    basis: str = ""
    feedback: str = ""
    signer: str = ""
    contact: str = ""
    urgency: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = NOTICE_COLUMNS
    most_items: int = 5


def supervision_notice(v: SupervisionNotice) -> Paper:
    need(v, issuer="发文单位", unit="承办单位", items="督办事项", demand="办理要求", due="办结时限")
    body, annexes = _items(v.items, v.rows, v.columns, v.most_items, "督办事项清单")
    rows = (
        (Entry("承办单位", v.unit),),
        (Entry("督办事项", body, 4),),
        (Entry("来源依据", v.basis),),
        (Entry("办理要求", v.demand, 3),),
        (Entry("办结时限", cn_date(v.due)), Entry("签发人", v.signer)),
        (Entry("反馈方式", v.feedback),),
        *(((Entry("联系人", v.contact),),) if v.contact else ()),
        (Entry("签收回执", RECEIPT, 3),),
    )
    return _slip("督办通知单", v.issuer, v.number, v.issued_on, rows, v.urgency, annexes)


@dataclass(frozen=True)
class AssignmentSlip:
    """交办单: one matter given to one unit."""

    issuer: str
    number: str
    unit: str
    items: tuple[str, ...]
    due: When
    issued_on: When
    source: str = ""
    instruction: str = ""
    co_units: tuple[str, ...] = ()
    demand: str = ""
    signer: str = ""
    contact: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = TASK_COLUMNS
    most_items: int = 5


def assignment_slip(v: AssignmentSlip) -> Paper:
    need(v, issuer="交办单位", unit="承办单位", items="交办事项", due="办结时限")
    body, annexes = _items(v.items, v.rows, v.columns, v.most_items, "交办事项清单")
    rows = (
        (Entry("承办单位", v.unit),),
        (Entry("配合单位", "、".join(v.co_units)),),
        (Entry("事项来源", v.source),),
        (Entry("交办事项", body, 4),),
        *(((Entry("领导批示", v.instruction, 2),),) if v.instruction else ()),
        (Entry("办理要求", v.demand, 2),),
        (Entry("办结时限", cn_date(v.due)), Entry("签发人", v.signer)),
        (Entry("联系人", v.contact),),
        (Entry("签收回执", RECEIPT, 3),),
    )
    return _slip("交办单", v.issuer, v.number, v.issued_on, rows, "", annexes)


@dataclass(frozen=True)
class ReminderNotice:
    """催办单. delay: how far behind, in words (逾期5个工作日未反馈)."""

    issuer: str
    number: str
    unit: str
    items: tuple[str, ...]
    delay: str
    demand: str
    due: When
    issued_on: When
    previous: str = ""
    serial: int = 1
    signer: str = ""
    contact: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = TASK_COLUMNS
    most_items: int = 5


def reminder_notice(v: ReminderNotice) -> Paper:
    need(v, issuer="催办单位", unit="承办单位", items="催办事项", delay="滞后情况", due="反馈时限")
    body, annexes = _items(v.items, v.rows, v.columns, v.most_items, "催办事项清单")
    rows = (
        (Entry("承办单位", v.unit),),
        (Entry("催办事项", body, 4),),
        (Entry("原交办文号", v.previous), Entry("催办次数", f"第{v.serial}次")),
        (Entry("滞后情况", v.delay, 2),),
        (Entry("办理要求", v.demand, 2),),
        (Entry("反馈时限", cn_date(v.due)), Entry("签发人", v.signer)),
        (Entry("联系人", v.contact),),
        (Entry("签收回执", RECEIPT, 3),),
    )
    return _slip("催办单", v.issuer, v.number, v.issued_on, rows, "", annexes)


@dataclass(frozen=True)
class TransferSlip:
    """转办单: an appeal or a report handed to the unit that answers for it. receiver: who raised it, as it may be told."""

    issuer: str
    number: str
    unit: str
    matter: str
    matter_number: str
    accepted_on: When
    due: When
    issued_on: When
    content: str = ""
    receiver: str = ""
    source: str = ""
    place: str = ""
    co_units: tuple[str, ...] = ()
    opinion: str = ""
    demand: str = ""
    urgency: str = ""
    signer: str = ""
    contact: str = ""


def transfer_slip(v: TransferSlip) -> Paper:
    need(
        v, issuer="转办单位", unit="承办单位", matter="诉求事项", matter_number="受理编号", accepted_on="受理日期",
        due="办结时限",
    )  # fmt: skip
    rows = (
        (Entry("承办单位", v.unit),),
        (Entry("配合单位", "、".join(v.co_units)),),
        (Entry("受理编号", v.matter_number), Entry("受理日期", cn_date(v.accepted_on))),
        (Entry("诉求来源", v.source), Entry("诉求人", v.receiver)),
        (Entry("发生地点", v.place),),
        (Entry("诉求事项", v.matter),),
        (Entry("诉求内容", v.content, 4),),
        (Entry("拟办意见", v.opinion, 2),),
        (Entry("办理要求", v.demand, 2),),
        (Entry("办结时限", cn_date(v.due)), Entry("签发人", v.signer)),
        *(((Entry("联系人", v.contact),),) if v.contact else ()),
        (Entry("签收回执", RECEIPT, 3),),
    )
    return _slip("转办单", v.issuer, v.number, v.issued_on, rows, v.urgency, ())


def _items(
    items: tuple[str, ...], rows: tuple[tuple[str, ...], ...], columns: tuple[str, ...], most: int, title: str
) -> tuple[str, tuple]:
    """The field's text and the annex: few items stand in the form, many are counted there and listed behind."""
    if not many(items, most):
        return listed(items), task_annex(title, rows, columns)
    rows = rows or tuple((str(n), item) for n, item in enumerate(items, 1))
    columns = columns if len(rows[0]) == len(columns) else ("序号", "事项")
    return see_annex(items, title), task_annex(title, rows, columns)


def many(items: tuple[str, ...], most: int) -> bool:
    """Whether the items are listed behind the form."""
    return len(items) > most


def see_annex(items: tuple[str, ...], title: str) -> str:
    return f"详见附件《{title}》（共{len(items)}项）。"


def _slip(
    title: str,
    issuer: str,
    number: str,
    issued_on: When,
    rows: tuple[tuple[Entry, ...], ...],
    urgency: str,
    annexes: tuple[Annex, ...],
) -> Paper:
    *above, receipt = rows
    behind = ((Entry("附件", "、".join(annex.title for annex in annexes)),),) if annexes else ()
    return Paper(
        form="slip", head=issuer, title=title, number=number, signed_on=issued_on, urgency=urgency,
        body=(Form((*above, *behind, receipt)),), annexes=annexes, signature=issuer,
    )  # fmt: skip

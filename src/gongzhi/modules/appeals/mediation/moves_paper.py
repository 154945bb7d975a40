"""制作调解协议书, 补充当事人."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from io import BytesIO
from typing import Annotated

from django.core.files.base import File

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.people.erasing import reveal
from gongzhi.kernel.people.models import Person
from gongzhi.modules.appeals.mediation.agreement import NAME, AgreementPaper
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.mediation.models import Agreement, Dispute, DisputeParty
from gongzhi.modules.appeals.mediation.opening import PERMISSION
from gongzhi.modules.appeals.mediation.words import Confirmation, Form, Side

OWNER = "appeals.agreement"
LABEL = "人民调解协议书"


def _writable(dispute: Dispute) -> str:
    found = getattr(dispute, "agreement", None)
    if found is None or found.form != Form.WRITTEN:
        return "口头协议已经记录，不另写协议书。"
    return "" if found.confirmation == Confirmation.NONE else "已经申请司法确认，协议书不能再改。"


@DISPUTE.move(
    "write_agreement", "制作协议书", "agreed", None, needs=PERMISSION, party=("lead",), when=_writable, hidden=True,
    rank=15, confirm="协议书写明当事人姓名和电话，查看和制作都有记录。", basis="《人民调解法》第二十九条",
)  # fmt: skip
def write_agreement(
    dispute: Dispute,
    *,
    facts: Annotated[
        str, Ask("纠纷主要事实", long=True, least=4, personal=True, initial=lambda row: row.text.open())
    ],
    duties: Annotated[
        str, Ask("争议事项和各方责任", long=True, required=False, personal=True, help="一行一条")
    ] = "",
    content: Annotated[
        str,
        Ask(
            "协议内容",
            long=True,
            least=10,
            personal=True,
            help="一行一条",
            initial=lambda row: row.agreement.content.open(),
        ),
    ],
    how: Annotated[
        str, Ask("履行方式", required=False, most=200, personal=True, help="如：当面一次付清")
    ] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Number the agreement, once, and write it for the parties to sign; written anew it keeps its number.

    Announces access.revealed for each party.
    """  # fmt: skip
    found, on = dispute.agreement, local_day(at)
    found.number = found.number or allot_one(value("appeals.mediate.mark", on), on.year, at=at).text
    found.content = content
    told = AgreementPaper(
        committee=_committee(dispute), number=found.number, parties=_parties(dispute, by, at), facts=facts,
        content=_lines(content), mediator=dispute.mediator.name if dispute.mediator else by.name,
        issued_on=found.effective_on, confirm_until=found.confirm_until, duties=_lines(duties), how=how,
        perform_by=found.perform_by or "",
    )  # fmt: skip
    before = found.attachment
    file = File(BytesIO(word_file(NAME, told, on)), name=f"{LABEL}{found.number}.docx")
    found.attachment = store(file, by=by, at=at, owner=OWNER, owner_key=dispute.pk, purpose="agreement")
    found.save(update_fields=["number", "content", "attachment"])
    if before is not None:
        before.delete()


def _committee(dispute: Dispute) -> str:
    room = dispute.mediator.room if dispute.mediator else None
    unit = dispute.matter.lead_unit
    return (room.committee or room.name) if room else unit.name if unit else LABEL


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _parties(dispute: Dispute, by: Officer, at: datetime) -> tuple[str, ...]:
    found = []
    for one in dispute.parties.select_related("person"):
        told = reveal(
            person=one.person, of=dispute, permission=PERMISSION, purpose=f"制作{LABEL}", by=by, at=at
        )
        rest = "".join(f"，{label}{text}" for label, text in told.items() if label != "姓名" and text)
        found.append(f"{one.get_side_display()}：{told.get('姓名') or one.person.label}{rest}")
    return tuple(found)


@DISPUTE.move(
    "add_party", "补充当事人", ("registered", "mediating"), None, needs=PERMISSION, party=("lead",), rank=50
)
def add_party(
    dispute: Dispute,
    *,
    side: Annotated[str, Ask("地位", choices=Side.choices)],
    name: Annotated[str, Ask("称呼", least=1, most=40, personal=True)],
    phone: Annotated[str, Ask("电话", required=False, most=20, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Somebody else belongs to the dispute."""
    person = Person.told(name=name.strip(), phone=phone.strip(), at=at)
    person.save()
    DisputeParty.objects.create(dispute=dispute, person=person, side=side)
    dispute.people = max(dispute.people, dispute.parties.count())
    dispute.save(update_fields=["people"])


def may_read(officer: Officer, attachment: Attachment) -> Decision:
    """The agreement names its parties: it is read by those who mediate the dispute."""
    dispute = Dispute.objects.select_related("matter").filter(pk=attachment.owner_key or 0).first()
    return decide(officer, PERMISSION, dispute) if dispute else Decision(False, "纠纷已不存在。")


def forget(people: Collection[int], at: datetime) -> None:
    """Take away the agreements in which these people stand; that there were any stays."""
    rows = Agreement.objects.filter(dispute__parties__person__in=people, attachment__isnull=False)
    files = list(rows.values_list("attachment", flat=True))
    Agreement.objects.filter(attachment__in=files).update(attachment=None)
    Attachment.objects.filter(pk__in=files).delete()

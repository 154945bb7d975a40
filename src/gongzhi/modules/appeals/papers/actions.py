"""Writing a paper of an appeal: numbered once, kept as a Word file, told in the appeal's log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.rules import Decision as Verdict
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.actions import lock, note
from gongzhi.kernel.flow.queries import parties
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.erasing import reveal
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers.facts import PaperIssued
from gongzhi.modules.appeals.papers.kinds import SORTS
from gongzhi.modules.appeals.papers.models import AppealPaper
from gongzhi.modules.appeals.papers.queries import UNNAMED, Offer, offers, unnamed, written
from gongzhi.modules.appeals.papers.saying import said, standing

OWNER = "appeals.paper"


class PaperNotNow(Refusal):
    code = "appeals.paper_not_now"
    kind = Kind.CONFLICT
    message = "现在不能制作{label}：已经制发过，或诉求的情况变了。请刷新诉求页面再看。"


def offered(appeal: Appeal, kind: str, about: int, officer: Officer) -> Offer:
    """The paper that this officer can write of an appeal now. Raises: PaperNotNow."""
    found = offers(appeal, officer, parties(appeal.matter), written(appeal))
    for one in found:
        if (one.kind, one.about) == (kind, about):
            return one
    raise PaperNotNow(label=SORTS[kind].label if kind in SORTS else "这种文书")


def draft(offer: Offer, appeal: Appeal, typed: Mapping[str, Any], at: datetime) -> bytes:
    """The paper as it would be, without a number, the caller masked."""
    return _word(offer, appeal, typed, "", unnamed(appeal), at)


@transaction.atomic
def issue(
    *, appeal: Appeal, kind: str, about: int, typed: Mapping[str, Any], by: Officer, at: datetime
) -> AppealPaper:
    """Number the paper, write it and keep it. One that goes to the caller names the caller: that is told as a reading.

    Raises: PaperNotNow, NotAllowed. Records: appeals.paper_issued; announces access.revealed.
    """
    appeal.matter = lock(appeal.matter)  # of two at once the second finds the paper there
    offer = offered(appeal, kind, about, by)
    on = local_day(at)
    receiver = _named(offer, appeal, by, at) if offer.sort.personal else ""
    number = allot_one(standing(f"mark.{offer.sort.mark}", on), on.year, at=at).text
    word = _word(offer, appeal, typed, number, receiver, at)
    to = str(typed.get("unit") or offer.to)
    paper = AppealPaper.objects.create(
        appeal=appeal, kind=kind, about=about, number=number, to=to[:100], by=by, at=at
    )
    file = File(BytesIO(word), name=f"{offer.sort.label}{number}.docx")
    paper.attachment = store(file, by=by, at=at, owner=OWNER, owner_key=paper.pk, purpose=kind)
    paper.save(update_fields=["attachment"])
    appeal.matter = note(appeal.matter, PaperIssued(offer.sort.label, number, to), by=by, at=at)
    return paper


def _word(
    offer: Offer, appeal: Appeal, typed: Mapping[str, Any], number: str, receiver: str, at: datetime
) -> bytes:
    on, owing = local_day(at), parties(appeal.matter)
    told = said(offer, appeal, typed, number=number, receiver=receiver, parties=owing, on=on)
    return word_file(offer.kind, told, on)


def _named(offer: Offer, appeal: Appeal, by: Officer, at: datetime) -> str:
    assert appeal.appellant is not None
    purpose = f"制作{offer.sort.label}"
    told = reveal(
        person=appeal.appellant, of=appeal, permission=appeal.reveal_permission, purpose=purpose, by=by, at=at
    )
    return told.get("姓名") or UNNAMED


def may_read(officer: Officer, attachment: Attachment) -> Verdict:
    """A slip is read by whoever sees the appeal, a letter by who may know its caller."""
    paper = AppealPaper.objects.select_related("appeal__matter").get(pk=attachment.owner_key or 0)
    sort = SORTS[paper.kind]
    return decide(officer, paper.appeal.reveal_permission if sort.personal else "appeals.view", paper.appeal)


def forget(people: Collection[int], at: datetime) -> None:
    """Take away the files of papers about these people's appeals; that they were written stays."""
    kept = AppealPaper.objects.filter(appeal__appellant__in=people, attachment__isnull=False)
    files = list(kept.values_list("attachment", flat=True))
    kept.update(attachment=None, to="")
    Attachment.objects.filter(pk__in=files).delete()

"""Papers of an appeal: offered where they fit, written once, naming the caller only to whom they go."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.documents.writing import docx, fill, starter
from gongzhi.kernel.documents.writing.facts import facts
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.queries import decide_reading, open_content
from gongzhi.kernel.flow.queries import parties
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.erasing import erase
from gongzhi.modules.appeals.conftest import AT, DONE, World
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers.actions import PaperNotNow, issue
from gongzhi.modules.appeals.papers.kinds import HANDOVER
from gongzhi.modules.appeals.papers.models import AppealPaper
from gongzhi.modules.appeals.papers.queries import offers, written
from gongzhi.modules.appeals.papers.saying import initial
from gongzhi.modules.appeals.papers.views import split


def offered(appeal: Appeal, officer: Officer) -> list[str]:
    return [one.label for one in offers(appeal, officer, parties(appeal.matter), written(appeal))]


def issued(appeal: Appeal, kind: str, by: Officer) -> AppealPaper:
    """Write one with the words that stand in its form."""
    found = offers(appeal, by, parties(appeal.matter), written(appeal))
    one = next(one for one in found if one.kind == kind)
    given = initial(one, appeal, AT.date())
    typed = {name: split(text) if one.sort.fields[name].lines else text for name, text in given.items()}
    return issue(appeal=appeal, kind=kind, about=one.about, typed=typed, by=by, at=AT)


def said(paper: AppealPaper) -> str:
    assert paper.attachment is not None
    with open_content(paper.attachment) as file:
        return words(file.read())


def words(word: bytes) -> str:
    document = Document(BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_papers_are_offered_where_they_fit(world: World) -> None:
    assert offered(world.appeal(), world.head) == []
    assert offered(world.dispatched(text="三号楼又没水了，请来看看。", co=[world.city]), world.head) == [
        "交办单（县供水公司）",
        "转办单（县城管局）",
        "受理通知书",
    ]
    assert offered(world.awaiting_call(text="水压很低，四楼上不去水。"), world.head) == ["办理答复意见书"]


def test_what_is_not_taken_on_is_told_and_handed_over(world: World) -> None:
    appeal = world.move(world.appeal(), "reject", by=world.clerk, ground="petition")

    assert offered(appeal, world.clerk) == ["不予受理告知书", "移送函"]
    assert "县信访局接待大厅" in said(issued(appeal, "rejection_notice", world.clerk))
    letter = said(issued(appeal, "appeals_handover", world.clerk))
    assert ("清泽县信访局" in letter, "王小明" in letter) == (True, False)


def test_an_anonymous_caller_gets_no_letter(world: World) -> None:
    appeal = world.dispatched(anonymous=True)

    assert offered(appeal, world.head) == ["交办单（县供水公司）"]


def test_a_handler_writes_the_reply_alone(world: World) -> None:
    assert offered(world.dispatched(), world.waterman) == []
    assert offered(world.awaiting_call(text="水压很低，四楼上不去水。"), world.waterman) == ["办理答复意见书"]


def test_a_letter_names_the_caller_is_numbered_and_logged(world: World) -> None:
    appeal = world.awaiting_call()
    paper = issued(appeal, "reply_letter", world.sender)

    text = said(paper)
    assert (paper.number, paper.to) == ("清诉复〔2026〕1号", "王**")
    assert all(part in text for part in ("王小明", DONE[:12], "清泽县供水有限公司", "办理答复意见书"))
    assert Event.objects.filter(matter=appeal.pk).latest("seq").sentence == (
        "制发办理答复意见书清诉复〔2026〕1号，送王**"
    )


def test_a_slip_does_not_name_the_caller(world: World) -> None:
    appeal = world.dispatched(co=[world.city])

    text = said(issued(appeal, "transfer_slip", world.sender))
    assert ("王小明" in text, "王**" in text, "清泽县城市管理局" in text) == (False, True, True)
    assert "县城管局" in said(issued(appeal, "assignment_slip", world.sender))


def test_a_paper_is_written_once(world: World) -> None:
    appeal = world.dispatched()
    paper = issued(appeal, "assignment_slip", world.sender)

    with pytest.raises(PaperNotNow, match="交办单"):
        issue(appeal=appeal, kind="assignment_slip", about=paper.about, typed={}, by=world.sender, at=AT)
    assert AppealPaper.objects.count() == 1


def test_an_extension_is_told_with_both_terms(world: World) -> None:
    appeal = world.handling()
    asked = {
        "reason": "水泵需从外地调运。",
        "plan": "三日内到货安装。",
        "told_caller": "已电话告知，对方理解。",
    }
    appeal = world.move(appeal, "ask_extension", by=world.waterman, **asked)
    appeal = world.move(appeal, "decide_extension", by=world.head, decision="approved")

    text = said(issued(appeal, "extension_notice", world.head))
    assert all(part in text for part in ("2026年3月9日", "2026年3月16日", "水泵需从外地调运", "王小明"))


def test_a_letter_about_a_secret_appeal_takes_the_greater_permission(world: World) -> None:
    appeal = world.awaiting_call(confidential=True)

    assert (offered(appeal, world.sender), offered(appeal, world.head)) == ([], ["办理答复意见书"])


def test_letters_are_read_by_those_who_may_know_the_caller(world: World) -> None:
    paper = issued(world.awaiting_call(confidential=True), "reply_letter", world.head)

    assert paper.attachment is not None
    read = [decide_reading(one, paper.attachment).allowed for one in (world.head, world.waterman)]
    assert read == [True, False]


def test_erasing_the_caller_takes_the_files_and_leaves_the_numbers(world: World) -> None:
    appeal = world.awaiting_call()
    issued(appeal, "reply_letter", world.sender)

    erase(people=[appeal.appellant], ground="本人申请删除", by=world.head, at=AT)  # type: ignore[list-item]

    paper = AppealPaper.objects.get()
    assert (paper.attachment, paper.to, paper.number) == (None, "", "清诉复〔2026〕1号")


def test_page_previews_with_what_was_typed_and_numbers(world: World) -> None:
    appeal = world.awaiting_call()
    client = Client()
    client.force_login(world.sender)
    about = appeal.replies.get().pk
    address = f"/appeals/{appeal.number}/papers/reply_letter/{about}/"

    first = client.get(address).content.decode()
    assert ("王**" in first, "王小明" in first, "〔　　〕" in first) == (True, False, True)
    given: dict[str, Any] = {
        "findings": "水泵烧坏。",
        "opinions": "已换新泵。\n已逐户告知。",
        "contact": "12345",
    }
    seen = client.post(address, given | {"preview": "1"}).content.decode()
    assert ("（二）已逐户告知。" in seen, AppealPaper.objects.exists()) == (True, False)

    client.post(address, given)
    page = client.get(f"/appeals/{appeal.number}/").content.decode()
    pdf = client.get(f"/appeals/{appeal.number}/papers/{AppealPaper.objects.get().pk}/pdf/")
    assert ("清诉复〔2026〕1号" in page, pdf.content[:5]) == (True, b"%PDF-")


def test_handover_letter_is_a_template_like_the_others() -> None:
    optional = [one.name for one in HANDOVER.parts if not one.required]
    for names in ((), *((name,) for name in optional), tuple(optional)):
        defaults = {one.name: one.default for one in fields(HANDOVER.values) if one.name in names}
        value = replace(HANDOVER.sample, **defaults)
        assert words(fill(starter(HANDOVER), facts(HANDOVER, value))) == words(docx(HANDOVER.of(value))), (
            names
        )


def test_one_without_the_permission_is_refused(world: World) -> None:
    appeal = world.dispatched()

    with pytest.raises((NotAllowed, PaperNotNow)):
        issue(appeal=appeal, kind="acceptance_notice", about=0, typed={}, by=world.waterman, at=AT)

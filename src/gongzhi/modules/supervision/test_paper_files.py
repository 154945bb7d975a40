"""Papers as files: page, Word and PDF say the same; the county's own templates write them from their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.writing import Paper as Words
from gongzhi.kernel.documents.writing import Paragraph, docx
from gongzhi.kernel.documents.writing.kinds import kind
from gongzhi.kernel.documents.writing.reading_back import part, text
from gongzhi.kernel.files.rules import TYPES
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Slip, SlipItem, SlipKind
from gongzhi.modules.supervision.slip_papers import write, written

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=8, hours=1)


@pytest.fixture(autouse=True)
def _later(frozen: Callable[[Any], None], settings: Any, tmp_path: Path) -> None:
    frozen(NOW)
    settings.FILES_DIR, settings.FILES_RESERVE_MB = str(tmp_path / "files"), 0


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def notice(world: World) -> Slip:
    world.move(world.started(), "notify", by=world.zhuren, at=NOW, text="五个工作日内书面反馈")
    return Slip.objects.latest("id")


def slip(world: World, kind: str, **more: Any) -> Slip:
    key = more.setdefault("key", f"{kind}-{Slip.objects.count()}")
    made = Slip.objects.create(kind=kind, unit=world.housing, sent_at=NOW, **more)
    SlipItem.objects.create(slip=made, task=world.task(), reason=made.reason, key=key)
    return made


def said(word: bytes | None) -> str:
    return text(part(word or b"", "word/document.xml"))


def printed(pdf: bytes) -> str:
    pages = pdfplumber.open(BytesIO(pdf)).pages
    return "".join((page.extract_text() or "").replace("\n", "").replace(" ", "") for page in pages)


def own_template(world: World, name: str, words: str) -> None:
    """A template of the county's own for a kind, in use from today."""
    body = docx(Words(form="plain", title="本县格式", body=(Paragraph(words),)))
    file = SimpleUploadedFile("模板.docx", body, TYPES["docx"].media_type)
    made = templates.upload(kind=kind(name), file=file, by=world.zhuren, at=NOW)
    templates.choose(
        kind=kind(name), template=made, from_on=local_day(NOW), version=0, by=world.zhuren, at=NOW
    )


def test_the_page_and_the_pdf_of_a_slip_are_its_kept_word_file(world: World) -> None:
    one, client = notice(world), client_of(world.builder)
    pdf, again = (client.get(f"/supervision/slips/{one.pk}/pdf/") for _ in range(2))
    page = client.get(f"/supervision/slips/{one.pk}/").content.decode()

    assert (pdf["Content-Type"], pdf.content == again.content) == ("application/pdf", True)
    for words in ("清政督办〔2026〕1号", "督办通知单", "签收回执"):
        assert words in page
        assert words in printed(pdf.content)


def test_a_slip_of_another_unit_has_no_files_for_this_one(world: World) -> None:
    one = notice(world)

    assert client_of(world.townsman).get(f"/supervision/slips/{one.pk}/pdf/").status_code == 404


def test_a_message_that_is_no_paper_has_no_files(world: World) -> None:
    one = slip(world, SlipKind.PROMPT, reason="节点临近")
    client = client_of(world.zhuren)

    assert client.get(f"/supervision/slips/{one.pk}/pdf/").status_code == 404
    assert "看PDF" not in client.get(f"/supervision/slips/{one.pk}/").content.decode()


def test_an_assignment_is_a_paper_with_the_tasks_own_deadline(world: World) -> None:
    one = slip(world, SlipKind.ASSIGNMENT, number="清政交办〔2026〕1号")
    name, value = written(one) or ("", None)

    assert (name, value.unit, value.due) == (
        "assignment_slip",
        world.housing.name,
        one.items.get().task.deadline,
    )
    assert "清政交办〔2026〕1号" in said(write(one))


@pytest.mark.parametrize("kind", [SlipKind.NOTICE, SlipKind.REMINDER, SlipKind.TALK, SlipKind.ASSIGNMENT])
def test_no_slip_prints_none_for_what_it_lacks(world: World, kind: str) -> None:
    assert "None" not in said(write(slip(world, kind)))


def test_a_template_of_the_countys_own_writes_the_slips_from_its_day(world: World) -> None:
    own_template(world, "reminder_notice", "请{{ 承办单位 }}抓紧办理")

    assert said(write(slip(world, SlipKind.REMINDER))) == f"本县格式请{world.housing.name}抓紧办理"
    earlier = slip(world, SlipKind.REMINDER)
    earlier.sent_at = NOW - timedelta(days=2)
    assert "签收回执" in said(write(earlier))


def test_what_was_issued_stays_as_it_was_when_the_template_changes(world: World) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=NOW)
    issued, client = papers.issue(paper=paper, by=world.ducha, at=NOW), client_of(world.ducha)
    before = client.get(f"/supervision/papers/{issued.pk}/pdf/").content
    own_template(world, "circular", "{{ 标题 }}另有格式")

    assert client.get(f"/supervision/papers/{issued.pk}/pdf/").content == before


def test_a_draft_says_that_it_has_no_number_yet(world: World) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=NOW)
    client = client_of(world.ducha)

    assert "〔待编号〕" in client.get(f"/supervision/papers/{paper.pk}/").content.decode()
    assert "〔待编号〕" in printed(client.get(f"/supervision/papers/{paper.pk}/pdf/").content)


def test_addressee_copies_and_note_are_typed(world: World) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=NOW)
    words = {"title": "关于进展的通报", "overall": "总体。", "results": "", "demands": ""}
    typed = {"addressee": "各乡镇", "copies": "县委办公室、县人大办", "note": "此件公开发布"}
    paper = papers.edit(paper=paper, version=1, by=world.ducha, at=NOW, **words, **typed)
    found = said(papers.write(paper, local_day(NOW)))

    assert ("各乡镇：" in found, "抄送：县委办公室，县人大办。" in found, "（此件公开发布）" in found) == (
        True,
    ) * 3


def test_a_report_counts_by_unit_those_that_lag(world: World) -> None:
    stands = [
        papers.Stand(
            task=n, number="", no="", title="", unit=unit, deadline=None, state="", light=light, reason="", expected=0,
            actual=0, bucket="", done=light == "done", overdue=False, held=False, signed=True, reports_due=0,
            reports_in=0, reports_late=0,
        )
        for n, (unit, light) in enumerate([("甲", "red"), ("甲", "green"), ("乙", "yellow"), ("丙", "green"), ("甲", "done")])
    ]  # fmt: skip

    assert papers.units(stands) == [["甲", "3", "1", "1", "0", "1"], ["乙", "1", "0", "0", "1", "0"]]


def test_minutes_are_read_as_page_word_and_pdf_before_they_are_finished(world: World) -> None:
    from gongzhi.kernel.org.models import LeadingGroup
    from gongzhi.modules.supervision import meetings

    group = LeadingGroup.objects.create(name="重点工作领导小组", office=world.ducha.unit)
    meeting = meetings.call(group=group, period="2026-Q1", held_at=NOW, by=world.ducha, at=NOW)
    client, here = client_of(world.ducha), f"/supervision/meetings/{meeting.pk}"

    assert "（未编号）" in client.get(f"{here}/minutes/").content.decode()
    assert "（未编号）" in said(client.get(f"{here}/docx/").content)
    assert "（未编号）" in printed(client.get(f"{here}/pdf/").content)


def test_the_account_is_a_pdf_too(world: World) -> None:
    answer = client_of(world.zhuren).get("/supervision/holds/print/?pdf=1")

    assert "挂账清单" in printed(answer.content)


def test_a_letter_lists_what_lags_of_its_unit_and_is_numbered(world: World) -> None:
    world.started()
    late = AT + timedelta(days=200)
    paper = papers.draft(kind="prompt_letter", period="2026-Q3", unit=world.housing, by=world.ducha, at=late)
    issued = papers.issue(paper=paper, by=world.ducha, at=late)
    found = said(papers.write(issued, local_day(late)))

    assert issued.number == "清政督函〔2026〕1号"
    for words in (
        "关于加快推进重点工作滞后任务的提示函",
        f"{world.housing.name}：",
        "红灯1项",
        "改造老旧小区12个",
    ):
        assert words in found


def test_a_letter_is_refused_without_a_unit_or_without_anything_that_lags(world: World) -> None:
    world.started()
    for unit, refusal in ((None, papers.UnitMissing), (world.water, papers.NothingLags)):
        with pytest.raises(refusal):
            papers.draft(kind="prompt_letter", period="2026-Q1", unit=unit, by=world.ducha, at=NOW)


def test_a_letter_is_drafted_edited_and_read_on_its_pages(world: World) -> None:
    world.started()
    late = AT + timedelta(days=200)
    paper = papers.draft(kind="prompt_letter", period="2026-Q3", unit=world.housing, by=world.ducha, at=late)
    client, here = client_of(world.ducha), f"/supervision/papers/{paper.pk}"
    typed = {
        "title": "关于加快老旧小区改造的提示函",
        "overall": "进度滞后。",
        "items": "一项",
        "demands": "抓紧\n报告",
    }
    answer = client.post(
        f"{here}/edit/", {**typed, "due": "2026-10-09", "copies": "县纪委监委", "_version": 1}
    )
    page = client.get(f"{here}/").content.decode()

    assert answer.status_code == 303
    for words in (
        "关于加快老旧小区改造的提示函",
        "1.一项",
        "二、报告。",
        "请于2026年10月9日前",
        "抄送：县纪委监委。",
    ):
        assert words in page.replace("<br>", "").replace("</span>", "").replace('<span class="p-small">', "")

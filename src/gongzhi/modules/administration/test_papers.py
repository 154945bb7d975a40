"""Templates of papers from their page: what is taken in, what is refused, what is written from when."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import today
from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.issuing import filled, word_file
from gongzhi.kernel.documents.models import PaperTemplate, TemplateUse
from gongzhi.kernel.documents.writing import Paper, Paragraph, docx, starter
from gongzhi.kernel.documents.writing.kinds import kind
from gongzhi.kernel.documents.writing.reading_back import part, text
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.rules import TYPES
from gongzhi.kernel.files.samples import packed

HERE = "/administration/papers/reminder_notice"
KIND = kind("reminder_notice")


@pytest.fixture
def editor(world: Any, as_: Any, settings: Any, tmp_path: Any) -> Client:
    settings.FILES_DIR, settings.FILES_RESERVE_MB = str(tmp_path / "files"), 0
    for name in ("editor", "second"):
        officer = world.officer(name, f"{name}甲")
        chosen = PermissionSet.objects.get(name="paper_editor")
        Holding.objects.create(officer=officer, set=chosen, from_on=date(2020, 1, 1))
    return as_("editor")


def own(words: str = "请{{ 承办单位 }}办理{{ 催办事项 }}") -> bytes:
    return docx(Paper(form="plain", title="催办", body=(Paragraph(words),)))


def send(client: Client, body: bytes, name: str = "催办单.docx", **more: str) -> Any:
    file = SimpleUploadedFile(name, body, TYPES["docx"].media_type)
    return client.post(f"{HERE}/upload", {"file": file, **more})


def choose(client: Client, serial: int, on: date, version: int) -> Any:
    return client.post(f"{HERE}/{serial}/choose", {"from_on": on.isoformat(), "_version": version})


def said(body: bytes) -> str:
    return text(part(body, "word/document.xml"))


@pytest.mark.parametrize(
    "path",
    ["papers", "papers/reminder_notice", "papers/reminder_notice?version=0", "papers/reminder_notice/upload",
     "papers/reminder_notice/template", "papers/circular/0/file", "papers/minutes/sample.pdf", "papers/minutes/sample.docx",
     "papers/circular/0/page/1.png", "papers/reminder_notice/0/choose"],
)  # fmt: skip
def test_pages_open_to_the_editor_and_to_no_administrator(editor: Client, system: Client, path: str) -> None:
    codes = [client.get(f"/administration/{path}").status_code for client in (editor, system)]

    assert codes == [200, 403]


@pytest.mark.parametrize(
    "path", ["password_sheet", "nothing", "reminder_notice?version=7", "reminder_notice/7/file"]
)
def test_what_is_not_there_is_a_404(editor: Client, path: str) -> None:
    assert editor.get(f"/administration/papers/{path}").status_code == 404


def test_the_list_costs_the_same_whatever_was_uploaded(editor: Client) -> None:
    counts = []
    editor.get("/administration/papers")
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            editor.get("/administration/papers")
        counts.append(sum("documents_" in one["sql"] for one in seen.captured_queries))
        for _ in range(3):
            send(editor, own())

    assert counts == [3, 3]


def test_the_template_that_is_downloaded_is_taken_back(editor: Client) -> None:
    answer = send(editor, editor.get(f"{HERE}/template").content, note="没有改")

    assert (answer.status_code, answer["Location"]) == (303, f"{HERE}?version=1")
    assert PaperTemplate.objects.get().unused == []


def test_a_version_is_in_use_only_when_it_was_chosen_and_from_its_day(editor: Client) -> None:
    send(editor, own())
    before = word_file("reminder_notice", KIND.sample, today())
    choose(editor, 1, today() + timedelta(days=3), 0)

    assert word_file("reminder_notice", KIND.sample, today()) == before
    assert said(word_file("reminder_notice", KIND.sample, today() + timedelta(days=3))).startswith(
        "催办请清泽县"
    )


def test_going_back_to_the_shipped_form_keeps_the_versions(editor: Client) -> None:
    send(editor, own())
    choose(editor, 1, today(), 0)
    choose(editor, 0, today(), 1)

    assert word_file("reminder_notice", KIND.sample, today()) == docx(KIND.of(KIND.sample))
    assert (PaperTemplate.objects.count(), templates.in_force("reminder_notice", today())) == (1, None)


def test_a_planned_version_is_taken_back_before_its_day(editor: Client) -> None:
    send(editor, own())
    day = today() + timedelta(days=3)
    choose(editor, 1, day, 0)

    assert editor.post(f"{HERE}/{day}/unchoose", {"_version": 1}).status_code == 303
    assert not TemplateUse.objects.exists()
    assert editor.post(f"{HERE}/{day}/unchoose", {"_version": 2}).status_code == 409


def test_the_second_of_two_is_told_what_the_first_did(editor: Client, as_: Any) -> None:
    send(editor, own())
    send(editor, own("又一版{{ 承办单位 }}"))
    choose(editor, 1, today(), 0)
    answer = choose(as_("second"), 2, today(), 0)

    assert answer.status_code == 409
    assert f"editor甲已经设了自{today()}起用第1版" in answer.content.decode()
    assert TemplateUse.objects.get().template.serial == 1


def test_a_day_that_has_passed_is_refused(editor: Client) -> None:
    send(editor, own())
    answer = choose(editor, 1, today() - timedelta(days=1), 0)

    assert (answer.status_code, "启用日期不能早于今天" in answer.content.decode()) == (422, True)


def test_an_unknown_field_is_named_with_its_place(editor: Client) -> None:
    answer = send(editor, own("请{{ 承办单伟 }}办理"))

    assert answer.status_code == 422
    assert "填写项“承办单伟”没有对应的内容（第3段“请{{ 承办单伟 }}办理”）" in answer.content.decode()
    assert not PaperTemplate.objects.exists()


def test_a_column_that_a_table_has_not_is_named(editor: Client) -> None:
    answer = send(editor, own("{{ 承办单位 }}{% for 行 in 表格 %}{{ 行.目标 }}{% endfor %}"))

    assert "“目标”没有对应的内容" in answer.content.decode()


def rewritten(**parts: bytes) -> bytes:
    """The starter with parts added or replaced; names with / as __ and . as ___."""
    import zipfile

    with zipfile.ZipFile(BytesIO(own())) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return packed(found | {name.replace("___", ".").replace("__", "/"): body for name, body in parts.items()})


OUTSIDE = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
 Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>"""


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"not a file at all", "催办单.docx", "文本"),
        (own(), "催办单.docm", "宏"),
        (rewritten(word__vbaProject___bin=b"x"), "催办单.docx", "宏"),
        (rewritten(word__embeddings__a___bin=b"x"), "催办单.docx", "嵌入的文件"),
        (rewritten(word___rels__settings___xml___rels=OUTSIDE), "催办单.docx", "外部模板"),
        (own("没有填写项"), "催办单.docx", "一个填写项也没有"),
        (own("{{ 承办单位 }"), "催办单.docx", "写得不对"),
        (own("{{ 承办单位.__class__ }}"), "催办单.docx", "不允许"),
        (own("{{ 承办单位|center(99999999) }}"), "催办单.docx", "没有叫“center”的写法"),
        (
            own("{% for a in 表格 %}{% for b in 表格 %}{% for c in 表格 %}{{ 承办单位 }}{% endfor %}{% endfor %}{% endfor %}"),
            "催办单.docx", "循环套了3层",
        ),
    ],
)  # fmt: skip
def test_what_may_not_be_a_template_is_refused_and_nothing_is_kept(
    editor: Client, body: bytes, name: str, words: str
) -> None:
    answer = send(editor, body, name)

    assert (answer.status_code, words in answer.content.decode()) == (422, True), answer.content.decode()[
        -900:
    ]
    assert not PaperTemplate.objects.exists()


def test_what_a_version_does_not_print_is_said(editor: Client) -> None:
    send(editor, own("请{{ 承办单位 }}办理"))
    page = editor.get(f"{HERE}?version=1").content.decode()

    assert "没有印出的必填项" in page
    assert "发文字号" in PaperTemplate.objects.get().unused


def test_every_change_is_in_the_log(editor: Client) -> None:
    send(editor, own())
    choose(editor, 1, today() + timedelta(days=1), 0)
    editor.post(f"{HERE}/{today() + timedelta(days=1)}/unchoose", {"_version": 1})

    kinds = Event.objects.filter(kind__startswith="documents.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "documents.template_uploaded",
        "documents.template_chosen",
        "documents.template_unchosen",
    ]


def test_a_shipped_template_filled_with_the_sample_is_the_shipped_paper_in_words(editor: Client) -> None:
    send(editor, starter(KIND))

    assert said(filled(KIND, KIND.sample, PaperTemplate.objects.get())) == said(docx(KIND.of(KIND.sample)))

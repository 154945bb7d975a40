"""What goes wrong at the import: each answer says why and what to do, and nothing typed is lost."""

from __future__ import annotations

import http.client
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.papers import WORD, word_file
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
MEGABYTE = 1 << 20
READ = 120_000


def bomb() -> bytes:
    """A Word file by its name: 300 KB that unpack to 300 MB."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (300 * MEGABYTE))
    return held.getvalue()


def scan() -> bytes:
    """A PDF of two empty pages: what a scanner makes, without the pictures."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(595, 842)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def importing(ducha: Visitor, name: str, data: bytes, kind: str = "application/octet-stream") -> Visitor:
    ducha.open("/supervision/plans/import")
    ducha.page.set_input_files("input[type=file]", {"name": name, "mimeType": kind, "buffer": data})
    ducha.press("导入并读取")
    return ducha


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("方案.docx", bomb, "请用 WPS 或 Office 重新另存"),
        ("工具.exe", lambda: b"MZ" + b"\0" * 600, "请上传文档"),
        ("照片.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 600, "请"),
        ("空.docx", lambda: b"", "请检查原文件"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_remedy(enter, name, data, remedy):
    ducha = importing(enter("ducha1"), name, data())

    expect(ducha.page.locator("[data-errors]")).to_contain_text(remedy)
    assert ducha.page.url.endswith("/supervision/plans/import")


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("扫描.pdf", scan, "请上传Word原件，或先做文字识别"),
        ("便条.txt", lambda: "明天上午在三楼会议室开会，请准时参加。\n自带水杯和笔记本。".encode(), "没有"),
    ],
)
def test_a_document_without_tasks_says_so_and_offers_the_ways_on(enter, name, data, remedy):
    ducha = importing(enter("ducha1"), name, data())
    failed = ducha.page.locator(".note-error")
    failed.wait_for(timeout=READ)

    assert remedy in failed.inner_text()
    assert "原文已经保存" in failed.inner_text()
    for way in ("重新读取", "手工添加任务"):
        assert ducha.control(way).is_visible()


def test_nothing_given_names_both_ways(enter):
    ducha = enter("ducha1").open("/supervision/plans/import")
    ducha.press("导入并读取")

    expect(ducha.page.locator("[data-errors]")).to_contain_text("请选择文件，或把文字粘贴到文本框里。")


def test_old_text_in_gbk_reads_like_any_other(enter):
    words = "清泽县2026年防汛任务分解\n1.加固堤防6公里。（牵头单位：县水利局；完成时限：2026年11月底）\n2.新建泵站2座。（牵头单位：县水利局；责任单位：县财政局；完成时限：2026年12月底）\n"
    ducha = importing(enter("ducha1"), "防汛.txt", words.encode("gbk"), "text/plain")
    ducha.page.wait_for_selector("#review", timeout=READ)

    assert ducha.page.locator(".card-item .card-text").all_inner_texts() == [
        "加固堤防6公里。",
        "新建泵站2座。",
    ]


def test_the_same_document_twice_offers_to_compare(enter):
    words = "清泽县2026年抗旱任务分解\n1.清淤塘坝40口。（牵头单位：县水利局；完成时限：2026年10月底）\n"
    file = word_file(words, "抗旱.docx")
    ducha = enter("ducha1")
    for _ in range(2):
        importing(ducha, "抗旱.docx", file["buffer"], WORD)
        ducha.page.wait_for_selector("#review, .note-warning", timeout=READ)
    ducha.press("作为新版本导入并比较")
    ducha.page.wait_for_selector("#review", timeout=READ)
    ducha.page.locator(".note a:has-text('新增、取消和修改')").click()

    assert "版本比较" in ducha.text("h1")


def test_two_hundred_megabytes_are_not_even_sent(enter, tmp_path):
    large = tmp_path / "大文件.docx"
    with large.open("wb") as sparse:
        sparse.truncate(200 * MEGABYTE)
    ducha = enter("ducha1").open("/supervision/plans/import")
    sent: list[str] = []
    ducha.page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    ducha.page.set_input_files("input[type=file]", large)
    expect(ducha.page.locator(".drop-list .bad")).to_contain_text("超过 100 MB，请压缩后再传")
    ducha.press("导入并读取")

    expect(ducha.page.locator(".note-toast")).to_contain_text("没有提交")
    assert sent == []


def test_a_body_that_is_too_long_is_answered_before_it_comes(county):
    connection = http.client.HTTPConnection("127.0.0.1", county.port, timeout=60)
    connection.putrequest("POST", "/login")
    connection.putheader("Content-Length", str(200 * MEGABYTE))
    connection.putheader("Accept", "text/html")
    connection.endheaders(b"username=")
    answer = connection.getresponse()

    assert (answer.status, "请分几次上传" in answer.read().decode()) == (413, True)
    connection.close()

"""What is long: names of units, forty tasks in a table, a title, a form that would pass the end of its page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from . import docx, fill, pdf, set_pdf, starter
from .facts import facts
from .kinds import PaperKind, kind, kinds
from .reading_back import W, part, text

LONG = "清泽县住房和城乡建设局（县人民防空办公室、县住房保障和房屋征收服务中心、县城市建设档案馆、县建设工程质量安全监督站）"
SIGNS = "赵钱孙吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚"
SLIPS = ("supervision_notice", "assignment_slip", "reminder_notice", "transfer_slip")
WITH_TABLE = [one for one in kinds() if one.editable and any(p.style == "table" for p in one.parts)]


def pages(file: bytes) -> list[str]:
    return ["".join((page.extract_text() or "").split()) for page in pdfplumber.open(BytesIO(file)).pages]


def forty(one: PaperKind) -> Any:
    """A sample with forty rows, each of a character of its own."""
    columns = one.sample.columns
    rows = tuple((str(n), sign * 60, *(str(n) for _ in columns[2:])) for n, sign in enumerate(SIGNS, 1))
    return replace(one.sample, rows=rows)


def both_ways(one: PaperKind, value: Any) -> tuple[bytes, bytes]:
    """The PDF in the shipped form, and by the starter as a template."""
    return pdf(one.of(value)), set_pdf(fill(starter(one), facts(one, value)))


@pytest.mark.parametrize("one", WITH_TABLE, ids=lambda one: one.name)
def test_forty_rows_stand_whole_under_a_header_on_every_page(one: PaperKind) -> None:
    value = forty(one)
    for file in both_ways(one, value):
        found = [Counter(page) for page in pages(file)]
        with_rows = [page for page in pages(file) if max(map(page.count, SIGNS)) >= 60]
        assert len(with_rows) >= 2
        assert all("".join(one.sample.columns[:2]) in page for page in with_rows)
        assert [sum(page[sign] >= 60 for page in found) for sign in SIGNS] == [1] * 40


@pytest.mark.parametrize("one", WITH_TABLE, ids=lambda one: one.name)
def test_an_empty_table_leaves_no_annex(one: PaperKind) -> None:
    value = replace(one.sample, rows=())

    for body in (docx(one.of(value)), fill(starter(one), facts(one, value))):
        assert list(part(body, "word/document.xml").iter(W + "tblHeader")) == []


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_with_everything_in_it_stays_on_one_page_before_its_annex(name: str) -> None:
    one = kind(name)
    found = pages(pdf(one.of(one.sample)))

    assert "签收回执" in found[0]
    assert all(page.startswith(("附件", "序号", "—")) or "序号" in page for page in found[1:])


@pytest.mark.parametrize(
    "one", [one for one in kinds() if "unit" in one.values.__dataclass_fields__], ids=lambda one: one.name
)
def test_a_long_name_is_printed_whole_and_inside_the_block(one: PaperKind) -> None:
    for file in both_ways(one, replace(one.sample, unit=LONG)):
        printed = Counter("".join(pages(file)))
        assert all(printed[sign] >= count for sign, count in Counter(LONG).items())
        with pdfplumber.open(BytesIO(file)) as document:
            assert max(c["x1"] for page in document.pages for c in page.chars) < 595 - 60


@pytest.mark.parametrize(
    "one",
    [one for one in kinds() if one.editable and hasattr(one.sample, "issuer")],
    ids=lambda one: one.name,
)
def test_an_issuer_with_a_long_name_has_a_head_that_fits(one: PaperKind) -> None:
    with pdfplumber.open(BytesIO(pdf(one.of(replace(one.sample, issuer=LONG[:30]))))) as document:
        red = [c for c in document.pages[0].chars if c["size"] > 20]

    assert max(c["x1"] for c in red) < 595 - 60


def test_a_text_with_signs_of_a_template_is_printed_as_it_is() -> None:
    one = kind("reminder_notice")
    value = replace(one.sample, demand="写成{{ 承办单位 }}和{% if %}<b>&amp;")

    for body in (docx(one.of(value)), fill(starter(one), facts(one, value))):
        assert "写成{{ 承办单位 }}和{% if %}<b>&amp;" in text(part(body, "word/document.xml"))


def test_control_characters_are_left_out_and_line_breaks_begin_lines() -> None:
    one = kind("reminder_notice")
    value = replace(one.sample, demand="一\x07二\x00\n三\u2028四")
    found = text(part(fill(starter(one), facts(one, value)), "word/document.xml"))

    assert "一二三" in found

from io import BytesIO

import pdfplumber
import pytest

from . import docx, pdf
from .paper import Paper, Paragraph
from .reading_back import lines_of, rendered, samples
from .typeset import Typefaces

PLAIN = Paper(form="plain", title="测试", body=(Paragraph("一二三四五六七八九十" * 130),))
CIRCULAR = samples()["circular"]


def opened(found):
    return pdfplumber.open(BytesIO(found))


def full_page(document):
    """The text lines of page 2 and its number."""
    *lines, number = lines_of(document.pages[1])
    return lines, number


def test_pdf_holds_22_lines_of_28_characters():
    lines, number = full_page(opened(pdf(PLAIN)))

    assert (len(lines), {len(line) for line in lines}, number) == (22, {28}, "—2—")


def test_word_file_holds_22_lines_of_28_characters_when_set(tmp_path):
    document = rendered(docx(PLAIN), tmp_path)
    if document is None:
        pytest.skip("LibreOffice is not installed")
    lines, number = full_page(document)

    assert (len(lines), {len(line) for line in lines}, number) == (22, {28}, "—2—")


def test_pdf_margins():
    page = opened(pdf(PLAIN)).pages[1]
    text = [c for c in page.chars if c["text"] in "一二三四五六七八九十"]

    assert round(min(c["x0"] for c in text) / 72 * 25.4) == 28
    assert round((page.width - max(c["x1"] for c in text)) / 72 * 25.4) == 26


def test_pdf_numbers_stand_right_on_odd_and_left_on_even_pages():
    pages = opened(pdf(PLAIN)).pages
    middles = [
        next(c["x0"] for c in page.chars if c["text"] == "—") / float(page.width) for page in pages[:2]
    ]

    assert (middles[0] > 0.7, middles[1] < 0.2) == (True, True)


def test_pdf_is_the_same_twice_and_fonts_are_embedded():
    found = pdf(CIRCULAR)

    assert found == pdf(CIRCULAR)
    assert {c["fontname"].split("+")[1][:4] for page in opened(found).pages for c in page.chars} == {"Noto"}


def test_annex_table_repeats_its_header_on_each_page():
    pages = [page for page in opened(pdf(CIRCULAR)).pages if "黄灯" in (page.extract_text() or "")]

    assert len(pages) > 2
    assert all("牵头单位" in page.extract_text() for page in pages)


def test_colophon_is_at_the_foot_of_the_last_page():
    last = opened(pdf(CIRCULAR)).pages[-1]
    bottom = max(c["bottom"] for c in last.chars if c["text"] == "印")

    assert (last.height - bottom) / 72 * 25.4 == pytest.approx(38, abs=2)


def test_letter_has_no_number_on_page_one():
    pages = opened(pdf(samples()["prompt_letter"])).pages

    assert ["—" in (page.extract_text() or "") for page in pages] == [False, True, True]


def test_a_missing_font_is_passed_over():
    assert pdf(PLAIN, Typefaces(fang=("没有的字体", "Noto Serif SC"))) == pdf(PLAIN)


@pytest.mark.parametrize("name", ["circular", "minutes", "supervision_notice", "prompt_letter"])
def test_both_writers_print_the_same_characters(name, tmp_path):
    document = rendered(docx(samples()[name]), tmp_path)
    if document is None:
        pytest.skip("LibreOffice is not installed")
    word, typeset = (
        {c["text"] for page in found.pages for c in page.chars} - {" "}
        for found in (document, opened(pdf(samples()[name])))
    )

    assert word == typeset

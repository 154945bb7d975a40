"""GB/T 9704-2012 measured in the files of every kind: what Word is told, and where the glyphs come to stand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from . import docx, pdf
from .kinds import PaperKind, kinds
from .reading_back import W, attribute, lines_of, part, rendered, text

MM = 1440 / 25.4  # twips
POINT = 25.4 / 72  # millimetres
LETTERS = (
    "prompt_letter",
    "talk_notice",
    "acceptance_notice",
    "rejection_notice",
    "extension_notice",
    "reply_letter",
    "appeals_handover",
)
every_kind = pytest.mark.parametrize("one", kinds(), ids=lambda one: one.name)


def body_of(one: PaperKind) -> Any:
    return part(docx(one.of(one.sample)), "word/document.xml")


def pages_of(one: PaperKind) -> list[Any]:
    """The pages that stand upright; an annex with a wide table lies on its side and turns its margins with it."""
    pages = pdfplumber.open(BytesIO(pdf(one.of(one.sample)))).pages
    return [page for page in pages if page.height > page.width]


def text_chars(page: Any, first: bool, letter: bool) -> list[Any]:
    """The glyphs of the text block: not the page's number, nor a letter's head."""
    top = 60 / POINT if first and letter else 0
    return [c for c in page.chars if top < c["top"] and c["bottom"] < page.height - 34 / POINT]


@every_kind
def test_every_sheet_is_a4_with_the_standards_margins(one: PaperKind) -> None:
    for section in body_of(one).iter(W + "sectPr"):
        size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
        found = [round(int(margins.get(W + side)) / MM) for side in ("top", "bottom", "left", "right")]
        lies = size.get(W + "orient") == "landscape"
        sheet = ([28, 26, 35, 37], "16838", "11906") if lies else ([37, 35, 28, 26], "11906", "16838")

        assert (found, size.get(W + "w"), size.get(W + "h")) == sheet


@every_kind
def test_every_line_of_text_is_three_hao_fangsong_at_the_pitch_of_22_lines(one: PaperKind) -> None:
    body = body_of(one)
    texts = [
        p for p in body.findall(f"{W}body/{W}p")
        if attribute(p, "pPr/ind", "firstLineChars") == "200" and not attribute(p, "pPr/outlineLvl", "val")
    ]  # fmt: skip
    for paragraph in texts:
        assert attribute(paragraph, "pPr/spacing", "lineRule") == "exact"
        assert 225 * MM // int(attribute(paragraph, "pPr/spacing", "line")) == 22
        assert attribute(paragraph, "r/rPr/sz", "val") == "32"
        assert attribute(paragraph, "r/rPr/rFonts", "eastAsia") in ("仿宋_GB2312", "楷体_GB2312")


@every_kind
def test_every_glyph_stands_in_the_block_of_156_by_225(one: PaperKind) -> None:
    for n, page in enumerate(pages_of(one)):
        chars = text_chars(page, n == 0, one.name in LETTERS)
        for c in chars:
            # the empty half of a mark at a line's beginning or end may lie outside
            assert c["x0"] * POINT > 28 - (3.0 if c["text"] in "《“（〔「" else 0.1), (n, c["text"])
            assert c["x1"] * POINT < 210 - 26 + (3.0 if c["text"] in "》”）〕」。，、；：" else 0.6), (
                n,
                c["text"],
            )
            assert c["top"] * POINT > 36.5 and c["bottom"] * POINT < 297 - 35 + 0.6, (n, c["text"])


@every_kind
def test_numbers_stand_outside_and_seven_millimetres_under_the_text(one: PaperKind) -> None:
    for n, page in enumerate(pages_of(one), 1):
        dashes = [c for c in page.chars if c["text"] == "—" and c["top"] > page.height - 34 / POINT]
        if n == 1 and one.name in LETTERS:
            assert dashes == []
            continue
        assert len(dashes) == 2
        middle = (dashes[0]["top"] + dashes[0]["bottom"]) / 2
        assert (297 - 35 + 7) - 2 < middle * POINT < (297 - 35 + 7) + 4
        inset = page.width - 26 / POINT - dashes[1]["x1"] if n % 2 else dashes[0]["x0"] - 28 / POINT
        assert inset == pytest.approx(14, abs=3)  # one character of 四号, the dash's own edges aside


@pytest.mark.parametrize("name", LETTERS)
def test_a_letters_lines_are_170_wide_and_its_head_30_from_the_edge(name: str) -> None:
    page = next(pages_of(one) for one in kinds() if one.name == name)[0]
    red = [r for r in page.rects if r["width"] * POINT > 160]
    ups = sorted(r["top"] * POINT for r in red)

    assert {round(r["width"] * POINT) for r in red} == {170}
    assert len(red) == 4  # two double lines
    assert 297 - 20 - 3 < ups[-1] < 297 - 18
    assert min(c["top"] for c in page.chars) * POINT == pytest.approx(30, abs=2)


def test_a_files_head_number_line_and_title_stand_where_they_should() -> None:
    one = next(one for one in kinds() if one.name == "circular")
    page = pages_of(one)[0]
    head = [c for c in page.chars if c["size"] > 40]
    line = next(r for r in page.rects if r["width"] * POINT > 150)
    title = [c for c in page.chars if 21 < c["size"] < 23]

    assert min(c["top"] for c in head) * POINT == pytest.approx(37 + 35, abs=3)
    assert (line["x0"] * POINT, line["width"] * POINT) == (
        pytest.approx(28, abs=0.5),
        pytest.approx(156, abs=0.5),
    )
    assert min(c["top"] for c in title) - line["bottom"] == pytest.approx(2 * 28.95, abs=8)


def test_no_page_bears_a_signature_without_text() -> None:
    for one in kinds():
        for page in pages_of(one):
            lines = lines_of(page)
            if "2026年7月5日" in lines and one.sample.issuer in lines:
                assert len(lines) - lines[::-1].index(one.sample.issuer) > 1, one.name


def test_the_word_files_of_all_kinds_keep_to_22_lines_of_28_when_they_are_set(tmp_path: Path) -> None:
    for name in ("circular", "reply_letter"):
        one = next(one for one in kinds() if one.name == name)
        folder = tmp_path / name
        folder.mkdir()
        document = rendered(docx(one.of(one.sample)), folder)
        if document is None:
            pytest.skip("LibreOffice is not installed")
        for page in document.pages:
            lines = [line for line in lines_of(page) if not line.startswith("—")]
            assert len(lines) <= 23 or "序号" in "".join(lines)  # a table's lines are closer
            assert all(x["x1"] * POINT < 210 - 26 + 6 for x in page.chars)  # a comma may hang


@every_kind
def test_every_text_of_a_sample_is_in_the_word_file(one: PaperKind) -> None:
    found = text(body_of(one))
    texts = [
        getattr(one.sample, p.name) for p in one.parts
        if p.style == "text" and p.name != "issuer" and isinstance(getattr(one.sample, p.name), str)
    ]  # fmt: skip

    assert [words for words in texts if words.rstrip("。") not in found] == []

import time
from dataclasses import replace
from datetime import date

import pytest

from . import docx
from .paper import Annex, Heading, MissingPart, Paper, Paragraph, Span, Table
from .reading_back import W, attribute, paragraph, part, samples, text

PAPER = Paper(
    head="清泽县人民政府办公室文件",
    number="清政办〔2026〕12号",
    title="关于重点工作推进情况的通报",
    addressee="县直各单位",
    body=(
        Heading(1, "总体情况"),
        Heading(2, "项目"),
        Heading(3, "开工"),
        Heading(4, "城区"),
        Paragraph("正文。"),
    ),
    signature="清泽县人民政府办公室",
    signed_on=date(2026, 7, 5),
    note="此件公开发布",
    copies_to=("县委办公室", "县人大常委会办公室"),
    printed_by="清泽县人民政府办公室",
    printed_on=date(2026, 7, 6),
    annexes=(Annex("进展情况表", (Table(("序号", "任务"), tuple((str(n), "任务") for n in range(40))),)),),
)
MM = 1440 / 25.4  # twips


@pytest.fixture(scope="module")
def body():
    return part(docx(PAPER), "word/document.xml")


def test_paper_and_margins(body):
    margins = {
        side: int(attribute(body, "sectPr/pgMar", side)) for side in ("top", "left", "bottom", "right")
    }

    assert (attribute(body, "sectPr/pgSz", "w"), attribute(body, "sectPr/pgSz", "h")) == ("11906", "16838")
    assert {side: round(twips / MM) for side, twips in margins.items()} == {
        "top": 37,
        "left": 28,
        "bottom": 35,
        "right": 26,
    }


def test_grid_holds_22_lines_of_28_characters(body):
    pitch = int(attribute(body, "sectPr/docGrid", "linePitch"))
    cell = 16 * 20 + int(attribute(body, "sectPr/docGrid", "charSpace")) / 4096 * 20

    assert (225 * MM) // pitch == 22
    assert (156 * MM) // cell == 28


def test_body_is_fangsong_16_at_the_exact_pitch_28_glyphs_wide():
    found = paragraph(docx(PAPER), "正文。")
    glyph = int(attribute(found, "r/rPr/sz", "val")) * 10 + int(attribute(found, "r/rPr/spacing", "val"))

    assert (
        attribute(found, "r/rPr/rFonts", "eastAsia")
        == attribute(found, "r/rPr/rFonts", "ascii")
        == "仿宋_GB2312"
    )
    assert attribute(found, "r/rPr/sz", "val") == "32"
    assert (attribute(found, "pPr/spacing", "line"), attribute(found, "pPr/spacing", "lineRule")) == (
        "579",
        "exact",
    )
    assert attribute(found, "pPr/ind", "firstLineChars") == "200"
    assert (156 * MM) // glyph == 28


@pytest.mark.parametrize(
    ("words", "face", "size"),
    [
        ("一、总体情况", "黑体", 16),
        ("（一）项目", "楷体_GB2312", 16),
        ("1.开工", "仿宋_GB2312", 16),
        ("（1）城区", "仿宋_GB2312", 16),
        ("关于重点工作", "方正小标宋简体", 22),
        ("抄送：", "仿宋_GB2312", 14),
    ],
)
def test_faces(words, face, size):
    found = paragraph(docx(PAPER), words)

    assert attribute(found, "r/rPr/rFonts", "eastAsia") == face
    assert int(attribute(found, "r/rPr/sz", "val")) == size * 2


def test_head_is_red_and_the_red_line_is_under_the_number():
    found = docx(PAPER)
    head, number = paragraph(found, "办公室文件"), paragraph(found, "〔2026〕")

    assert attribute(head, "r/rPr/color", "val") == attribute(number, "pPr/pBdr/bottom", "color") == "FF0000"
    assert text(number) == "清政办〔2026〕12号"


def test_a_signer_stands_at_the_right_of_the_number():
    found = paragraph(docx(replace(PAPER, signer="县长")), "〔2026〕")

    assert text(found) == "清政办〔2026〕12号签发人：县长"
    assert attribute(found, "pPr/tabs/tab", "val") == "right"


def test_date_stands_four_characters_from_the_right_without_leading_zeros():
    found = paragraph(docx(PAPER), "2026年7月5日")

    assert attribute(found, "pPr/jc", "val") == "right"
    assert round(int(attribute(found, "pPr/ind", "right")) / 315.8, 1) == 4.0


def test_page_numbers_odd_right_even_left():
    found = docx(PAPER)
    sides = {}
    for kind in ("default", "even"):
        reference = next(
            r
            for r in part(found, "word/document.xml").iter(W + "footerReference")
            if r.get(W + "type") == kind
        )
        links = {link.get("Id"): link.get("Target") for link in part(found, "word/_rels/document.xml.rels")}
        foot = part(
            found,
            "word/"
            + links[reference.values()[1] if reference.values()[0] == kind else reference.values()[0]],
        )
        sides[kind] = (attribute(foot, "p/pPr/jc", "val"), attribute(foot, "r/rPr/sz", "val"), text(foot))

    assert sides == {"default": ("right", "28", "— 1 —"), "even": ("left", "28", "— 1 —")}
    assert part(found, "word/settings.xml").find(W + "evenAndOddHeaders") is not None


def test_table_repeats_its_header_and_keeps_rows_whole(body):
    rows = [row for row in body.iter(W + "tr") if "任务" in text(row)]

    assert len(rows) == 41
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 40
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_colophon_is_pinned_to_the_foot_of_the_text(body):
    table = list(body.iter(W + "tbl"))[-1]

    assert attribute(table, "tblPr/tblpPr", "tblpYSpec") == "bottom"
    assert attribute(table, "tblPr/tblpPr", "vertAnchor") == "margin"
    assert text(table) == "抄送：县委办公室，县人大常委会办公室。清泽县人民政府办公室2026年7月6日印发"


def test_letter_has_its_double_lines_and_no_number_on_page_one():
    found = docx(samples()["prompt_letter"])
    body = part(found, "word/document.xml")

    assert body.find(f".//{W}sectPr/{W}titlePg") is not None
    assert round(int(attribute(body, "sectPr/pgMar", "header")) / MM) == 30
    assert round(int(attribute(body, "sectPr/pgMar", "footer")) / MM) == 20


def test_an_annex_on_its_side_has_a_section_of_its_own():
    paper = replace(PAPER, annexes=(Annex("横表", (Table(("甲",) * 9, ()),), landscape=True),))
    shapes = [
        s.find(W + "pgSz").get(W + "orient")
        for s in part(docx(paper), "word/document.xml").iter(W + "sectPr")
    ]

    assert shapes == [None, "landscape"]
    assert "（无）" in text(part(docx(paper), "word/document.xml"))


def test_text_that_xml_cannot_hold_is_left_out_and_markup_is_text():
    found = docx(Paper(form="plain", title="测试", body=(Paragraph((Span("a\x00<b>&\x0b甲"),)),)))

    assert text(paragraph(found, "甲")) == "a<b>&甲"


def test_every_sample_opens_and_is_the_same_twice():
    from io import BytesIO

    from docx import Document

    for paper in samples().values():
        found = docx(paper)
        assert found == docx(paper)
        assert Document(BytesIO(found)).core_properties.title


def test_a_paper_without_a_head_is_refused():
    with pytest.raises(MissingPart, match="发文机关标志"):
        Paper(title="通报")


def test_sixty_notices_take_about_two_seconds():
    paper = samples()["supervision_notice"]
    docx(paper)
    start = time.perf_counter()
    for n in range(60):
        docx(replace(paper, number=f"清政督办〔2026〕{n + 1}号"))

    assert time.perf_counter() - start < 6  # 1.2 s on an idle machine

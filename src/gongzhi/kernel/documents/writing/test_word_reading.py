"""A Word file read back is set as it was, and what people change in it is seen."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import docx as python_docx
import pdfplumber
import pytest
from docx.shared import Mm, Pt

from . import docx, typeset
from .kinds import PaperKind, kinds
from .layout import layout
from .paper import Annex, Paper, Paragraph, Table
from .reading_back import lines_of
from .word_reading import layout_of, left_out

PLAIN = Paper(form="plain", title="测试", body=(Paragraph("甲乙丙丁"),))


def printed(found: Any) -> list[list[str]]:
    return [lines_of(page) for page in pdfplumber.open(BytesIO(typeset.pdf(found))).pages]


def changed(change: Any, paper: Paper = PLAIN) -> bytes:
    document, out = python_docx.Document(BytesIO(docx(paper))), BytesIO()
    change(document)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("one", kinds(), ids=lambda one: one.name)
def test_a_paper_is_set_from_its_word_file_as_from_itself(one: PaperKind) -> None:
    paper = one.of(one.sample)

    assert printed(layout_of(docx(paper))) == printed(layout(paper))


def test_an_annex_on_its_side_stays_there() -> None:
    annex = Annex("横表", (Table(("甲",) * 9, (("乙",) * 9,)),), landscape=True)
    found = layout_of(docx(replace(PLAIN, annexes=(annex,))))

    assert [section.landscape for section in found.sections] == [False, True]


def test_margins_that_were_changed_are_kept() -> None:
    def wide(document: Any) -> None:
        document.sections[0].left_margin = Mm(50)

    shape = layout_of(changed(wide)).sections[0].shape

    assert round(shape[5] / 72 * 25.4) == 50


def test_a_paragraph_added_in_a_word_processor_is_set_in_its_own_looks() -> None:
    def added(document: Any) -> None:
        run = document.add_paragraph().add_run("新写的一段")
        run.font.size, run.font.bold = Pt(12), True

    line = layout_of(changed(added)).sections[0].parts[-1]

    assert (line.text, line.runs[0].size, line.runs[0].bold) == ("新写的一段", 12, True)


def test_a_table_styled_by_word_has_lines() -> None:
    def added(document: Any) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 1).text = "右"
        table._tbl.tblPr.insert(0, table._tbl.tblPr.makeelement(python_docx.oxml.ns.qn("w:tblStyle")))

    grid = layout_of(changed(added)).sections[0].parts[-1]

    assert (grid.borders, grid.rows[0].cells[1].lines[0].text) == ("all", "右")


def test_a_deletion_that_is_tracked_is_not_printed() -> None:
    def deleted(document: Any) -> None:
        paragraph = document.add_paragraph()
        mark = paragraph._p.makeelement(python_docx.oxml.ns.qn("w:del"))
        mark.append(document.add_paragraph().add_run("删去")._r)
        paragraph._p.append(mark)

    assert "删去" not in "".join(printed(layout_of(changed(deleted)))[0])


def test_what_is_left_out_is_said() -> None:
    def headed(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "内部资料"

    assert (left_out(docx(PLAIN)), left_out(changed(headed))) == ((), ("页眉",))

"""What people type stays text: on pages, in spreadsheets, in Word files."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from gongzhi.kernel.clock import now
from gongzhi.kernel.documents import writing
from gongzhi.kernel.notify import tell
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, NamesColumn, NumberColumn, StateColumn
from tests.safety.conftest import FORMULA, MARKUP

PAGES = (
    "/administration/units",
    "/administration/officers",
    "/administration/groups/new",
    "/administration/holdings/new",
    "/administration/log",
    "/administration/channels/new",
    "/inbox/",
    "/search?q=img",
    "/worklist/",
)


@pytest.mark.parametrize("address", PAGES)
def test_markup_that_was_typed_is_shown_as_text(client_of_all, world, address):
    tell(officers=[world.he], title=MARKUP, body=MARKUP, at=now(), key="k")
    page = client_of_all.get(address, {"q": MARKUP} if "?" not in address else None).content.decode()

    assert "<img src=x" not in page


def test_a_pickers_answer_is_data_and_not_a_page(client_of_all):
    answer = client_of_all.get("/choices/units", {"q": "img"})

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["choices"][0]["text"] == MARKUP


@pytest.mark.parametrize("kind", [Column, DateColumn, LightColumn, NumberColumn, StateColumn, NamesColumn])
def test_no_column_shows_typed_markup_as_markup(kind):
    typed = {NamesColumn: [MARKUP], DateColumn: None, NumberColumn: 7}.get(kind, MARKUP)
    column = kind("name", "名称", value=lambda row: typed, link=lambda row: f"/x?{MARKUP}")

    try:
        cell = str(column.cell(object()))
    except KeyError:
        return  # a light that is none
    assert "<img" not in cell


@pytest.mark.parametrize(
    "typed", [FORMULA, "+1+1", "-2+3", "@SUM(A1)", "{=1+1}", "\t=1+1", "http://evil.example"]
)
def test_a_formula_that_was_typed_is_text_in_a_spreadsheet(typed):
    columns = (Column("name", typed, value=lambda row: typed),)
    file = export.workbook(columns, [object()], [("清单", typed)])

    book = load_workbook(io.BytesIO(file.read()))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value}
    assert kinds == {"s"}
    assert all(cell.hyperlink is None for sheet in book for row in sheet for cell in row)


def test_a_list_with_formulas_comes_as_text(client_of_all):
    answer = client_of_all.get("/administration/units", {"export": "xlsx"})

    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert {cell.data_type for row in book.worksheets[0] for cell in row if cell.value == FORMULA} == {"s"}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize(
    "typed", [MARKUP, "</w:t></w:r><w:p/>", "&amp;&#x0;", "a\x0bb\x0c\x1f", "a\ud800b", "{{ x }}"]
)
def test_markup_in_a_title_is_text_in_a_word_file(typed):
    paper = writing.Paper(title=typed, form="plain", body=(writing.Paragraph(typed),))
    data = writing.docx(paper)

    shown = "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)
    clean = "".join(sign for sign in typed if sign.isprintable() and sign != "\ud800")
    assert clean in shown.replace("\ufffd", "")
    for name in ZipFile(io.BytesIO(data)).namelist():
        if name.endswith(".xml"):
            etree.fromstring(ZipFile(io.BytesIO(data)).read(name))


def test_a_refusal_says_typed_markup_as_text(client_of_all):
    answer = client_of_all.get("/administration/units", {"sort": MARKUP})

    assert "<img src=x" not in answer.content.decode()


def test_a_toast_carries_typed_text_as_data(client_of_all, world):
    answer = client_of_all.post(
        "/administration/groups/new",
        {"name": MARKUP[:30], "members": [world.town.pk]},
        headers={"HX-Request": "true"},
    )

    assert "\n" not in str(answer.headers)
    assert "<img" not in answer.content.decode()

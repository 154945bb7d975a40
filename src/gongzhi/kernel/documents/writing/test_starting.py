"""The shipped form as a template: filled, it says what the shipped paper says, whatever is lacking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from . import docx, fill, starter
from .facts import facts
from .kinds import PaperKind, kind, kinds
from .reading_back import W, part, text
from .starting import NoStarter

EDITABLE = [one for one in kinds() if one.editable]


def said(found: bytes) -> str:
    return text(part(found, "word/document.xml"))


def without(one: PaperKind, *names: str) -> Any:
    empty = {p.name: "" if p.style == "text" else () for p in one.parts if p.name in names}
    return replace(one.sample, **empty)


@pytest.mark.parametrize("one", EDITABLE, ids=lambda one: one.name)
def test_a_filled_starter_says_what_the_shipped_paper_says(one: PaperKind) -> None:
    assert said(fill(starter(one), facts(one, one.sample))) == said(docx(one.of(one.sample)))


@pytest.mark.parametrize("one", EDITABLE, ids=lambda one: one.name)
def test_so_it_does_without_any_part_that_may_lack_and_without_them_all(one: PaperKind) -> None:
    template = starter(one)
    optional = [p.name for p in one.parts if not p.required]

    for names in (*((name,) for name in optional), tuple(optional)):
        value = without(one, *names)
        assert said(fill(template, facts(one, value))) == said(docx(one.of(value))), names


def test_headings_of_a_filled_circular_close_up() -> None:
    one = kind("circular")
    found = said(fill(starter(one), facts(one, without(one, "results"))))

    assert "二、存在问题" in found
    assert "主要成效" not in found


def test_a_table_of_forty_rows_is_filled_under_a_header_that_repeats() -> None:
    one = kind("circular")
    body = part(fill(starter(one), facts(one, one.sample)), "word/document.xml")
    rows = [row for row in body.iter(W + "tr") if "县住建局" in text(row)]

    assert len(rows) == 40
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert len(list(body.iter(W + "tblHeader"))) == 1


def test_many_items_are_told_of_in_the_form_and_listed_behind() -> None:
    one = kind("supervision_notice")
    value = replace(one.sample, items=tuple(f"事项{n}" for n in range(1, 41)), rows=())
    found = said(fill(starter(one), facts(one, value)))

    assert "详见附件《督办事项清单》（共40项）。" in found
    assert "40事项40" in found


def test_a_sheet_of_passwords_has_no_starter() -> None:
    with pytest.raises(NoStarter, match="首次口令单"):
        starter(kind("password_sheet"))


def test_a_table_with_other_columns_fills_those_of_the_same_name() -> None:
    one = kind("supervision_notice")
    value = replace(one.sample, columns=("编号", "任务内容", "完成时限"), rows=(("DC1", "修路", "年底"),))
    rows = [
        text(row) for row in part(fill(starter(one), facts(one, value)), "word/document.xml").iter(W + "tr")
    ]

    assert rows[-1] == "修路年底"

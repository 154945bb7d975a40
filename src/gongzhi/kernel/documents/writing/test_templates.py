from dataclasses import fields, replace

import pytest

from . import docx, library, write
from .kinds import NoSuchKind, kinds
from .layout import grids, layout
from .paper import MissingPart
from .reading_back import part, text
from .samples import VALUES
from .templates import Problem, circular, reminder_notice, supervision_notice

CIRCULAR = VALUES["circular"]
NOTICE = VALUES["supervision_notice"]


def words(paper):
    return text(part(docx(paper), "word/document.xml"))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_part_of_every_kind_has_a_chinese_name_and_a_meaning(kind):
    assert [
        part.name for part in kind.parts if not part.label or part.label.isascii() or not part.meaning
    ] == []


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_the_sample_of_every_kind_fills_every_part(kind):
    assert [
        part.name for part in kind.parts if part.name != "printed_on" and not getattr(kind.sample, part.name)
    ] == []


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_no_paper_ever_prints_none(kind):
    bare = {part.name: None for part in kind.parts if not part.required}

    assert "None" not in words(kind.of(replace(kind.sample, **bare)))


@pytest.mark.parametrize("kind", [one for one in kinds() if one.editable], ids=lambda kind: kind.name)
def test_a_required_part_that_is_empty_is_refused_or_left_as_a_blank_to_see(kind):
    for one in kind.parts:
        if not one.required or one.style != "text":
            continue
        try:
            found = words(kind.of(replace(kind.sample, **{one.name: None})))
        except MissingPart as refusal:
            assert refusal.field == one.name
        else:
            assert "〔　　〕" in found, one.name


def test_a_notice_has_the_rows_of_the_form_in_order():
    rows = grids(layout(supervision_notice(NOTICE)))[0].rows
    labels = [cell.lines[0].text for row in rows for cell in row.cells[::2]]

    assert labels == [
        "承办单位", "督办事项", "来源依据", "办理要求", "办结时限", "签发人", "反馈方式", "联系人", "附件", "签收回执",
    ]  # fmt: skip


def test_many_items_move_to_an_annex():
    paper = supervision_notice(replace(NOTICE, rows=(), items=tuple(f"事项{n}" for n in range(1, 41))))

    assert "详见附件《督办事项清单》（共40项）。" in words(paper)
    assert len(grids(layout(paper))[1].rows) == 41


def test_empty_sections_of_a_circular_are_left_out_and_the_numbers_close_up():
    found = words(circular(replace(CIRCULAR, results=(), rows=())))

    assert "主要成效" not in found
    assert "二、存在问题" in found
    assert "附件" not in found


def test_a_circular_without_problems_names_nobody():
    assert "存在问题" not in words(circular(replace(CIRCULAR, problems=(), general_problems=())))


def test_a_unit_with_two_problems_is_named_once():
    problems = (Problem("县住建局", "第3项", "未开工"), Problem("县住建局", "第5项", "未反馈"))

    assert "县住建局。第3项，未开工；第5项，未反馈。" in words(circular(replace(CIRCULAR, problems=problems)))


@pytest.mark.parametrize(
    ("part_name", "label"), [("unit", "承办单位"), ("items", "督办事项"), ("demand", "办理要求")]
)
def test_a_missing_part_is_named(part_name, label):
    empty = () if part_name == "items" else " "
    with pytest.raises(MissingPart, match=label) as refusal:
        supervision_notice(replace(NOTICE, **{part_name: empty}))

    assert refusal.value.field == part_name


def test_a_long_unit_name_stays_in_its_cell():
    long = "清泽县住房和城乡建设局（县人民防空办公室、县住房保障和房屋征收服务中心、县城市建设档案馆）"
    row = grids(layout(reminder_notice(replace(VALUES["reminder_notice"], unit=long))))[0].rows[0]

    assert row.cells[1].lines[0].text == long


def test_writing_by_name_takes_lists():
    values = {f.name: getattr(NOTICE, f.name) for f in fields(NOTICE)} | {"items": list(NOTICE.items)}

    assert write("supervision_notice", values) == docx(supervision_notice(NOTICE))


@pytest.mark.parametrize(
    ("name", "values", "refusal"),
    [
        ("nothing", {}, NoSuchKind),
        ("circular", {"titel": "通报"}, library.NoSuchPart),
        ("circular", {"title": "通报"}, MissingPart),
    ],
)
def test_writing_by_name_refuses(name, values, refusal):
    with pytest.raises(refusal):
        write(name, values)

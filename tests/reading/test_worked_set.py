"""The reader's promises, measured on the worked set and, where they are at hand, on the two public sources."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from tests.reading.score import CASES, Score, score_all, score_answer, score_case

from gongzhi.kernel.documents.reading import read

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="module")
def total() -> Score:
    return score_all()[0]


def test_set_is_varied() -> None:
    assert len(CASES) >= 12
    assert {Path(c.file).suffix for c in CASES} >= {"", ".txt", ".docx", ".xlsx", ".csv", ".html", ".pdf"}


def test_tasks_are_found(total: Score) -> None:
    assert total.task_f1 >= 0.99, total.notes


def test_units_are_exact(total: Score) -> None:
    assert total.units_exact >= 0.98, total.notes


def test_targets_are_found(total: Score) -> None:
    assert total.target_f1 >= 0.95, total.notes


def test_deadlines_are_exact(total: Score) -> None:
    assert total.deadlines_exact >= 0.98, total.notes


@pytest.mark.parametrize("case", [c for c in CASES if not c.tasks], ids=lambda c: c.name)
def test_document_without_tasks_gives_none(case) -> None:  # type: ignore[no-untyped-def]
    assert score_case(case).tasks["extra"] == 0


def test_long_document_is_read_in_time() -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("清泽县2024年重点工作任务分解")
    for i in range(1500):
        document.add_paragraph(
            f"{i + 1}.新建农田{i + 1}万亩，惠及{i * 3 + 1}户左右。（牵头单位：县住建局；责任单位：县财政局等，各乡镇）"
        )
    out = io.BytesIO()
    document.save(out)
    begun = time.monotonic()
    assert len(read(out.getvalue(), "长.docx").tasks) == 1500
    assert time.monotonic() - begun < 5


def _source(number: str) -> Path:
    found = sorted((SHARED / "sources").glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("needs the public source documents in ../shared/sources")
    return found[0]


def test_source_004_is_read_as_the_answer_says() -> None:
    answer = SHARED / "gold" / "004.json"
    source = _source("004")
    if not answer.exists():
        pytest.skip("needs the worked answer in ../shared/gold")
    score = score_answer(answer, source)
    assert (score.task_f1, score.units_exact, score.target_f1) == (1.0, 1.0, 1.0), score.notes


def test_source_003_gives_goals_actions_measures_and_the_annex() -> None:
    reading = read(_source("003").read_bytes(), "003.txt")
    assert len(reading.tasks) == 39
    assert [t.no for t in reading.tasks][:6] == [*(f"一/(二)/——{i}" for i in range(1, 6)), "二/(一)"]
    assert [t.no for t in reading.tasks if not t.lead_units] == ["三/(一)", "三/(二)", "三/(三)", "三/(四)"]
    assert [len(g.members) for g in reading.groups] == [37]
    assert {"lost_bracket", "lost_digits", "lost_name", "target_without_unit"} <= {
        d.code for d in reading.doubts
    }


@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_reports_have_no_tasks(number: str) -> None:
    assert read(_source(number).read_bytes(), f"{number}.txt").tasks == ()

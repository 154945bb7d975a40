"""What a document says does not hang on the file, the width of its lines or the layout it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from tests.reading import held, made, score
from tests.reading.answers import ANY, Case, Wanted
from tests.reading.changes import CHANGES, changed
from tests.reading.score import Score, score_all

from gongzhi.kernel.documents.reading import Reading, Span, read
from gongzhi.kernel.documents.reading.fold import fold

PAGE = re.compile(r"\n— \d+ —\n")


def plain(words: str) -> str:
    return re.sub(r"\s", "", fold(PAGE.sub("", words)))


def folded(wanted: Wanted) -> Wanted:
    """The answer in half width: a change may narrow the marks."""
    return {key: _folded(value) for key, value in wanted.items()}


def _folded(value: Any) -> Any:
    if isinstance(value, list):
        return [_folded(v) for v in value]
    return fold(value) if isinstance(value, str) and value is not ANY else value


def all_changed(name: str) -> list[Case]:
    cases = [c for case in [*score.CASES, *held.CASES] if (c := changed(case, name))]
    return cases[::3]  # a third is enough to notice; the command reads them all


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_form_changes_no_task(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compare = score.compare
    monkeypatch.setattr(
        score, "compare", lambda n, want, got: compare(n, [folded(w) for w in want], [folded(g) for g in got])
    )
    total, each = score_all(all_changed(name))
    assert len(each) >= 12
    assert total.task_f1 >= 0.99, total.notes
    assert total.units_exact >= 0.99, total.notes
    assert total.target_f1 >= 0.99, total.notes
    assert total.deadlines_exact >= 0.99, total.notes


@pytest.fixture(scope="module")
def by_chance() -> Score:
    return score_all([made.case(seed) for seed in made.SEEDS])[0]


def test_documents_made_by_chance_are_read(by_chance: Score) -> None:
    assert by_chance.task_f1 >= 0.995, by_chance.notes
    assert by_chance.units_exact >= 0.99, by_chance.notes
    assert by_chance.target_f1 >= 0.995, by_chance.notes
    assert by_chance.deadlines_exact >= 0.995, by_chance.notes


def pieces(reading: Reading) -> Iterable[tuple[str, Span]]:
    """Everything that was taken from the text, with its place."""
    for task in reading.tasks:
        for piece in task.lead_leaders + task.lead_units + task.co_units:
            yield piece.text, piece.span
        for target in task.targets:
            yield target.raw, target.span
        if task.deadline:
            yield task.deadline.text, task.deadline.span


@pytest.mark.parametrize("name", ["", "as Word", "cut", "cut, set in and paged"])
def test_every_place_holds_the_words(name: str) -> None:
    cases = all_changed(name) if name else [*score.CASES, *held.CASES]
    for case in cases:
        reading = read(case.make(), case.file)
        for task in reading.tasks:
            words = plain(task.span.of(reading.text))
            text = plain(task.text)  # of a row over two pages other cells stand between
            assert text[:5] in words and text[-5:] in words, (case.name, task.no)
        for words, span in pieces(reading):
            there = plain(span.of(reading.text))  # a name cut by a page holds what stands between
            assert plain(words).startswith(there) or there.startswith(plain(words)[:1]), (case.name, words)

from __future__ import annotations

import doctest

import pytest

from gongzhi.modules.supervision import plan_marks, plan_pairs, plan_pieces, plan_words
from gongzhi.modules.supervision.plan_marks import Mark, render


@pytest.mark.parametrize("module", [plan_marks, plan_pairs, plan_pieces, plan_words])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_everything_in_the_document_is_escaped():
    made = render('<b>&"', [[0, 5, "para", 0]], [Mark(1, 0, 3, "plain")])

    assert made.count("<b>") == 0
    assert "&lt;b&gt;</mark>&amp;&quot;" in made


def test_a_task_over_two_blocks_is_marked_in_both():
    made = render("甲乙\n丙丁", [[0, 2, "para", 0], [3, 5, "para", 0]], [Mark(9, 1, 4, "doubtful")])

    assert made.count('<mark data-item="9"') == 2


def test_a_row_keeps_its_cells():
    made = render("一 二", [[0, 3, "row", 1, [[0, 1], [2, 3]]]], [Mark(3, 0, 3, "accepted")])

    assert made.count("<td ") == 2 and made.count("<mark") == 2

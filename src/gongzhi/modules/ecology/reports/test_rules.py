from __future__ import annotations

import doctest

from gongzhi.modules.ecology.chiefs import actions, views
from gongzhi.modules.ecology.reports import rules


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(rules).failed == 0
    assert doctest.testmod(actions).failed == doctest.testmod(views).failed == 0

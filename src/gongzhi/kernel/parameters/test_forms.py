from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gongzhi.kernel.clock import Term

from .forms import parameter_form
from .rules import Parameter

MAY = date(2026, 5, 1)
REST = {"from_on": "2026-05-01", "source": "清政办〔2026〕8号", "note": ""}


def form_of(kind, default, given, **more):
    one = Parameter("roads.some_limit", "限额", default, "办法", kind, "天", **more)
    return parameter_form(one, value=one.value, on=MAY)(REST | {"value": given})


@pytest.mark.parametrize(
    ("kind", "default", "given", "more", "value"),
    [
        (int, 5, "7", {"least": 0}, 7),
        (Decimal, "0.3", "0.35", {}, Decimal("0.35")),
        (str, "甲", "乙", {"most": 3}, "乙"),
        (bool, True, "False", {}, False),
        (str, "monthly", "quarterly", {"choices": {"monthly": "每月", "quarterly": "每季"}}, "quarterly"),
        (int, 3, "1", {"choices": (1, 3)}, 1),
        (list, [], ["3", "1"], {"choices": (1, 3)}, [3, 1]),
        (list, ["甲"], "甲\r\n\r\n 乙 ", {}, ["甲", "乙"]),
        (list, [10, 3], "[5, 1]", {}, [5, 1]),
        (Term, "5wd", "三个工作日", {}, Term.days(3)),
        (dict, {"优秀": 90}, '{"优秀": 85}', {}, {"优秀": 85}),
    ],
)
def test_what_is_typed_becomes_the_keywords_of_the_action(kind, default, given, more, value):
    form = form_of(kind, default, given, **more)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"value": value, "from_on": MAY, "source": REST["source"], "note": ""}


@pytest.mark.parametrize(
    ("kind", "default", "given", "more", "words"),
    [
        (int, 5, "很多", {}, "输入整数。"),
        (
            str,
            "甲",
            "乙丙丁戊",
            {"check": lambda text: "太怪" if "丙" in text else ""},
            "“限额”不合要求：太怪",
        ),
        (list, ["甲"], "", {"least": 1}, "“限额”应有1项以上，现在是0。"),
        (dict, {}, "[1]", {}, "“限额”应填对照表，现在是“[1]”。"),
    ],
)
def test_what_does_not_fit_is_an_error_of_the_value(kind, default, given, more, words):
    assert form_of(kind, default, given, **more).errors == {"value": [words]}


def test_the_form_shows_what_is_in_force():
    one = Parameter("roads.names", "名单", ["甲"], "办法", list, help="按序填写")
    form = parameter_form(one, value=["甲", "乙"], on=MAY)()

    assert (form["value"].initial, form["from_on"].initial) == ("甲\n乙", MAY)
    assert 'value="2026-05-01"' in str(form["from_on"])
    assert (form["value"].label, form["value"].help_text) == ("名单", "按序填写")


def test_a_term_stands_in_its_field_as_it_may_be_typed():
    one = Parameter("roads.term", "期限", "5wd", "办法", Term)
    shown = [
        parameter_form(one, value=Term.parse(code), on=MAY)()["value"].initial
        for code in ("5wd", "30d!", "5wd@24")
    ]

    assert shown == ["5个工作日", "30d!", "5wd@24"]

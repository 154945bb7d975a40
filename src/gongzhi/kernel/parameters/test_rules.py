from __future__ import annotations

from decimal import Decimal

import pytest

from gongzhi.kernel.clock import Term

from . import rules
from .rules import NotAChoice, OutOfRange, Parameter, Unfit, WrongKind, declare, declared, parameter


@pytest.fixture(autouse=True)
def nothing_declared(monkeypatch):
    monkeypatch.setattr(rules, "_declared", {})


def made(kind, value, **more) -> Parameter:
    return Parameter(name="roads.limit", label="限额", value=value, source="管理办法", kind=kind, **more)


@pytest.mark.parametrize(
    ("kind", "default", "given", "clean"),
    [
        (int, 5, " 20 ", 20),
        (int, 5, Decimal("7.0"), 7),
        (Decimal, "0.3", "0.35", Decimal("0.35")),
        (Decimal, 1, 0.1, Decimal("0.1")),
        (str, "", " 周五 ", "周五"),
        (bool, True, False, False),
        (list, (), ("甲", "乙"), ["甲", "乙"]),
        (dict, {}, {"优秀": 90}, {"优秀": 90}),
        (Term, "5wd", "10个工作日", Term.days(10)),
    ],
)
def test_a_value_becomes_the_declared_kind(kind, default, given, clean):
    result = made(kind, default).clean(given)

    assert (result, type(result)) == (clean, kind)


@pytest.mark.parametrize(
    ("kind", "default", "given"),
    [
        (int, 5, "5.5"),
        (int, 5, True),
        (int, 5, None),
        (int, 5, "五"),
        (Decimal, 1, "NaN"),
        (Decimal, 1, "1e400"),
        (str, "", 5),
        (bool, True, "是"),
        (list, [], "甲"),
        (list, [], [Decimal(1)]),
        (dict, {}, {1: "甲"}),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, default, given):
    with pytest.raises(WrongKind, match="“限额”应填"):
        made(kind, default).clean(given)


@pytest.mark.parametrize(
    ("limit", "given", "words"),
    [
        (made(int, 5, unit="天", least=1, most=30), 31, "“限额”应为1到30天，现在是31。"),
        (made(Decimal, 5, least=1), "0.5", "“限额”应为1以上，现在是0.5。"),
        (made(str, "", most=3), "四个汉字", "“限额”应有3个字以下，现在是4。"),
        (made(list, [1], least=1), [], "“限额”应有1项以上，现在是0。"),
    ],
)
def test_a_value_out_of_range_is_refused_with_the_range(limit, given, words):
    with pytest.raises(OutOfRange) as refused:
        limit.clean(given)

    assert str(refused.value) == words


def test_only_a_choice_will_do_and_for_lists_only_choices():
    labels = {"monthly": "每月", "quarterly": "每季"}
    with pytest.raises(NotAChoice, match="“限额”只能取：每月、每季；现在是“daily”。"):
        made(str, "monthly", choices=labels).clean("daily")
    with pytest.raises(NotAChoice):
        made(list, ["monthly"], choices=labels).clean(["monthly", "daily"])


def test_a_check_of_its_own_says_what_is_wrong():
    weights = made(
        dict, {"甲": 100}, check=lambda value: "" if sum(value.values()) == 100 else "各项之和应为100。"
    )
    with pytest.raises(Unfit, match="“限额”不合要求：各项之和应为100。"):
        weights.clean({"甲": 60, "乙": 30})


def test_an_unclear_term_is_refused_with_examples():
    with pytest.raises(Unfit, match="“限额”不合要求：看不懂期限“尽快”。请写成“5个工作日”"):
        made(Term, "5wd").clean("尽快")


def test_decimals_keep_their_digits_when_stored():
    rate = made(Decimal, "0.30")

    assert rate.stored(rate.value) == "0.30"
    assert rate.loaded("0.30") == Decimal("0.30")


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (made(int, 5, unit="个工作日"), "5个工作日"),
        (made(bool, False), "否"),
        (made(Term, "5wd"), "5个工作日"),
        (made(str, "monthly", choices={"monthly": "每月"}), "每月"),
        (made(list, [10, 3, 1]), "10、3、1"),
        (made(dict, {"优秀": 90, "良好": 80}), "优秀：90；良好：80"),
    ],
)
def test_a_value_is_shown_in_words(limit, shown):
    assert limit.shown(limit.value) == shown


@pytest.mark.parametrize(
    "wrong", [{"kind": float}, {"name": "limit"}, {"name": "Roads.limit"}, {"source": ""}]
)
def test_a_wrong_declaration_is_a_bug(wrong):
    with pytest.raises(ValueError):
        Parameter(
            **{"name": "roads.limit", "label": "限额", "value": 5, "source": "办法", "kind": int} | wrong
        )


def test_a_default_must_fit_its_own_declaration():
    with pytest.raises(OutOfRange):
        made(int, 50, most=30)


def test_declaring_the_same_twice_is_harmless_and_another_of_the_name_is_a_bug():
    declare(made(int, 5))
    declare(made(int, 5))
    with pytest.raises(ValueError, match="declared twice"):
        declare(made(int, 6))

    assert parameter("roads.limit").value == 5
    assert [one.name for one in declared("roads.")] == ["roads.limit"]
    with pytest.raises(KeyError):
        parameter("roads.other")

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gongzhi.kernel.clock import Term

from . import actions, queries, rules
from .actions import set_value, withdraw
from .models import Value
from .rules import Parameter, UnknownParameter, WrongKind, declare

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
DAY = timedelta(days=1)
GAP = "roads.light.yellow_gap"
RATE = "roads.light.rate"


@pytest.fixture(autouse=True)
def roads(monkeypatch):
    monkeypatch.setattr(rules, "_declared", {})
    declare(
        Parameter(GAP, "黄灯差距", 5, "管理办法", int, "个百分点", "亮灯", least=0, most=100),
        Parameter(RATE, "系数", Decimal("0.3"), "管理办法", Decimal),
        Parameter("roads.term", "办理期限", "5wd", "管理办法", Term),
        Parameter("roads.days", "提醒日", [10, 3, 1], "管理办法", list),
    )


@pytest.fixture
def told(monkeypatch):
    heard: list[actions.Change] = []
    monkeypatch.setattr(actions, "_observers", [])
    actions.on_change(heard.append)
    return heard


def give(value, from_on=MAY, **changes):
    given = {
        "name": GAP,
        "value": value,
        "from_on": from_on,
        "source": "清政办〔2026〕8号",
        "by": 3,
        "at": AT,
    }
    return set_value(**given | changes)


def spans():
    return [(row.value, row.from_on, row.to_on) for row in Value.objects.order_by("from_on")]


def test_the_default_is_in_force_until_a_value_is():
    give("8")

    assert [queries.value(GAP, day) for day in (TODAY, MAY - DAY, MAY, date(2040, 1, 1))] == [5, 5, 8, 8]


def test_an_undeclared_parameter_has_no_value():
    with pytest.raises(KeyError):
        queries.value("roads.unknown", TODAY)


def test_a_moment_instead_of_a_day_is_a_bug():
    with pytest.raises(TypeError, match="local_day"):
        queries.value(GAP, AT)


def test_values_follow_one_another_in_whatever_order_they_are_given():
    give(8, MAY)
    give(12, JULY)
    give(10, JUNE)

    assert spans() == [(8, MAY, JUNE - DAY), (10, JUNE, JULY - DAY), (12, JULY, None)]
    assert [queries.value(GAP, day) for day in (MAY, JUNE - DAY, JUNE, JULY)] == [8, 8, 10, 12]


def test_a_value_withdrawn_before_its_day_leaves_no_hole(told):
    give(8, MAY)
    give(10, JUNE)
    give(12, JULY)
    withdraw(name=GAP, from_on=JUNE, by=3, at=AT)

    assert spans() == [(8, MAY, JULY - DAY), (12, JULY, None)]
    assert told[-1].sentence() == "撤回“黄灯差距”自2026-06-01起的值10个百分点"


def test_the_only_value_withdrawn_gives_the_default_back():
    give(8)
    withdraw(name=GAP, from_on=MAY, by=3, at=AT)

    assert queries.value(GAP, MAY) == 5


def test_a_value_in_force_is_not_withdrawn():
    give(8, TODAY)
    with pytest.raises(actions.AlreadyInForce, match="已经生效，不能撤回；请另设一个新值"):
        withdraw(name=GAP, from_on=TODAY, by=3, at=AT)
    with pytest.raises(actions.NothingSet):
        withdraw(name=GAP, from_on=MAY, by=3, at=AT)


def test_a_correction_of_the_same_day_needs_a_reason_and_is_told(told):
    give(8)
    with pytest.raises(actions.ReasonMissing, match="2026-05-01已设过值，现在是更正。请在说明中写明原因。"):
        give(9)
    give(9, note="印发时笔误")

    assert spans() == [(9, MAY, None)]
    assert [(change.old, change.new) for change in told] == [(5, 8), (8, 9)]
    assert told[0].sentence() == "“黄灯差距”自2026-05-01起由5个百分点改为8个百分点，依据：清政办〔2026〕8号"


def test_a_day_in_the_past_needs_a_reason():
    with pytest.raises(actions.ReasonMissing, match="2026-03-01已过"):
        give(8, TODAY - DAY)
    give(8, TODAY - DAY, note="文件晚到")

    assert queries.value(GAP, TODAY - DAY) == 8


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "roads.unknown"}, UnknownParameter),
        ({"value": "很多"}, WrongKind),
        ({"value": 101}, rules.OutOfRange),
        ({"source": " "}, actions.SourceMissing),
        ({"source": "依" * 201}, actions.TooLong),
        ({"note": "注" * 301}, actions.TooLong),
        ({"from_on": date(1999, 12, 31)}, actions.DayOutOfRange),
        ({"from_on": date(2200, 1, 1)}, actions.DayOutOfRange),
    ],
)
def test_a_value_that_cannot_be_set_changes_nothing(changes, refusal, told):
    with pytest.raises(refusal):
        give(**{"value": 8} | changes)

    assert (Value.objects.count(), told) == (0, [])


def test_the_same_value_with_the_same_source_is_no_change_but_a_new_source_is():
    give(8)
    with pytest.raises(actions.NoChange, match="自2026-06-01起已经是8个百分点"):
        give(8, JUNE)
    give(8, JUNE, source="清政办〔2026〕20号")

    assert len(spans()) == 2


def test_a_scheme_is_read_at_once_under_the_rest_of_the_names():
    give("0.25", name=RATE)

    assert queries.values("roads.light.", MAY) == {"yellow_gap": 5, "rate": Decimal("0.25")}
    with pytest.raises(KeyError):
        queries.values("roads.dark.", MAY)


def test_a_list_that_is_read_may_be_changed_without_harm():
    queries.value("roads.days", TODAY).append(0)

    assert queries.value("roads.days", TODAY) == [10, 3, 1]


def test_a_term_is_stored_as_its_code_and_read_as_a_term():
    give("半个工作日", name="roads.term")

    assert Value.objects.get().value == "3.25wh"
    assert [queries.value("roads.term", day) for day in (TODAY, MAY)] == [
        Term.days(5),
        Term.working_hours(3.25),
    ]


def test_history_upcoming_and_overview_show_what_was_and_comes():
    give(8, TODAY)
    give(10, JULY)
    give(9, JUNE)

    assert [row.value for row in queries.history(GAP)] == [10, 9, 8]
    assert [row.value for row in queries.upcoming(TODAY)] == [9, 10]
    line = queries.overview(TODAY, "roads.light.yellow")[0]
    assert (line.shown, line.since, [row.value for row in line.coming]) == ("8个百分点", TODAY, [9, 10])


def test_reading_many_values_costs_one_query_in_a_transaction_that_changed_some(django_assert_num_queries):
    give(8)
    queries.value(GAP, MAY)
    with django_assert_num_queries(1):  # the mark
        queries.overview(MAY)


def test_reading_elsewhere_costs_nothing_once_it_is_in_memory(django_assert_num_queries):
    queries.forget()
    queries.value(GAP, MAY)
    with django_assert_num_queries(0):
        queries.overview(MAY)


def test_an_observer_that_fails_takes_the_change_back(monkeypatch):
    def fail(change):
        raise RuntimeError

    monkeypatch.setattr(actions, "_observers", [fail])
    with pytest.raises(RuntimeError):
        give(8)

    assert (spans(), queries.value(GAP, MAY)) == ([], 5)


@pytest.mark.parametrize(
    "row",
    [
        {"from_on": MAY, "to_on": None},
        {"from_on": JUNE, "to_on": None},
        {"from_on": JULY, "to_on": JULY - DAY},
        {"from_on": JULY, "to_on": JULY, "source": ""},
    ],
)
def test_the_database_itself_refuses_a_second_value_an_open_end_and_days_out_of_order(row):
    give(8)
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(**{"name": GAP, "value": 1, "source": "文", "set_at": AT} | row)

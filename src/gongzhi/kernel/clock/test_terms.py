from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .terms import Ends, Term, TermKind, TermOutOfRange, TermUnclear


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("5个工作日", Term.days(5)),
        (" 2 个 工作日 以内", Term.days(2)),
        ("两个工作日", Term.days(2)),
        ("4个工作时", Term.working_hours(4)),
        ("1.5小时", Term.hours(Decimal("1.5"))),
        ("24小时内", Term.hours(24)),
        ("20分钟", Term.minutes(20)),
        ("三十日", Term.natural_days(30)),
        ("3个月内", Term.months(3)),
        ("当日", Term.days(0)),
        ("30d!@24", Term.natural_days(30, Ends.MIDNIGHT, rolls=False)),
    ],
)
def test_words_and_codes_are_read(text, term):
    assert Term.parse(text) == term


@given(st.sampled_from(TermKind), st.integers(0, 1000), st.sampled_from(Ends), st.booleans())
def test_a_stored_code_gives_the_same_term_again(kind, amount, ends, rolls):
    term = Term(Decimal(amount), kind, ends, rolls)
    again = Term.parse(str(term))

    assert (again.amount, again.kind, again.rolls) == (term.amount, term.kind, term.rolls)
    assert again.ends == (Ends.OFFICE if term.by_the_clock else term.ends)


@pytest.mark.parametrize("text", ["", "尽快", "5", "-5wd", "五六个", "5个工作日或10日"])
def test_an_unclear_term_is_refused(text):
    with pytest.raises(TermUnclear, match="看不懂期限"):
        Term.parse(text)


@pytest.mark.parametrize("text", ["1.5d", "2.5个工作日", "100001wd"])
def test_part_days_and_endless_terms_are_refused(text):
    with pytest.raises(TermOutOfRange, match="超出范围"):
        Term.parse(text)


def test_hours_and_minutes_know_their_time():
    assert [Term.hours(2).time, Term.minutes(20).time, Term.working_hours(3.25).time] == [
        timedelta(hours=2),
        timedelta(minutes=20),
        timedelta(hours=3, minutes=15),
    ]

from datetime import date

import pytest

from .wording import (
    BadDocumentNumber,
    NumeralOutOfRange,
    cn_period,
    ems,
    number_text,
    numeral,
    sentence,
    title_lines,
)

LONG = "关于2026年第二季度政府工作报告重点任务和民生实事项目推进落实情况的通报"


def test_number_has_six_cornered_brackets_and_no_leading_zero():
    assert number_text("清政督办", 2026, 12) == "清政督办\u30142026\u301512号"


@pytest.mark.parametrize(
    ("mark", "year", "serial", "field"),
    [
        ("", 2026, 1, "mark"),
        ("清政〔", 2026, 1, "mark"),
        ("清政", 26, 1, "year"),
        ("清政", 2026, 0, "serial"),
    ],
)
def test_number_refuses_and_names_the_part(mark, year, serial, field):
    with pytest.raises(BadDocumentNumber) as refusal:
        number_text(mark, year, serial)

    assert refusal.value.field == field


def test_numerals():
    assert [numeral(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
    with pytest.raises(NumeralOutOfRange):
        numeral(100)


def test_a_period_says_what_its_days_share_once():
    assert cn_period(date(2026, 7, 1), date(2026, 7, 5)) == "2026年7月1日至5日"
    assert cn_period(date(2025, 12, 1), date(2026, 1, 5)) == "2025年12月1日至2026年1月5日"


def test_sentence_ends_once():
    assert [sentence(t) for t in ("已办结", "已办结。", "如下：", " ")] == [
        "已办结。",
        "已办结。",
        "如下：",
        "",
    ]


def test_title_breaks_between_words():
    assert title_lines(LONG) == ["关于2026年第二季度政府工作报告", "重点任务和民生实事项目推进落实情况的通报"]


def test_title_of_three_lines_has_no_waist():
    lines = title_lines("清泽县人民政府办公室关于印发《清泽县2026年重点工作任务分解方案》的通知")
    widths = [ems(line) for line in lines]

    assert len(lines) == 3
    assert not widths[0] > widths[1] < widths[2]


def test_a_break_put_in_by_the_writer_is_kept():
    assert title_lines("关于重点工作\n推进情况的通报") == ["关于重点工作", "推进情况的通报"]


def test_no_title_loses_a_character():
    for n in range(1, len(LONG) * 3):
        title = (LONG * 3)[:n]
        assert "".join(title_lines(title)) == title

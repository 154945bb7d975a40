from datetime import date

import pytest

from gongzhi.kernel.documents.reading.deadlines import in_cell, in_text, is_long_term


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12月底前完成", date(2024, 12, 31)), ("2025年6月底前建成", date(2025, 6, 30)), ("上半年全部开工", date(2024, 6, 30)), ("三季度末投用", date(2024, 9, 30)),
        ("年底前验收", date(2024, 12, 31)), ("10月20日前", date(2024, 10, 20)), ("到2026年达到", date(2026, 12, 31)), ("春节前完成", date(2024, 2, 9)),
        ("国庆节前开园", date(2024, 9, 30)), ("6月底前开工，12月底前完工", date(2024, 12, 31)), ("明年6月底前", date(2025, 6, 30)), ("全年谋划项目", date(2024, 12, 31)),
        ("力争11月份开工", date(2024, 11, 30)), ("6—8月开展整治", date(2024, 8, 31)), ("元旦前兑付", date(2024, 12, 31)), ("6月30前完成", date(2024, 6, 30)),
    ],
)  # fmt: skip
def test_day_in_running_text(words: str, day: date) -> None:
    found = in_text(words, 0, len(words), 2024)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "words", ["较2023年提高", "2019年启动的项目", "截至2023年底", "听取上半年经济形势汇报", "“十四五”规划"]
)
def test_day_only_mentioned_is_no_deadline(words: str) -> None:
    assert in_text(words, 0, len(words), 2024) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("全年", date(2024, 12, 31)), ("长期坚持", date(2024, 12, 31)), ("2024.6", date(2024, 6, 30)), ("2024/12/31", date(2024, 12, 31)), ("11月", date(2024, 11, 30)),
        ("3—10月", date(2024, 10, 31)), ("第二季度", date(2024, 6, 30)), ("2025年", date(2025, 12, 31)), ("按时序", None), ("汛期前", None),
        ("Q3", date(2024, 9, 30)), ("2024年5-10月", date(2024, 10, 31)), ("20240630", date(2024, 6, 30)), ("6.30", date(2024, 6, 30)), ("常态化", date(2024, 12, 31)),
    ],
)  # fmt: skip
def test_day_in_a_column(words: str, day: date | None) -> None:
    found = in_cell(words, 0, len(words), 2024)
    assert found is not None
    assert (found.day, found.text) == (day, words)


def test_empty_cell_gives_nothing() -> None:
    assert in_cell(" — ", 0, 3, 2024) is None


def test_long_term_work() -> None:
    assert is_long_term("农村污水治理，长期坚持")
    assert not is_long_term("持续推进改革")

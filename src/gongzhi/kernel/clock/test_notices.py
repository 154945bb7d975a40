from __future__ import annotations

from datetime import date

import pytest

from . import statutory
from .notices import NoticeUnclear, read_notice

NEXT = """
一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日至11日放假调休，共7天。1月31日（周日）、2月13日（周六）上班。
三、国庆节、中秋节：9月29日至10月6日放假调休，共8天。10月9日上班。
"""


def test_the_paragraphs_of_a_year_give_the_days_that_the_package_knows():
    text = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
        二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
        三、清明节：4月4日（周六）至6日（周一）放假，共3天。
        四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
        五、端午节：6月19日（周五）至21日（周日）放假，共3天。
        六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
        七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""

    days = read_notice(text, 2026)

    known = statutory.years()[2026]
    assert {day.isoformat() for day in days.off} == set(known["off"])
    assert {day.isoformat() for day in days.worked} == set(known["worked"])


def test_a_holiday_may_cross_months_and_a_make_up_day_lie_in_another():
    days = read_notice(NEXT, 2027)

    assert len(days.off) == 18
    assert days.off[date(2027, 10, 6)] == "国庆节、中秋节"
    assert sorted(days.worked) == [date(2027, 1, 31), date(2027, 2, 13), date(2027, 10, 9)]


@pytest.mark.parametrize(
    "text",
    ["一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。", "一、元旦：12月30日至1月1日放假，共3天。"],
)
def test_a_holiday_may_begin_in_the_year_before(text):
    assert min(read_notice(text, 2019).off) == date(2018, 12, 30)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一、元旦：1月1日至3日放假，共4天。", "写明共4天，读到3天"),
        ("一、春节：2月28日至30日放假。", "没有“2月28日至30日”这样的日期"),
        ("一、春节：2月9日至3日放假。", "“2月9日至3日”先后颠倒"),
        ("一、春节：另行通知。", "没有读到放假日期"),
        ("各单位要做好值班。", "没有“一、元旦：……放假”这样的段落"),
    ],
)
def test_an_unclear_notice_is_refused_with_the_reason(text, reason):
    with pytest.raises(NoticeUnclear, match=reason):
        read_notice(text, 2027)

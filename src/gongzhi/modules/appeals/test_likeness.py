"""Near duplicates, repeats and batches."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta
from typing import Any

from gongzhi.kernel.flow.rules import bigrams
from gongzhi.modules.appeals import likeness
from gongzhi.modules.appeals.likeness import Candidate, Told, batches, near_duplicates, repeat_of

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = (116.0, 33.0)
NORTH = 1 / 111_320  # degrees a metre
RUBBISH = "文昌社区南门垃圾桶满了三天没人清，臭味很大"


def candidate(key: str, text: str = RUBBISH, *, north: float = 0, days: float = 0, **more: Any) -> Candidate:
    given: dict[str, Any] = {
        "place_code": "349921001001", "lon": HERE[0], "lat": HERE[1] + north * NORTH, "category": "E01",
    }  # fmt: skip
    return Candidate(key, bigrams(text).split(), opened_at=NOW - timedelta(days=days), **(given | more))


def told(key: Any, who: str = "a", *, north: float = 0, days: float = 0, **more: Any) -> Told:
    given: dict[str, Any] = {
        "category": "E01", "place_code": "349921001001", "lon": HERE[0], "lat": HERE[1] + north * NORTH,
    }  # fmt: skip
    return Told(key, who, opened_at=NOW - timedelta(days=days), **(given | more))


def keys(found: list[likeness.Likeness]) -> list[Any]:
    return [one.key for one in found]


def test_the_examples_hold() -> None:
    assert doctest.testmod(likeness).failed == 0


def test_like_words_at_the_same_place_are_found_with_the_reasons() -> None:
    earlier = candidate("old", "文昌社区南门的垃圾桶满了没人清，臭味大", north=180, days=2)
    [found] = near_duplicates(candidate("new"), [earlier])

    assert (found.key, found.metres) == ("old", 180)
    assert found.why == "同一地点200米内、2天前、文字相似68%、同一事项"


def test_other_words_at_the_same_place_are_not_like() -> None:
    assert near_duplicates(candidate("new"), [candidate("old", "路灯坏了三盏，老人晚上走不了路")]) == []


def test_the_same_words_elsewhere_or_long_ago_are_not_like() -> None:
    rows = [candidate("far", north=301), candidate("old", days=31), candidate("new")]

    assert near_duplicates(candidate("new"), rows) == []
    assert keys(near_duplicates(candidate("new"), rows, near=400)) == ["far"]
    assert keys(near_duplicates(candidate("new"), rows, window=timedelta(days=40))) == ["old"]


def test_the_same_address_counts_wherever_the_pin_was_set() -> None:
    new = candidate("new", address="锦绣小区7栋")
    [found] = near_duplicates(new, [candidate("old", north=2000, address="锦绣小区 ７ 栋")])

    assert found.reasons[0] == "同一地址"


def test_without_a_position_the_place_decides() -> None:
    rows = [
        candidate("there", lon=None, lat=None),
        candidate("else", lon=None, lat=None, place_code="349921001002"),
    ]
    found = near_duplicates(candidate("new"), rows)

    assert [(one.key, one.reasons[0]) for one in found] == [("there", "同一村（社区）")]


def test_the_likest_come_first_and_of_equals_the_later() -> None:
    rows = [
        candidate("far", north=250),
        candidate("part", "垃圾桶满了没人清"),
        candidate("month", days=29),
        candidate("before", days=2 / 24),
        candidate("after", days=1 / 24),
    ]
    found = near_duplicates(candidate("new"), rows, most=4)

    assert keys(found) == ["after", "before", "far", "month"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_hundred_candidates_take_milliseconds() -> None:
    rows = [candidate(str(n), RUBBISH + f"第{n}次反映", north=n % 290, days=n % 25) for n in range(300)]

    assert len(near_duplicates(candidate("new"), rows)) == 5


def test_same_person_and_matter_within_the_days_repeats() -> None:
    found = repeat_of(told("new"), [told("old", days=10)])

    assert found == likeness.Repeat("old", False, 2, False, "同一诉求人30天内第2次反映同一地点同一事项")


def test_a_closed_parent_asks_for_an_appeal_of_its_own_and_an_open_one_is_joined_first() -> None:
    closed, open_one = told("closed", days=1, closed=True), told("open", days=20)

    assert getattr(repeat_of(told("new"), [closed]), "fresh", None) is True
    assert getattr(repeat_of(told("new"), [closed, open_one]), "parent", None) == "open"


def test_other_people_categories_places_and_nobody_do_not_repeat() -> None:
    rows = [
        told("person", "b"),
        told("kind", category="E09"),
        told("place", north=400),
        told("late", days=31),
        told("after", days=-1),
    ]

    assert repeat_of(told("new"), rows) is None
    assert repeat_of(told("new", ""), [told("old", "")]) is None


def test_the_third_within_ninety_days_is_a_hard_case() -> None:
    found = repeat_of(told("new"), [told("one", days=80), told("two", days=5)])

    assert found and (found.times, found.hard) == (3, True)
    assert found.why == "同一诉求人90天内第3次反映同一地点同一事项"


def test_five_people_in_seven_days_are_a_batch() -> None:
    rows = [told(n, f"p{n}", north=n * 20, days=n) for n in range(5)]
    [found] = batches(rows)

    assert (found.keys, found.people, found.emergency) == ((4, 3, 2, 1, 0), 5, False)
    assert found.why == "7天内5人反映同一地点同一事项"


def test_one_person_five_times_is_no_batch_and_four_are_too_few() -> None:
    assert batches([told(n, "same") for n in range(5)]) == []
    assert batches([told(n, f"p{n}") for n in range(4)]) == []
    assert len(batches([told(n, f"p{n}") for n in range(4)], people=4)) == 1


def test_people_spread_over_weeks_or_towns_are_no_batch() -> None:
    assert batches([told(n, f"p{n}", days=n * 3) for n in range(5)]) == []
    assert batches([told(n, f"p{n}", north=n * 400) for n in range(5)]) == []


def test_one_object_makes_a_batch_wherever_people_live() -> None:
    rows = [told(n, f"p{n}", north=n * 2000, object="力健健身房") for n in range(20)]
    [found] = batches(rows)

    assert (found.people, found.emergency, found.why) == (20, True, "7天内20人反映同一对象同一事项")


def test_an_appeal_is_in_one_batch_at_most() -> None:
    rows = [told(n, f"p{n}", north=n * 100) for n in range(40)]
    taken = [key for batch in batches(rows) for key in batch.keys]

    assert len(taken) == len(set(taken))


def test_batches_of_a_month_of_a_whole_county_are_found_in_a_second() -> None:
    rows = [
        told(n, f"p{n}", north=(n * 37) % 40_000, days=n % 30, category=f"E{n % 60}") for n in range(5_000)
    ]

    assert all(batch.people >= 5 for batch in batches(rows))

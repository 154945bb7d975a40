"""Which earlier appeals are like a new one, which come again and again, and which come in batches. Pure.

The database finds candidates by place and time; here they are ranked, with the reasons in words. Thresholds are
arguments: a county sets them. Sources: 办法 in `policy`; the defaults are practice (通行做法).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from gongzhi.kernel.org.geometry import METRES_A_DEGREE, metres

NEAR = 300.0  # metres
WINDOW = timedelta(days=30)
LIKE = 0.25  # of the pairs of characters shared before two texts count as like
LEAST = 0.45  # score from which an earlier appeal is shown
WEIGHTS = (0.5, 0.25, 0.15, 0.1)  # text, place, time, category


class Candidate(NamedTuple):
    """An earlier appeal. `text_bigrams` as `kernel.flow.rules.bigrams` gives them, split; "" and None where unknown."""

    key: Hashable
    text_bigrams: Collection[str]
    place_code: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    category: str
    address: str = ""


@dataclass(frozen=True)
class Likeness:
    """How like an earlier appeal is: `score` 0 to 1, `text` the part of its words, `reasons` to be read out."""

    key: Hashable
    score: float
    text: float
    metres: int | None
    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return "、".join(self.reasons)


def alike(one: Collection[str], other: Collection[str]) -> float:
    """The part of their pairs of characters that two texts share; of the shorter, where one is a part of the other.

    >>> alike(["停水", "小区"], ["停水", "小区"]), alike(["停水"], ["路灯"]), alike([], ["路灯"])
    (1.0, 0.0, 0.0)
    >>> round(alike(["停水", "水了"], ["停水", "水了", "三栋", "栋停", "老人", "孩子"]), 2)
    0.67
    """
    first, second = set(one), set(other)
    if not first or not second:
        return 0.0
    shared = len(first & second)
    return (shared / len(first | second) + shared / min(len(first), len(second))) / 2


def near_duplicates(
    new: Candidate,
    earlier: Iterable[Candidate],
    *,
    near: float = NEAR,
    window: timedelta = WINDOW,
    like: float = LIKE,
    least: float = LEAST,
    most: int = 5,
) -> list[Likeness]:
    """Earlier appeals of the same place and time whose words are like the new one's, likest first.

    The same place is: at most `near` metres away, or the same address, or (where one has no position) the same place
    code. Of two equally like ones the later comes first. An appeal is never like itself.
    """
    found = []
    for one in earlier:
        lapse = abs(new.opened_at - one.opened_at)
        if one.key == new.key or lapse > window:
            continue
        place = _place(new, one, near)
        text = alike(new.text_bigrams, one.text_bigrams)
        if place is None or text < like:
            continue
        score = _score(new, one, text, place.closeness, lapse / window if window else 0.0)
        if score >= least:
            reasons = (
                place.words,
                _ago(new.opened_at, one.opened_at),
                f"文字相似{text:.0%}",
                *_kind(new, one),
            )
            found.append((one.opened_at, Likeness(one.key, score, round(text, 2), place.metres, reasons)))
    found.sort(key=lambda each: (-each[1].score, -each[0].timestamp()))
    return [likeness for _, likeness in found[:most]]


def _score(new: Candidate, one: Candidate, text: float, closeness: float, age: float) -> float:
    parts = (text, closeness, 1 - age, 1.0 if _kind(new, one) else 0.0)
    return round(sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True)), 2)


@dataclass(frozen=True)
class _Place:
    closeness: float  # 1 is the very spot
    words: str
    metres: int | None = None


def _place(new: Candidate, one: Candidate, near: float) -> _Place | None:
    """In what way two appeals are of one place; None when they are not."""
    if new.address and plain_address(new.address) == plain_address(one.address):
        return _Place(1.0, "同一地址")
    apart = _apart(new, one)
    if apart is not None:
        if apart > near:
            return None
        return _Place(1 - apart / near / 2 if near else 1.0, _spot(apart), round(apart))
    if new.place_code and new.place_code == one.place_code:
        return _Place(0.4, "同一村（社区）")
    return None


def _apart(one: Candidate, other: Candidate) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return metres((one.lon, one.lat), (other.lon, other.lat))


def _spot(apart: float) -> str:
    """
    >>> _spot(3), _spot(187), _spot(201)
    ('同一地点', '同一地点200米内', '同一地点250米内')
    """
    return "同一地点" if apart <= 20 else f"同一地点{int(-(-apart // 50) * 50)}米内"


def _ago(now: datetime, then: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> [_ago(noon, noon - timedelta(minutes=one)) for one in (5, 150, 60 * 24 * 2 + 100)]
    ['5分钟前', '2小时前', '2天前']
    >>> _ago(noon, noon), _ago(noon, noon + timedelta(days=1))
    ('刚才', '1天后')
    """
    lapse = abs(now - then)
    minutes = int(lapse.total_seconds() // 60)
    side = "前" if then <= now else "后"
    if minutes < 1:
        return "刚才"
    if minutes < 60:
        return f"{minutes}分钟{side}"
    return f"{minutes // 60}小时{side}" if minutes < 24 * 60 else f"{lapse.days}天{side}"


def _kind(new: Candidate, one: Candidate) -> tuple[str, ...]:
    return ("同一事项",) if new.category and new.category == one.category else ()


def plain_address(address: str) -> str:
    """An address as it is compared: without spaces and signs, digits as digits.

    >>> plain_address(" 锦绣小区 7 栋、2单元") == plain_address("锦绣小区７栋2单元")
    True
    """
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    return "".join(sign for sign in address.translate(wide) if sign.isalnum()).lower()


# repeats and batches


class Told(NamedTuple):
    """An appeal as repeats and batches see it. `appellant` is a blind index, never a number or a name; "" unknown."""

    key: Hashable
    appellant: str
    category: str
    place_code: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    address: str = ""
    object: str = ""  # the company, estate or facility complained of
    closed: bool = False


@dataclass(frozen=True)
class Repeat:
    """`parent` is the latest open appeal to join, or the latest closed one; `fresh` asks for an appeal of its own."""

    parent: Hashable
    fresh: bool
    times: int  # with this one, within the longer period
    hard: bool
    why: str


def repeat_of(
    new: Told,
    earlier: Iterable[Told],
    *,
    near: float = NEAR,
    within: timedelta = timedelta(days=30),
    hard_times: int = 3,
    hard_within: timedelta = timedelta(days=90),
) -> Repeat | None:
    """Whether the same person tells the same again: same appellant, category and place within the days.

    It joins the earlier appeal; it becomes one of its own only when that is closed. From `hard_times` within
    `hard_within` on (this one counted) it is a hard case. Nobody unknown repeats. `earlier` holds each appeal told
    before; those of others are passed over.
    """
    same = [one for one in earlier if _same_matter(new, one, near)]
    recent = [one for one in same if timedelta(0) <= new.opened_at - one.opened_at <= within]
    times = 1 + sum(timedelta(0) <= new.opened_at - one.opened_at <= hard_within for one in same)
    if not recent:
        return None
    parent = max(recent, key=lambda one: (not one.closed, one.opened_at))
    hard = times >= hard_times
    why = f"同一诉求人{hard_within.days if hard else within.days}天内第{times}次反映同一地点同一事项"
    return Repeat(parent.key, parent.closed, times, hard, why)


def _same_matter(new: Told, one: Told, near: float) -> bool:
    return bool(
        new.appellant
        and one.appellant == new.appellant
        and one.key != new.key
        and one.category == new.category
        and _together(new, one, near)
    )


def _together(one: Told, other: Told, near: float) -> bool:
    return _place(_as_candidate(one), _as_candidate(other), near) is not None


def _as_candidate(one: Told) -> Candidate:
    return Candidate(one.key, (), one.place_code, one.lon, one.lat, one.opened_at, one.category, one.address)


@dataclass(frozen=True)
class Batch:
    """Appeals of different people about one thing. `keys` in order of time; `emergency` is told to leaders."""

    keys: tuple[Hashable, ...]
    category: str
    people: int
    first: datetime
    last: datetime
    emergency: bool
    why: str


def batches(
    told: Sequence[Told],
    *,
    near: float = NEAR,
    within: timedelta = timedelta(days=7),
    people: int = 5,
    emergency: int = 20,
) -> list[Batch]:
    """Appeals of at least `people` different appellants, of one category and one place or object, within the days.

    Each anonymous appeal counts as one person: who is unknown cannot be told apart, and a batch is only proposed.
    The largest first; an appeal is in one batch at most. Cost grows with how many lie together, not with all.
    """
    found: list[Batch] = []
    taken: set[Hashable] = set()
    heaps = sorted(_heaps(told, near), key=lambda heap: -_people(heap))
    for heap in heaps:
        found += _windows([one for one in heap if one.key not in taken], within, people, emergency)
        taken.update(key for batch in found for key in batch.keys)
    return sorted(found, key=lambda batch: (-batch.people, batch.first))


def _heaps(told: Sequence[Told], near: float) -> list[list[Told]]:
    """Appeals of one category about one object, and those around one spot: each a possible batch."""
    by_object: dict[tuple[str, str], list[Told]] = {}
    at_spot: dict[tuple[Hashable, ...], list[Told]] = {}
    for one in told:
        if one.object:
            by_object.setdefault((one.category, one.object), []).append(one)
        for spot in _spots(one, near):
            at_spot.setdefault(spot, []).append(one)
    around = []
    for one in told:
        close = {other.key: other for spot in _looked_at(one, near) for other in at_spot.get(spot, ())}
        around.append([other for other in close.values() if other is one or _together(one, other, near)])
    return [*by_object.values(), *around]


def _spots(one: Told, near: float) -> list[tuple[Hashable, ...]]:
    """Where an appeal is kept to be found: its square, its address, its place."""
    spots: list[tuple[Hashable, ...]] = [(one.category, "place", one.place_code)] if one.place_code else []
    if one.address:
        spots.append((one.category, "address", plain_address(one.address)))
    if (square := _square(one, near)) is None:
        return [*spots, (one.category, "blind", one.place_code)]
    return [*spots, (one.category, "square", *square)]


def _looked_at(one: Told, near: float) -> list[tuple[Hashable, ...]]:
    """Where those near an appeal are kept: its square and the eight around it, its address, and by place only those
    that either has no position."""
    if (square := _square(one, near)) is None:
        return _spots(one, near)
    x, y = square
    around: list[tuple[Hashable, ...]] = [
        (one.category, "square", x + across, y + up) for across in (-1, 0, 1) for up in (-1, 0, 1)
    ]
    if one.address:
        around.append((one.category, "address", plain_address(one.address)))
    return [*around, (one.category, "blind", one.place_code)] if one.place_code else around


def _square(one: Told, near: float) -> tuple[int, int] | None:
    """Squares at least `near` wide, also where degrees of longitude are shortest (55 degrees north)."""
    if one.lon is None or one.lat is None:
        return None
    side = max(near, 1.0) / METRES_A_DEGREE
    return int(one.lon // (side * 1.75)), int(one.lat // side)


def _windows(heap: list[Told], within: timedelta, people: int, emergency: int) -> list[Batch]:
    """The span of days with the most people, if they are enough."""
    rows = sorted(heap, key=lambda one: one.opened_at)
    spans = [
        [one for one in rows[n:] if one.opened_at - first.opened_at <= within] for n, first in enumerate(rows)
    ]
    best = max(spans, key=_people, default=[])
    many = _people(best)
    if many < people:
        return []
    first, last = best[0].opened_at, best[-1].opened_at
    spot = "同一对象" if best[0].object and len({one.object for one in best}) == 1 else "同一地点"
    why = f"{within.days}天内{many}人反映{spot}同一事项"
    return [
        Batch(tuple(one.key for one in best), best[0].category, many, first, last, many >= emergency, why)
    ]


def _people(rows: Sequence[Told]) -> int:
    return len({one.appellant for one in rows if one.appellant}) + sum(not one.appellant for one in rows)

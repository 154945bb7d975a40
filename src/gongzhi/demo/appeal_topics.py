"""What many complain of in 清泽县: residents by township, a topic that was dealt with, and a crowd that waits for one."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

from django.db import transaction

from gongzhi.demo.county import DATA
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.figures import actions as circulars
from gongzhi.modules.appeals.figures.rules import code_of, months_before
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics import actions
from gongzhi.modules.appeals.topics.duties import find_batches, propose_batch
from gongzhi.modules.appeals.topics.models import Topic

SINCE = date(2020, 1, 1)
CROWDS = (  # days ago, category, village or community, how many, the words
    (64, "E41", "349921002001", 14, "物业把公共停车位卖给个人，业主没有地方停车。"),
    (3, "E13", "349921001001", 40, "小区又停水了，一天停好几次，什么时候能正常供水？"),
)


def play(at: datetime) -> None:
    """Residents, two crowds, a topic. Twice is once."""
    if Topic.objects.exists():
        return
    with transaction.atomic():
        residents(at)
        old, _waiting = (crowd(at, n, *one) for n, one in enumerate(CROWDS))
        if old:
            settled(old, at)
    for _, row in find_batches(at):
        propose_batch(row, at)
    circulate(at)


def circulate(at: datetime) -> None:
    """The circular of the month that ended last, issued on the third of this one."""
    month = months_before(code_of(local_day(at)), 2)[0]
    when = min(at, at.replace(day=3))
    head = Officer.objects.get(username="rexian")
    with transaction.atomic():
        made = circulars.draft(month=month, by=head, at=when)
        circulars.issue(circular=made, by=head, at=when)


def residents(at: datetime) -> None:
    """Residents by township, and a ranking from three cases on: the demonstration's year is small."""
    with (DATA / "townships.csv").open(encoding="utf-8", newline="") as file:
        people = {row["code"]: int(row["residents"]) for row in csv.DictReader(file)}
    given = {"from_on": SINCE, "source": "清泽县统计年鉴（演示）", "note": "演示数据", "by": None, "at": at}
    set_value(name="appeals.population", value=people, **given)  # type: ignore[arg-type]
    set_value(name="appeals.rates.minimum", value=3, **given)  # type: ignore[arg-type]


def crowd(
    at: datetime, place_in_list: int, ago: int, code: str, place: str, count: int, text: str
) -> list[Appeal]:
    """Like complaints of so many people within two days, around one spot."""
    clerk = Officer.objects.get(username="shouli1")
    if not Place.objects.filter(code=place).exists() or not Category.objects.filter(code=code).exists():
        return []
    begun, spot = at - timedelta(days=ago), Place.objects.get(code=place)
    east, north = _middle(spot.west, spot.east, 117.3), _middle(spot.south, spot.north, 32.5)
    found = []
    for n in range(count):
        told = Told(
            f"{text}我家住{n % 12 + 1}号楼，已经第{n % 3 + 1}次反映。", category=code, type="complaint",
            name=f"居民{5000 + place_in_list * 100 + n}", phone=f"1990001{place_in_list}{n:03}", place_code=place,
            address=f"{n % 12 + 1}号楼{n + 1}室", longitude=round(east + n % 7 * 0.0003, 5),
            latitude=round(north + n % 5 * 0.0003, 5),
        )  # fmt: skip
        found.append(register(told, by=clerk, at=begun + timedelta(minutes=37 * n)))
    return found


def _middle(first: float | None, last: float | None, otherwise: float) -> float:
    return otherwise if first is None or last is None else (first + last) / 2


def settled(appeals: list[Appeal], at: datetime) -> None:
    """A topic from its appeals to telling the people, half of whom have been told."""
    head, sender, caller = (Officer.objects.get(username=name) for name in ("rexian", "paidan1", "huifang1"))
    first, last = appeals[0].matter.opened_at, appeals[-1].matter.opened_at
    then = last + timedelta(hours=2)
    place = Place.objects.get(code=appeals[0].matter.place_code)
    made = actions.make(
        name=f"{place.name}公共车位出售", category=appeals[0].category, place=place,
        from_on=local_day(first), to_on=local_day(last), appeals=[one.pk for one in appeals], by=head, at=then,
    )  # fmt: skip
    assert made.master is not None
    run(made.master, "dispatch", by=sender, at=then, unit=Unit.objects.get(code="U13"))
    outcome = "县住建局责令物业公司收回违规出售的23个公共车位，退还业主缴款，公示车位收费标准。"
    ended = then + timedelta(days=20)
    actions.end(topic=made, outcome=outcome, by=head, at=ended)
    waiting = list(made.notices.values_list("pk", flat=True))
    actions.tick(notices=waiting[: len(waiting) // 2], by=caller, at=ended + timedelta(days=1))

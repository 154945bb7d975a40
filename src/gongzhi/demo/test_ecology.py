"""Two months of patrols are played whole, twice as once, and their month opens."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from gongzhi.demo import ecology
from gongzhi.demo.load import load_county
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import Round, Walker
from gongzhi.modules.ecology.models import Item, Problem, Reach, Station
from gongzhi.modules.ecology.reports.queries import Report
from gongzhi.modules.ecology.reports.rules import Month
from gongzhi.modules.ecology.sites.measures import standings

AT = datetime(2026, 7, 20, 1, 0, tzinfo=UTC)


def test_two_months_of_patrols(db):
    load_county(AT)
    told: list[str] = []
    for _ in range(2):
        ecology.play(AT, lambda what, done, of: told.append(what))

    states = Counter(Round.objects.values_list("state", flat=True))
    assert (Station.objects.count(), Reach.objects.count(), Item.objects.count()) == (14, 22, 8)
    assert states["done"] > 200 and 5 < states["missed"] < 60
    assert set(Problem.objects.values_list("matter__state", flat=True)) >= {
        "rectifying",
        "rectified",
        "checked",
        "struck",
    }
    assert Walker.objects.count() > states["done"]
    june = Report(Month("2026-06"), Officer.objects.get(username="huanbao"))
    assert june.total["rounds"] == sum(line.counts["rounds"] for line in june.lines) > 100
    assert june.total["problems"] > 20
    dust, firms = (one.total.counts for one in standings(june.officer))
    assert (dust["standing"], firms["standing"]) == (17, 6)
    assert min(dust[one] for one in ("meeting", "below", "unchecked", "stale")) > 0

"""A round from its beginning to its end, and what goes wrong on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed, NotVisible
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import readable
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.rounds import refused
from gongzhi.kernel.rounds.actions import (
    Spot,
    begin_round,
    check_in,
    explain_missed,
    finish_round,
    keep_track,
)
from gongzhi.kernel.rounds.conftest import AT, BRIDGE, GATE, Walks, photo
from gongzhi.kernel.rounds.models import CheckIn, Finding, Round, Walker
from gongzhi.kernel.rounds.planning import Point, set_route
from gongzhi.kernel.rounds.queries import due_for, round_begun, track_of

DAY = timedelta(days=1)
FRIDAY = date(2026, 3, 6)


def test_a_round_is_walked_from_beginning_to_end(walks: Walks):
    round = walks.done()

    assert (round.state, round.stops_reached, round.stops_total, round.doubts) == ("done", 2, 2, [])
    assert (round.on, round.began_at, round.ended_at) == (date(2026, 3, 2), AT, AT + timedelta(hours=1))
    assert 930 < round.metres < 937
    assert set(Event.objects.filter(kind__startswith="rounds.").values_list("kind", flat=True)) == {
        "rounds.route_set", "rounds.begun", "rounds.checked_in", "rounds.finished",
    }  # fmt: skip


def test_what_is_sent_twice_is_done_once(walks: Walks):
    first, again = walks.begun(key="a"), walks.begun(key="a")
    one, other = walks.at_stop(first, 0, key="b"), walks.at_stop(first, 0, key="b", minutes=30)
    found = [walks.find(first, key="c") for _ in range(2)]
    ended = [
        finish_round(round=first, by=walks.he, at=AT + n * DAY, note="只到一处", key="d") for n in (0, 1)
    ]

    assert (first.pk, one.pk, found[0].pk) == (again.pk, other.pk, found[1].pk)
    assert [one.ended_at for one in ended] == [AT + timedelta(0), AT + timedelta(0)]
    assert (CheckIn.objects.count(), Finding.objects.count(), Matter.objects.count()) == (1, 1, 1)
    assert round_begun("a") == first


def test_a_key_of_another_round_is_refused(walks: Walks):
    first = walks.begun()
    walks.at_stop(first, 0, key="b")
    other = begin_round(route=walks.route, by=walks.he, at=AT)

    with pytest.raises(refused.KeyOfAnother):
        walks.at_stop(other, 0, key="b")


def test_who_comes_to_a_running_round_joins_it_as_another_person_time(walks: Walks):
    round = walks.begun()
    begin_round(round=round, by=walks.lin, at=AT)
    begin_round(round=round, by=walks.lin, at=AT)

    assert Walker.objects.filter(round=round).count() == 2


def test_a_check_in_says_how_far_it_is_from_the_stop(walks: Walks):
    round = walks.begun()
    near, far = walks.at_stop(round, 0), walks.at_stop(round, 1, minutes=30, spot=Spot(*GATE, 10))
    nowhere = walks.at_stop(round, 1, minutes=40, spot=Spot())

    told = [(one.verdict, one.metres) for one in (near, far, nowhere)]
    assert told == [("on_spot", 0), ("off_spot", 934), ("no_position", None)]


@pytest.mark.parametrize("spot", [Spot(999, 33, 5), Spot(0, 0, 5), Spot(121.0, 31.0, 5), Spot(*GATE, 5000)])
def test_an_absurd_position_proves_nothing_and_loses_nothing(walks: Walks, spot: Spot):
    made = walks.at_stop(walks.begun(), 0, spot=spot, note="桥下有垃圾")

    assert (made.verdict, made.metres, made.note) == ("no_position", None, "桥下有垃圾")


def test_a_phone_that_moves_faster_than_anybody_walks_is_doubted(walks: Walks):
    round = walks.begun()
    walks.at_stop(round, 0, minutes=10, spot=Spot(*GATE, 5))
    made = walks.at_stop(round, 1, minutes=10, spot=Spot(*BRIDGE, 5))

    assert made.doubts == ["speed"]


def test_a_phone_whose_clock_is_a_year_off_is_dated_by_the_system(walks: Walks):
    round = walks.begun(said_at=AT - 365 * DAY)
    made = walks.at_stop(round, 0, said_at=AT + 365 * DAY)

    assert (round.began_at, made.at, made.doubts) == (AT, AT + timedelta(minutes=10), ["clock"])


def test_what_was_kept_without_signal_mends_a_missed_round(walks: Walks):
    round = walks.due()
    Round.objects.filter(pk=round.pk).update(state="missed")
    late = AT + 5 * DAY

    row = begin_round(round=round, by=walks.he, at=late, said_at=AT)
    for n in (0, 1):
        check_in(round=row, stop=walks.stop(n), by=walks.he, at=late, said_at=AT + timedelta(minutes=30 * n))
    row = finish_round(round=row, by=walks.he, at=late, said_at=AT + timedelta(hours=1))

    assert (row.state, row.on, row.began_at, row.ended_at) == (
        "done",
        date(2026, 3, 2),
        AT,
        AT + timedelta(hours=1),
    )


def test_two_phones_of_one_round_both_arrive(walks: Walks):
    round = walks.done()

    late = walks.at_stop(round, 0, by=walks.lin, said_at=AT + timedelta(minutes=20), minutes=600)
    assert (late.at, Walker.objects.filter(round=round).count()) == (AT + timedelta(minutes=20), 2)
    with pytest.raises(refused.RoundNotRunning):
        walks.at_stop(round, 0, by=walks.lin, minutes=600)


def test_a_round_before_or_after_its_days_is_refused_with_the_way_out(walks: Walks):
    with pytest.raises(refused.RoundOver, match="临时巡查"):
        walks.begun(at=AT + 3 * DAY)
    Round.objects.update(from_on=date(2026, 3, 3))
    with pytest.raises(refused.RoundNotYet, match="2026-03-03"):
        walks.begun()


def test_a_round_beside_the_plan_counts_for_its_own_day(walks: Walks):
    row = begin_round(route=walks.route, by=walks.he, at=AT + 5 * DAY)

    assert (row.extra, row.on, row.stops_total) == (True, date(2026, 3, 7), 2)


def test_a_round_that_is_done_cannot_be_begun_again(walks: Walks):
    walks.done()

    with pytest.raises(refused.RoundDone, match="孙丙"):
        walks.begun()


def test_stops_that_were_not_reached_need_a_reason(walks: Walks):
    round = walks.begun()
    walks.at_stop(round, 0)

    with pytest.raises(refused.StopsLeft, match="老桥"):
        finish_round(round=round, by=walks.he, at=AT + DAY / 24)
    row = finish_round(round=round, by=walks.he, at=AT + DAY / 24, note="桥面塌了，过不去")
    assert (row.doubts, row.note) == (["unreached"], "桥面塌了，过不去")


def test_a_round_that_is_too_short_is_doubted(walks: Walks):
    walks.route.least_minutes, walks.route.least_metres = 90, 2000
    walks.route.save()

    assert walks.done().doubts == ["short", "near"]


def test_a_finding_becomes_a_matter_where_it_was_found(walks: Walks):
    finding = walks.find(walks.begun(), category="垃圾")

    matter = finding.matter
    assert (matter.kind, matter.lead_unit, matter.place_code) == (
        "errand",
        walks.world.station,
        "349921100000",
    )
    assert (matter.longitude, matter.latitude, matter.source) == (*GATE, "巡查：清河线")


def test_only_a_missed_round_is_explained(walks: Walks):
    with pytest.raises(refused.NotMissed):
        explain_missed(round=walks.due(), reason="下雨", by=walks.he, at=AT)


def test_who_may_not_walk_does_nothing(walks: Walks):
    round = walks.due()
    stranger = walks.world.officer("stranger", "外人", walks.world.housing)

    with pytest.raises((NotAllowed, NotVisible)):
        begin_round(round=round, by=stranger, at=AT)
    assert Round.objects.get(pk=round.pk).state == "due"


def test_a_stop_of_another_route_is_refused(walks: Walks):
    other = set_route(kind="test.patrol", plan=walks.plan(name="泽河线"), by=walks.boss, at=AT)

    with pytest.raises(refused.StopOfAnother):
        check_in(round=walks.begun(), stop=other.stops.first(), by=walks.he, at=AT)


def test_a_photo_of_a_check_in_is_read_by_those_who_see_the_round(walks: Walks):
    made = walks.at_stop(walks.begun(), 0, photos=[photo()])
    stranger = walks.world.officer("stranger", "外人", walks.world.housing)

    kept = Attachment.objects.get(owner="rounds.check_in", owner_key=made.pk)
    assert readable(walks.lin, kept.pk) == kept
    with pytest.raises(NotVisible):
        readable(stranger, kept.pk)


def test_a_track_is_the_round_in_the_order_of_time(walks: Walks):
    round = walks.begun()
    walks.at_stop(round, 1, minutes=40)
    walks.at_stop(round, 0, minutes=10)
    between = [[116.005, 33.001, (AT + timedelta(minutes=20)).isoformat()], [0, 0, AT.isoformat()]]
    for _ in range(2):
        keep_track(round=round, points=between, by=walks.he, at=AT + DAY / 24, key="t")

    assert [one.longitude for one in track_of(round)] == [116.0, 116.005, 116.01]


def test_due_for_costs_the_same_for_few_and_many(walks: Walks, django_assert_num_queries):
    for n in range(12):
        set_route(kind="test.patrol", plan=walks.plan(name=f"线路{n}"), by=walks.boss, at=AT)

    with django_assert_num_queries(2):
        rows = list(due_for(walks.he, date(2026, 3, 2)))
    assert (len(rows), len(rows[0].route.stops.all())) == (13, 2)
    assert list(due_for(walks.boss, date(2026, 3, 2))) == []


def test_a_stop_without_coordinates_is_measured_by_its_place(walks: Walks):
    square = [[115.9, 32.9], [116.1, 32.9], [116.1, 33.1], [115.9, 33.1], [115.9, 32.9]]
    place = walks.world.place
    place.bound({"type": "Polygon", "coordinates": [square]})
    place.save()
    plan = walks.plan(name="全镇", stops=[Point("镇区", place=place), Point("随处")])
    route = set_route(kind="test.patrol", plan=plan, by=walks.boss, at=AT)
    round = begin_round(route=route, by=walks.he, at=AT)

    said = [
        check_in(round=round, stop=stop, spot=Spot(*GATE, 5), by=walks.he, at=AT).verdict
        for stop in route.stops.all()
    ]
    assert said == ["on_spot", "unmeasured"]

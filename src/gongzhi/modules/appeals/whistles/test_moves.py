from __future__ import annotations

import doctest
from datetime import timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.models import Clock, MatterLink
from gongzhi.kernel.flow.refused import MoveNotNow, MoveNotOpen, NotParty
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.appeals.conftest import AT, clocks_of, photo, shanghai
from gongzhi.modules.appeals.refused import HeadlineTellsSomebody, PlaceOutside
from gongzhi.modules.appeals.whistles import duties, refused, rules
from gongzhi.modules.appeals.whistles.conftest import TRIED, WORDS, Whistling
from gongzhi.modules.appeals.whistles.models import Whistle

HOUR = timedelta(hours=1)


def terms(whistle: Whistle, name: str) -> list[tuple[str, object]]:
    rows = Clock.objects.filter(matter=whistle.pk, name=name, assignment__isnull=False).order_by("pk")
    return [(one.rule.rpartition("=")[2], one.due_at) for one in rows]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(rules).failed == 0


def test_a_town_drafts_and_its_principal_is_asked(county: Whistling):
    whistle = county.drafted(files=[photo()])

    assert (whistle.number[:2], whistle.matter.state, whistle.town) == ("CS", "drafted", county.world.town)
    assert set(whistle.wanted.all()) == {county.world.city, county.world.water}
    assert Message.objects.filter(officer=county.principal, title__startswith="请审批吹哨单").count() == 1
    assert not Message.objects.filter(officer=county.world.townsman).exists()


def test_neither_log_nor_title_holds_the_personal_words(county: Whistling):
    whistle = county.closed()

    log = " ".join(str(event.payload) for event in Event.objects.filter(matter=whistle.pk))
    assert not [word for word in (TRIED, "孙队长", "已清运并处罚", "来得快") if word in log]
    assert whistle.text.open() == WORDS


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"text": "有垃圾"}, refused.WhistleTooShort),
        ({"tried": "无"}, refused.WhistleTooShort),
        ({"wanted": []}, refused.NobodyWanted),
        ({"place_code": "349921001001"}, refused.PlaceOfAnother),
        ({"place_code": "310000000000"}, PlaceOutside),
        ({"title": "谢某电话13800138000"}, HeadlineTellsSomebody),
    ],
)
def test_what_cannot_be_drafted_is_refused_and_leaves_nothing(county: Whistling, more, wrong):
    with pytest.raises(wrong):
        county.drafted(**more)

    assert not Whistle.objects.exists()


def test_a_bureau_cannot_whistle_and_a_town_cannot_call_itself(county: Whistling):
    with pytest.raises(refused.NotATown):
        county.drafted(by=county.world.cityman)
    with pytest.raises(refused.TownCallsItself):
        county.drafted(wanted=[county.world.town])


def test_only_the_principal_approves_and_only_the_command_accepts(county: Whistling):
    whistle = county.drafted()

    with pytest.raises(NotAllowed):
        county.move(whistle, "approve", county.world.townsman)
    whistle = county.move(whistle, "approve", county.principal)
    with pytest.raises(NotAllowed):
        county.move(whistle, "accept", county.principal)
    assert Message.objects.filter(officer=county.commander, title__contains="吹哨").count() == 1


def test_a_principal_of_another_town_does_not_approve(county: Whistling):
    stranger = county.world.officer("stranger", "赖书记", county.world.city, "unit_head", county.world.city)

    with pytest.raises(NotParty):
        county.move(county.drafted(), "approve", stranger)


def test_the_command_refuses_with_a_reason_and_the_town_is_told(county: Whistling):
    whistle = county.move(county.approved(), "refuse", county.commander, reason="属镇级职责，请自行处置。")

    assert (whistle.matter.state, whistle.matter.outcome) == ("refused", "refused")
    assert Message.objects.filter(officer=county.world.townsman, title__startswith="吹哨不予受理").exists()


@pytest.mark.parametrize(
    ("type", "come", "end"),
    [
        ("emergency", ("30min", AT + HOUR / 2), ("24h", AT + 24 * HOUR)),
        ("enforcement", ("24h", AT + 24 * HOUR), ("7d", shanghai(9, 17, 30))),
        ("key_work", ("2wd", shanghai(4, 17, 30)), ("15d", shanghai(17, 17, 30))),
    ],
)
def test_each_type_has_its_terms_and_each_unit_its_clocks(county: Whistling, type, come, end):
    whistle = county.dispatched(type=type)

    assert [rule for rule, _ in terms(whistle, "report_in")] == [come[0]] * 2
    assert [rule for rule, _ in terms(whistle, "result")] == [end[0]] * 2
    dues = {due for _, due in terms(whistle, "report_in")}, {due for _, due in terms(whistle, "result")}
    assert dues == ({come[1]}, {end[1]})
    assert (whistle.matter.lead_unit, whistle.matter.due_at) == (county.world.city, end[1])
    assert {one.assignment.due_at for one in whistle.calls.all()} == {come[1]}


def test_an_emergency_at_night_runs_in_natural_minutes(county: Whistling):
    night = shanghai(7, 23, 50)  # a Saturday

    assert terms(county.dispatched(type="emergency", at=night), "report_in")[0][1] == night + HOUR / 2


def test_the_county_changes_a_term_by_its_parameter(county: Whistling):
    county.world.rule("appeals.whistle.in.emergency", "45min")

    assert terms(county.dispatched(type="emergency"), "report_in")[0] == ("45min", AT + timedelta(minutes=45))


def test_key_work_may_have_days_within_bounds_and_other_types_none(county: Whistling):
    assert terms(county.dispatched(type="key_work", days=30), "result")[0][0] == "30d"
    for days in (14, 31):
        with pytest.raises(refused.DaysOutOfRange):
            county.dispatched(type="key_work", days=days)
    with pytest.raises(refused.DaysAreFixed):
        county.dispatched(type="emergency", days=20)


def test_nobody_is_called_twice(county: Whistling):
    world = county.world
    accepted = county.move(county.approved(), "accept", county.commander)
    with pytest.raises(refused.LeadTwice):
        county.move(accepted, "dispatch", county.commander, lead=world.city, co=[world.city])
    whistle = county.dispatched()

    with pytest.raises(refused.AlreadyCalled):
        county.move(whistle, "call_more", county.commander, co=[world.water])
    whistle = county.move(whistle, "call_more", county.commander, at=AT + HOUR, co=[world.housing])
    assert whistle.calls.count() == 3
    assert county.call(whistle, world.housing).assignment.due_at == AT + 25 * HOUR


def test_a_unit_reports_in_and_whether_in_time_is_kept(county: Whistling):
    whistle = county.dispatched(type="emergency")
    county.came(whistle, county.world.cityman, at=AT + HOUR / 2)
    county.came(whistle, county.world.waterman, at=AT + HOUR / 2 + timedelta(seconds=1))

    city, water = county.call(whistle, county.world.city), county.call(whistle, county.world.water)
    assert (city.in_time, city.came.open(), city.place, city.reported_at) == (
        True, "孙队长等3人", "河边卡口", AT + HOUR / 2,
    )  # fmt: skip
    assert water.in_time is False
    assert city.assignment.due_at == AT + 24 * HOUR  # what it owes next


def test_a_unit_answers_for_itself_alone_and_comes_before_it_settles(county: Whistling):
    whistle = county.dispatched()

    with pytest.raises(NotParty):
        county.came(whistle, county.world.builder)
    with pytest.raises(NotParty):
        county.move(whistle, "result", county.world.cityman, text="已处理完毕。")


def test_a_result_sent_back_goes_on_in_the_term_that_it_had(county: Whistling):
    whistle = county.settled()
    due = county.call(whistle, county.world.city).assignment.due_at
    county.move(whistle, "send_back", unit=str(county.world.city.pk), reason="垃圾没有清完。")

    call = county.call(whistle, county.world.city)
    running = Clock.objects.get(assignment=call.assignment, name="result", stopped_at=None)
    assert (call.result_at, call.sent_back, running.due_at) == (None, 1, due)
    late = due + timedelta(minutes=1)
    county.move(whistle, "result", county.world.cityman, at=late, text="已全部清完。")
    assert county.call(whistle, county.world.city).result_in_time is False


def test_a_whistle_is_closed_when_every_unit_is_confirmed_and_rated(county: Whistling):
    whistle = county.confirmed()
    assert (whistle.matter.state, clocks_of(whistle)) == ("confirmed", {})
    city, water = str(county.world.city.pk), str(county.world.water.pk)
    whistle = county.move(whistle, "rate", unit=city, score=100, reason="来得快。")
    assert whistle.matter.state == "confirmed"

    whistle = county.move(whistle, "rate", unit=water, score=0, reason="没有出力。")

    assert (whistle.matter.state, whistle.matter.outcome) == ("closed", "settled")
    assert [one.score for one in whistle.calls.all()] == [100, 0]


def test_a_unit_may_be_rated_before_the_others_are_done(county: Whistling):
    whistle, world = county.settled(), county.world
    for unit in (world.city, world.water):
        whistle = county.move(whistle, "confirm", unit=str(unit.pk))
        whistle = county.move(whistle, "rate", unit=str(unit.pk), score=80, reason="配合好。")

    assert whistle.matter.state == "closed"


def test_a_unit_that_is_rated_already_is_not_rated_again(county: Whistling):
    whistle = county.confirmed()
    given = {"unit": str(county.world.city.pk), "score": 80, "reason": "配合好。"}
    county.move(whistle, "rate", **given)

    with pytest.raises(refused.UnitNotWaiting):
        county.move(whistle, "rate", **given)
    with pytest.raises(MoveNotOpen):
        county.move(whistle, "confirm", unit=str(county.world.city.pk))


def test_the_log_names_the_unit_that_was_chosen(county: Whistling):
    whistle = county.closed()

    log = [event.sentence for event in Event.objects.filter(matter=whistle.pk, kind="flow.moved")]
    assert [text for text in log if "确认办结。单位：县城管局" in text or "评价。单位：县供水公司" in text][
        1:
    ] != []


def test_nothing_is_confirmed_before_a_unit_says_it_is_done(county: Whistling):
    with pytest.raises(MoveNotNow):
        county.move(county.dispatched(), "confirm", unit=str(county.world.city.pk))


def test_a_withdrawn_whistle_frees_the_units_and_tells_them(county: Whistling):
    whistle = county.move(county.dispatched(), "withdraw", reason="已自行解决。")

    assert (whistle.matter.state, clocks_of(whistle)) == ("withdrawn", {})
    assert Message.objects.filter(officer=county.world.waterman, title__startswith="吹哨已撤回").count() == 1


def test_a_whistle_on_the_same_place_and_type_within_days_is_a_repeated_one(county: Whistling):
    first = county.drafted()
    near, far = AT + timedelta(days=30), AT + timedelta(days=61)

    other, again = county.drafted(type="key_work", at=near), county.drafted(at=near)
    late = county.drafted(at=far)

    assert (first.earlier, other.earlier, again.earlier, late.earlier) == (None, None, first, None)


def test_a_withdrawn_whistle_makes_none_a_repeated_one(county: Whistling):
    county.move(county.drafted(), "withdraw", reason="填错了。")

    assert county.drafted(at=AT + HOUR).earlier is None


def _appeal(county: Whistling):
    world = county.world
    appeal = world.appeal(WORDS, category="E30", place_code="349921100200")
    world.move(appeal, "dispatch", by=world.sender, unit=world.town, co=[])
    return world.move(appeal, "sign_for", by=world.townsman)


def test_an_appeal_that_a_township_cannot_settle_alone_whistles(county: Whistling):
    appeal = _appeal(county)
    given = {"type": "enforcement", "tried": TRIED, "wanted": [county.world.city], "lead": None}

    county.world.move(appeal, "whistle", by=county.world.townsman, **given)

    whistle = Whistle.objects.get()
    assert (whistle.town, whistle.matter.place_code) == (county.world.town, "349921100200")
    assert MatterLink.objects.filter(matter=whistle.pk, other=appeal.pk, kind="cause").count() == 1


def test_a_bureau_that_has_an_appeal_cannot_whistle_from_it(county: Whistling):
    appeal = county.world.signed()

    with pytest.raises(MoveNotNow):
        county.world.move(
            appeal, "whistle", by=county.world.waterman, type="emergency", tried=TRIED,
            wanted=[county.world.city],
        )  # fmt: skip


def test_units_are_reminded_once_near_and_once_over_and_the_command_is_told(county: Whistling):
    whistle = county.dispatched(type="emergency")
    county.came(whistle, county.world.waterman, at=AT + timedelta(minutes=5))

    for minutes in (10, 21, 25, 31, 40):
        at = AT + timedelta(minutes=minutes)
        for _, row in list(duties.report_ins(at)):
            duties.remind(row, at)

    def told(officer):
        rows = Message.objects.filter(officer=officer, key__startswith="call-").order_by("pk")
        return [(one.level, one.title.partition("：")[0]) for one in rows]

    assert told(county.world.cityman) == [("remind", "报到将到期"), ("urge", "报到已超时")]
    assert told(county.commander) == [("remind", "县城管局报到将到期"), ("urge", "县城管局报到已超时")]
    assert told(county.world.waterman) == []

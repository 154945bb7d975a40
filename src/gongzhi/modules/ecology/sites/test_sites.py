"""Sites and firms: keeping, checking, voiding, reporting a failed item, and how each stands after it."""

from __future__ import annotations

import doctest
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.kernel.access import decide, visible
from gongzhi.kernel.access.queries import NotAllowed, NotVisible
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import decide_reading
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.parameters import set_value
from gongzhi.kernel.rounds.actions import Spot
from gongzhi.modules.ecology.conftest import AT, DAY, GATE, MEASURE, Eco, photo, shanghai
from gongzhi.modules.ecology.models import Check, Problem, Site
from gongzhi.modules.ecology.sites import models, policy, queries, refused, rules
from gongzhi.modules.ecology.sites.actions import (
    SiteDrawn,
    check_site,
    end_site,
    report_item,
    resume_site,
    set_site,
    void_check,
)
from gongzhi.modules.ecology.sites.rules import Said

TODAY = date(2026, 3, 2)


def sited(eco: Eco, name: str = "泽口镇安置房二期", **more: Any) -> Site:
    given: dict[str, Any] = {
        "kind": "building", "unit": eco.bureau, "owner": "清泽建筑公司", "from_on": date(2026, 1, 5), "spot": Spot(*GATE, 8),
        "place": eco.village,
    }  # fmt: skip
    return set_site(drawn=SiteDrawn(name=name, **(given | more)), by=eco.office, at=AT)


def said(*failed: int, standard: str = policy.DUST, without: tuple[int, ...] = ()) -> list[Said]:
    """The answers of a check: items of these numbers failed, those do not concern the site, the rest is met."""
    states = {**dict.fromkeys(failed, "no"), **dict.fromkeys(without, "na")}
    return [
        Said(item, states.get(n, "yes"), "没有做到位" if n in failed else "")
        for n, item in enumerate(policy.items(standard, TODAY), 1)
    ]


def checked(eco: Eco, site: Site, *failed: int, at: datetime = AT, **more: Any) -> Check:
    given: dict[str, Any] = {"said": said(*failed), "by": eco.checker, "spot": Spot(*GATE, 8)} | more
    return check_site(site=site, at=at, **given)


def reported(eco: Eco, check: Check, order: int, at: datetime = AT) -> Problem:
    answer = check.answers.get(order=order)
    return report_item(answer=answer, text="出入口没有冲洗台，路面带泥。", type="dust", by=eco.checker, at=at)


def stands(site: Site, on: date = TODAY) -> list[str]:
    """The names of the parts that a site is in."""
    rows = Site.objects.filter(pk=site.pk)
    return [name for name, _ in queries.PARTS if rows.filter(queries.part(name, on)).exists()]


def test_examples_in_the_docstrings_hold():
    assert sum(doctest.testmod(one).failed for one in (rules, policy, models)) == 0


# the register


def test_a_site_lies_at_its_place_and_in_its_township(eco: Eco):
    site = sited(eco)

    assert (site.place, site.town, site.standard_label) == (eco.village, eco.town, "六个百分百")
    assert Event.objects.filter(kind="ecology.site_set").count() == 1


def test_a_site_without_position_and_place_is_refused(eco: Eco):
    with pytest.raises(refused.PlaceMissing, match="请在地图上点选位置"):
        sited(eco, spot=Spot(), place=None)


def test_a_name_is_kept_once_in_a_township(eco: Eco):
    sited(eco)

    with pytest.raises(refused.SiteThere, match="泽口镇已有“泽口镇安置房二期”"):
        sited(eco)


def test_a_station_head_keeps_sites_of_the_own_unit_only(eco: Eco):
    head = eco.officer("stationhead", "段站长", eco.site, "eco_station_head", eco.site)
    drawn = SiteDrawn("北关堆场", "yard", eco.site, "北关砂石公司", TODAY, place=eco.village)
    made = set_site(drawn=drawn, by=head, at=AT)

    assert made.unit == eco.site
    with pytest.raises(NotAllowed, match="不在您“登记工地和企业”的范围内"):
        set_site(
            drawn=SiteDrawn("东庄裸地", "bare", eco.bureau, "东庄村", TODAY, place=eco.village),
            by=head,
            at=AT,
        )


def test_a_finished_site_is_checked_no_more_until_it_is_resumed(eco: Eco):
    site = sited(eco)
    end_site(site=site, on=TODAY, reason="finished", by=eco.office, at=AT)
    assert stands(site) == ["ended"]
    with pytest.raises(refused.SiteOver, match="已不再检查"):
        checked(eco, site)

    resume_site(site=site, by=eco.office, at=AT)
    assert checked(eco, site).result == "6/6"


def test_an_end_before_the_beginning_is_refused(eco: Eco):
    with pytest.raises(refused.EndBeforeStart, match="早于开工、投产日期2026-01-05"):
        end_site(site=sited(eco), on=date(2026, 1, 4), reason="stopped", by=eco.office, at=AT)


# who sees what


def test_unit_township_and_station_see_a_site_and_a_stranger_does_not(eco: Eco):
    site = sited(eco, unit=eco.water)
    rows = Site.objects.all()

    assert [
        list(visible(rows, one, "ecology.view")) == [site]
        for one in (eco.townsman, eco.scout, eco.leader, eco.office, eco.stranger)
    ] == [True, True, True, True, False]


def test_a_stranger_cannot_check_and_a_leader_may_only_look(eco: Eco):
    site = sited(eco)
    with pytest.raises(NotVisible):
        checked(eco, site, by=eco.stranger)
    with pytest.raises(NotAllowed, match="您没有“检查工地和企业”的权限"):
        checked(eco, site, by=eco.leader)

    assert not Check.objects.exists()


def test_the_photos_of_a_check_are_read_by_who_sees_it(eco: Eco):
    check = checked(eco, sited(eco), photos=[photo()])
    kept = Attachment.objects.get(owner="ecology.check", owner_key=check.pk)

    assert decide_reading(eco.scout, kept).allowed
    assert not decide_reading(eco.stranger, kept).allowed


# checks


def test_a_check_counts_what_concerns_the_site(eco: Eco):
    check = checked(eco, sited(eco), said=said(3, without=(5, 6)))

    assert (check.result, check.on, check.standard) == ("3/4", TODAY, "dust")
    assert [one.state for one in check.answers.all()] == ["yes", "yes", "no", "yes", "na", "na"]


def test_a_check_keeps_how_far_off_it_was_made(eco: Eco):
    site = sited(eco)
    far = checked(eco, site, spot=Spot(GATE[0], GATE[1] + 0.01, 8))
    nowhere = checked(eco, site, spot=Spot())

    assert (far.verdict, far.metres) == ("off_spot", 1113)
    assert (nowhere.verdict, nowhere.metres) == ("no_position", None)
    assert checked(eco, site).verdict == "on_spot"


def test_a_failed_item_needs_words(eco: Eco):
    bare = [Said(one.item, one.state) for one in said(2)]
    with pytest.raises(refused.FailedUnsaid, match="“物料堆放、裸土覆盖100%”未达标，请写明") as told:
        checked(eco, sited(eco), said=bare)

    assert told.value.field == "note_1"


def test_a_check_of_nothing_is_refused(eco: Eco):
    with pytest.raises(refused.NothingApplied):
        checked(eco, sited(eco), said=said(without=(1, 2, 3, 4, 5, 6)))


def test_items_that_changed_meanwhile_are_asked_again(eco: Eco):
    site, before = sited(eco), said()
    items = ["围挡100%", "冲洗100%"]
    set_value(name="ecology.sites.items.dust", value=items, from_on=TODAY, source="县方案", by=None, at=AT)
    with pytest.raises(refused.ItemsChanged):
        checked(eco, site, said=before)

    assert checked(eco, site, said=[Said(one, "yes") for one in items]).result == "2/2"


def test_a_firm_is_checked_by_its_own_list(eco: Eco):
    firm = sited(eco, "清泽板材厂", kind="firm")
    check = checked(eco, firm, said=said(standard=policy.FIRM))

    assert (firm.standard_label, check.result) == ("三个全覆盖", "3/3")


# a wrong check


def test_a_voided_check_stays_and_the_one_before_counts(eco: Eco):
    site = sited(eco)
    checked(eco, site, 1)
    wrong = checked(eco, site, at=AT + DAY)
    void_check(check=wrong, reason="填错了工地", by=eco.checker, at=AT + DAY)

    wrong.refresh_from_db()
    assert (wrong.void_reason, wrong.voided_by) == ("填错了工地", eco.checker)
    assert stands(site) == ["standing", "below"]


def test_another_inspector_does_not_void_a_check_but_the_keeper_does(eco: Eco):
    check = checked(eco, sited(eco))
    with pytest.raises(refused.NotYourCheck, match="由沈科员填写"):
        void_check(check=check, reason="我看不对", by=eco.townsman, at=AT)

    void_check(check=check, reason="重复填写", by=eco.office, at=AT)
    with pytest.raises(refused.VoidedAlready, match="由葛主任作废：重复填写"):
        void_check(check=check, reason="再作废一次", by=eco.checker, at=AT)


# failed items


def test_a_failed_item_is_reported_on_both_lines(eco: Eco):
    problem = reported(eco, checked(eco, sited(eco), 3), 3)

    matter = problem.matter
    owing = matter.assignments.filter(role__in=(Role.LEAD, Role.CO)).order_by("order")
    assert [one.unit for one in owing] == [eco.town, eco.bureau]
    assert (matter.title, matter.source, problem.spot) == (
        "泽口镇安置房二期：出入车辆冲洗100%未达标",
        "工地检查",
        "泽口镇安置房二期",
    )
    assert problem.site_answer.item == "出入车辆冲洗100%"


def test_a_failed_item_is_reported_once_and_a_met_one_never(eco: Eco):
    check = checked(eco, sited(eco), 3)
    number = reported(eco, check, 3).number
    with pytest.raises(refused.ReportedAlready, match=number):
        reported(eco, check, 3)
    with pytest.raises(refused.NotFailed, match="“工地周边围挡100%”不是未达标的项目"):
        reported(eco, check, 1)


def test_an_item_of_a_voided_check_is_not_reported(eco: Eco):
    check = checked(eco, sited(eco), 3)
    void_check(check=check, reason="填错了工地", by=eco.checker, at=AT)

    with pytest.raises(refused.VoidedAlready):
        reported(eco, check, 3)


def test_a_site_meets_again_when_its_problems_have_passed_their_check(eco: Eco):
    site = sited(eco)
    problem = reported(eco, checked(eco, site, 3), 3)
    eco.move(problem, "receive", eco.townsman)
    eco.move(problem, "rectified", eco.townsman, measure=MEASURE, files=[photo("改后.png")])
    assert stands(site) == ["standing", "below"]

    eco.move(problem, "confirm", eco.checker, text="到现场查看，已冲洗。", files=[photo("核查.png")])
    assert stands(site) == ["standing", "meeting"]


def test_one_failed_item_of_two_put_right_is_not_enough(eco: Eco):
    site = sited(eco)
    problem = reported(eco, checked(eco, site, 3, 4), 3)
    Problem.objects.filter(pk=problem.pk).update(rectified_at=AT, checked_at=AT)

    assert stands(site) == ["standing", "below"]


# how a site stands


def test_a_site_is_stale_after_the_days_of_its_standard(eco: Eco):
    site, firm = sited(eco), sited(eco, "清泽板材厂", kind="firm")
    checked(eco, site)
    checked(eco, firm, said=said(standard=policy.FIRM))

    assert ["stale" in stands(site, TODAY + timedelta(days=n)) for n in (15, 16)] == [False, True]
    assert ["stale" in stands(firm, TODAY + timedelta(days=n)) for n in (30, 31)] == [False, True]


def test_the_frequency_is_dated(eco: Eco):
    site = sited(eco, from_on=TODAY)
    set_value(
        name="ecology.sites.days.dust", value=7, from_on=TODAY + 7 * DAY, source="县方案", by=None, at=AT
    )

    assert stands(site, TODAY + 6 * DAY) == ["standing", "unchecked"]
    assert stands(site, TODAY + 8 * DAY) == ["standing", "unchecked", "stale"]


def test_a_site_that_has_not_begun_does_not_stand(eco: Eco):
    assert stands(sited(eco, from_on=date(2026, 4, 1))) == ["coming"]


def test_the_events_tell_what_was_done(eco: Eco):
    site = sited(eco)
    check = checked(eco, site, 3)
    reported(eco, check, 3)
    void_check(check=check, reason="填错了工地", by=eco.checker, at=shanghai(3, 9))

    kinds = Event.objects.filter(kind__startswith="ecology.").order_by("pk").values_list("kind", flat=True)
    assert [one for one in kinds if "site" in one or "check" in one] == [
        "ecology.site_set",
        "ecology.site_checked",
        "ecology.check_reported",
        "ecology.check_voided",
    ]
    assert decide(eco.checker, "ecology.check_site", check).allowed

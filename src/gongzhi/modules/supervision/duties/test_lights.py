"""Lights by day: from green over yellow to red, with reasons, kept for each period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty.models import DutyDone
from gongzhi.kernel.duty.sweeping import catch_up, run
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.events.outbox import drain
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.models import Tenure
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.supervision.conftest import AT, World, evidence
from gongzhi.modules.supervision.duties import lights as duty_lights
from gongzhi.modules.supervision.duties.declared import DUTIES
from gongzhi.modules.supervision.judging import judge_many, verdict
from gongzhi.modules.supervision.models import LightRecord, Task
from gongzhi.modules.supervision.rules import period_of
from gongzhi.modules.supervision.slips import task_page

LIGHTS = next(duty for duty in DUTIES if duty.name == "supervision.lights")
DAY = timedelta(days=1)


def morning(month: int, day: int) -> datetime:
    """08:05 of a day of 2026 in Shanghai."""
    return datetime(2026, month, day, 0, 5, tzinfo=UTC)


def light(task: Task) -> tuple[str, str]:
    task.refresh_from_db()
    task.matter.refresh_from_db()
    return task.matter.judged_light, task.light_reason


def reported_until(world: World, task: Task, month: int, percent: int) -> Task:
    return world.report(task, percent, at=datetime(2026, month, 3, 2, tzinfo=UTC))


def test_light_goes_from_grey_over_yellow_to_red_with_the_reason(world: World) -> None:
    task = world.started()
    seen = []
    for day in (morning(3, 10), morning(4, 20), morning(5, 20)):
        run(LIGHTS, day)
        seen.append(light(task))

    assert seen == [
        ("grey", "尚未启动，未到时间。"),
        ("yellow", "截至3月31日应达10%，实际0%，落后10个百分点。"),
        ("red", "连续2期未报进展。"),
    ]


def test_far_behind_is_red(world: World) -> None:
    task = world.started()
    for month in (4, 5, 6):
        reported_until(world, task, month, 5)
    run(LIGHTS, morning(6, 20))

    assert light(task) == ("red", "截至5月31日应达30%，实际5%，落后25个百分点，超过20个百分点。")


def test_between_two_reports_a_task_is_held_against_the_end_of_the_last_period(world: World) -> None:
    task = world.started()
    reported_until(world, task, 4, 10)
    run(LIGHTS, morning(4, 28))

    assert light(task) == ("green", "截至3月31日应达10%，实际10%，达到序时进度。")


def by_the_day(since: date, at: datetime) -> None:
    """From a day on figures are held against that day's own schedule."""
    name = "supervision.light.basis"
    set_value(name=name, value="today", from_on=since, source="督查办法", by=None, at=at)


def test_a_county_may_hold_figures_against_the_schedule_of_the_day(world: World) -> None:
    task = world.started()
    reported_until(world, task, 4, 10)
    by_the_day(date(2026, 4, 1), morning(3, 30))
    run(LIGHTS, morning(4, 28))

    assert light(task) == ("yellow", "按当天进度应达19%，实际10%，落后9个百分点。")


def test_the_basis_is_dated(world: World) -> None:
    """What was judged before the new basis came into force stays as it was; the records of gone periods too."""
    task = world.started()
    reported_until(world, task, 4, 10)
    by_the_day(date(2026, 5, 1), AT)
    run(LIGHTS, morning(5, 6))

    rows = LightRecord.objects.filter(task=task).order_by("period").values_list("period", "light", "expected")
    assert list(rows) == [("2026-03", "grey", 0), ("2026-04", "green", 10), ("2026-05", "yellow", 21)]


def test_a_changed_rule_judges_again_at_once(world: World, frozen: Callable[[datetime], None]) -> None:
    task = world.started()
    reported_until(world, task, 4, 10)
    frozen(morning(4, 28))
    by_the_day(date(2026, 4, 28), morning(4, 28))
    assert DBTaskResult.objects.filter(task_path__endswith="judge_again").count() == 1
    duty_lights.judge_again.call()

    assert light(task)[0] == "yellow"


def test_overdue_is_red_and_a_deadline_on_a_holiday_gives_way(world: World) -> None:
    task = world.started(deadline=date(2026, 3, 14))  # a Saturday
    world.report(task, 80, at=AT + DAY)
    run(LIGHTS, morning(3, 16))
    on_monday = light(task)
    run(LIGHTS, morning(3, 17))

    assert on_monday[0] != "red"
    assert light(task) == ("red", "已超过完成时限1个工作日，实际进度80%。")


def test_light_is_kept_for_each_period(world: World) -> None:
    task = world.started()
    catch_up_lights(AT, morning(5, 20))

    rows = LightRecord.objects.filter(task=task).order_by("period").values_list("period", "light", "actual")
    assert list(rows) == [("2026-03", "grey", 0), ("2026-04", "yellow", 0), ("2026-05", "red", 0)]


def test_a_new_task_has_its_light_at_once(world: World) -> None:
    quiet, near = world.issue(world.draft(), world.draft(deadline=date(2026, 3, 9)))
    told = Event.objects.filter(kind="flow.light_judged")

    assert light(quiet) == ("grey", "尚未启动，未到时间。")
    assert light(near) == ("yellow", "距时限5个工作日，实际进度0%，不足90%。")
    assert [(event.matter, event.facts["after"]) for event in told] == [(near.pk, "yellow")]


LIFE = (  # day of March and April 2026, who, move, what is filled in
    ((3, 3), "builder", "sign_for", {}),
    ((3, 4), "builder", "file_plan", {"measures": "倒排工期", "in_charge": "吴科长", "roadmap": "3月底 开工 60%"}),
    ((3, 5), "builder", "report", {"percent": 10, "narrative": "入场"}),
    ((4, 2), "builder", "correct_report", {"percent": 70, "narrative": "主体完成", "explanation": "漏计"}),
    ((4, 2), "ducha", "set_up", {"cycle": "quarterly"}),
    ((4, 3), "builder", "ask_extension", {"wanted": date(2026, 12, 30), "reason": "汛期停工"}),
    ((4, 3), "vice", "decide_extension", {"decision": "approved"}),
    ((4, 7), "ducha", "adjust", {"text": "改造8个", "deadline": date(2026, 4, 17), "reason": "常务会议"}),
    ((4, 8), "builder", "report", {"percent": 100, "narrative": "完成", "evidence": True}),
    ((4, 9), "builder", "claim_done", {"summary": "全部完成并验收"}),
    ((4, 10), "ducha", "send_back", {"method": "site", "reason": "两个小区未完"}),
    ((4, 10), "builder", "claim_done", {"summary": "全部完成并验收"}),
    ((4, 13), "ducha", "check_pass", {"method": "site"}),
    ((4, 14), "zhuren", "close", {}),
    ((4, 20), "zhuren", "reopen", {"reason": "反弹", "percent": 40}),
    ((4, 21), "zhuren", "terminate", {"reason": "项目取消"}),
)  # fmt: skip


def test_after_no_move_the_light_is_stale(world: World) -> None:
    task = world.task(co=(), deadline=date(2026, 6, 30))
    seen = []
    for day, who, code, values in LIFE:
        at = morning(*day)
        given = values | ({"evidence": [evidence()]} if "evidence" in values else {})
        task = world.move(task, code, by=getattr(world, who), at=at, **given)
        found, by = verdict(task, local_day(at))
        kept = LightRecord.objects.filter(task=task, period=period_of(local_day(at), task.cycle).code)
        stored = (task.matter.judged_light, task.light_reason, task.expected)
        assert stored == (found.light, found.reason, by.expected), code
        assert kept.values_list("light", "reason", "actual").get() == (
            found.light,
            found.reason,
            task.actual,
        ), code
        seen.append(found.light)

    assert " ".join(seen) == (
        "grey grey green green green green green yellow green green green green done done red done"
    )


def catch_up_lights(start: datetime, end: datetime) -> None:
    day = start
    while day <= end:
        run(LIGHTS, day)
        day += DAY


def test_periods_in_which_nothing_was_judged_are_recorded_as_they_ended(world: World) -> None:
    """The clock stood still from March to June: the months between are recorded by the reports of the time."""
    task = world.started()
    reported_until(world, task, 4, 8)
    LightRecord.objects.all().delete()
    run(LIGHTS, morning(6, 20))

    rows = (
        LightRecord.objects.filter(task=task).order_by("period").values_list("period", "expected", "actual")
    )
    assert list(rows) == [("2026-03", 0, 0), ("2026-04", 10, 8), ("2026-05", 19, 8), ("2026-06", 30, 8)]


def test_a_change_of_light_is_told_once_in_the_log(world: World) -> None:
    task = world.started()
    run(LIGHTS, morning(4, 20))
    run(LIGHTS, morning(4, 20))
    judge_many([task.pk], at=morning(4, 20))

    told = Event.objects.filter(matter=task.pk, kind="flow.light_judged")
    assert [event.sentence for event in told.order_by("seq")] == [
        "黄灯：截至3月31日应达10%，实际0%，落后10个百分点。"
    ]


def test_a_task_that_stands_still_is_not_judged_again(world: World) -> None:
    world.started()
    run(LIGHTS, morning(4, 20))

    assert list(duty_lights.lights_to_judge(morning(4, 20))) == []


def test_judging_costs_the_same_for_one_task_and_for_many(
    world: World, django_assert_max_num_queries: object
) -> None:
    plan = world.plan()
    world.issue(*[world.draft(f"任务{n}") for n in range(30)], plan=plan)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        found = list(duty_lights.lights_to_judge(morning(4, 20)))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        duty_lights.judge_batch(found[0][1], morning(4, 20))

    assert (len(found), len(found[0][1])) == (1, 30)
    assert LightRecord.objects.filter(period="2026-04", light="yellow").count() == 30


def test_a_judging_that_was_killed_half_way_is_done_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty_lights, "BATCH", 1)
    tasks = world.issue(*[world.draft(f"任务{n}") for n in range(3)])
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(LIGHTS, morning(4, 20), between=stop)
    assert [light(task)[0] for task in tasks] == ["yellow", "grey", "grey"]

    run(LIGHTS, morning(4, 20))
    assert [light(task)[0] for task in tasks] == ["yellow"] * 3
    assert DutyDone.objects.filter(duty=LIGHTS.name).count() == 3


def test_closed_tasks_are_left_alone(world: World) -> None:
    task = world.finished()
    run(LIGHTS, morning(6, 20))

    assert light(task)[0] == "done"


def test_yellow_is_told_to_the_unit_and_red_to_the_leader(world: World) -> None:
    task = world.started()
    run(LIGHTS, morning(4, 20))
    run(LIGHTS, morning(5, 20))
    drain(morning(5, 20))

    told = Message.objects.filter(matter_id=task.pk, kind="supervision.light").order_by("id")
    assert [(one.officer, one.title[:2], one.level) for one in told] == [
        (world.builder, "黄灯", "remind"),
        (world.vice, "红灯", "warn"),
    ]
    assert told[0].url == task_page(task.matter)


def test_red_is_told_to_the_leader_who_holds_the_post_by_then(world: World) -> None:
    task = world.started()
    Tenure.objects.filter(post=world.charge).update(to_on=date(2026, 4, 1))
    heir = world.officer("newvice", "孙县长", world.root, "leader")
    Tenure.objects.create(post=world.charge, officer=heir, from_on=date(2026, 4, 1))
    run(LIGHTS, morning(5, 20))
    drain(morning(5, 20))

    told = Message.objects.filter(matter_id=task.pk, title__startswith="红灯")
    assert [one.officer for one in told] == [heir]


def test_a_month_is_played_day_by_day(world: World) -> None:
    """The demo's clock jumps a month: what falls due on the way happens at its own moment."""
    task = world.started()
    catch_up(AT, morning(4, 8))

    changed = Event.objects.filter(matter=task.pk, kind="flow.light_judged").order_by("seq")
    assert [(local_day(event.at), event.facts["after"]) for event in changed] == [
        (date(2026, 4, 8), "yellow")
    ]

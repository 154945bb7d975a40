"""The ladder by rule: prompts, 催办单, 督办通知单, the account, a talk proposed; never twice, never forgotten."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.duty.models import DutyDone, DutyTrouble
from gongzhi.kernel.duty.rules import Duty
from gongzhi.kernel.duty.sweeping import catch_up, run
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.duties import bundles as duty_bundles
from gongzhi.modules.supervision.duties import holds as duty_holds
from gongzhi.modules.supervision.duties import ladder as duty_ladder
from gongzhi.modules.supervision.duties.declared import DUTIES
from gongzhi.modules.supervision.models import HoldItem, LightRecord, Slip, Task
from gongzhi.modules.supervision.slip_papers import write_paper

BY_NAME = {duty.name.removeprefix("supervision."): duty for duty in DUTIES}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def morning(month: int, day: int, hour: int = 9) -> datetime:
    """A morning of 2026 in Shanghai."""
    return datetime(2026, month, day, hour - 8, 0, tzinfo=UTC)


def do(name: str, at: datetime) -> int:
    """Run one duty; how many it did. A failure fails the test."""
    tally = run(BY_NAME[name], at)
    assert tally.failed == 0, list(DutyTrouble.objects.values_list("error", flat=True))
    return tally.done


def slips(task: Task) -> list[tuple[str, str]]:
    return list(task.slip_items.order_by("id").values_list("slip__kind", "reason"))


def stand(task: Task, light: str, reason: str = "落后。") -> Task:
    """Set the light as the office sets it for a task without figures: no move changes it by itself."""
    Task.objects.filter(pk=task.pk).update(
        light_reason=reason, is_quantified=False, verifier_light=light, verifier_reason=reason
    )
    type(task.matter).objects.filter(pk=task.pk).update(judged_light=light)
    return task


def ended(task: Task, *lights: str) -> None:
    """Records of the months before May 2026, the last one first."""
    for month, light in zip((4, 3, 2), lights, strict=False):
        LightRecord.objects.update_or_create(
            task=task,
            period=f"2026-{month:02}",
            defaults={"light": light, "reason": "", "expected": 0, "actual": 0, "judged_at": AT},
        )


# prompts


def told(title: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(title__startswith=title).order_by("id")
    return [(one.officer.username, one.body) for one in rows.select_related("officer")]


def titles(title: str) -> list[str]:
    return list(
        Message.objects.filter(title__startswith=title).order_by("id").values_list("title", flat=True)
    )


def test_term_is_prompted_ten_three_and_one_working_days_before(world: World) -> None:
    world.started(deadline=date(2026, 4, 30), co=())
    for n in range(60):
        do("terms", morning(3, 3) + n * DAY)

    assert titles("提醒") == [f"提醒：改造老旧小区12个，还剩{left}个工作日" for left in (10, 3, 1)]
    assert set(told("提醒")) == {("builder", "办理时限2026-04-30：改造老旧小区12个。")}


def test_terms_of_one_day_come_in_one_message_that_is_not_sent_again_as_they_shrink(world: World) -> None:
    tasks = [world.started(deadline=date(2026, 4, 30), co=()) for _ in range(5)]
    do("terms", morning(4, 27))
    world.report(tasks[0], 100, at=morning(4, 27))
    world.move(tasks[0], "claim_done", by=world.builder, at=morning(4, 27), summary="全部完成并验收")
    do("terms", morning(4, 28))

    assert titles("提醒") == ["提醒：5项任务，还剩3个工作日"]
    assert told("提醒")[0][1].endswith("改造老旧小区12个等5项。")


def test_prompt_whose_day_was_missed_comes_on_the_next(world: World) -> None:
    world.started(deadline=date(2026, 4, 30), co=())
    do("terms", morning(4, 28))  # two days left: the clock stood still on the day with three

    assert titles("提醒") == ["提醒：改造老旧小区12个，还剩2个工作日"]


def test_a_term_that_has_just_begun_is_not_prompted(world: World) -> None:
    world.task()  # to be signed for within one working day, as its notice says

    assert do("terms", AT + HOUR) == 0


def test_nobody_is_prompted_on_a_holiday(world: World) -> None:
    world.started(deadline=date(2026, 4, 30), co=())

    assert do("terms", morning(4, 26)) == 0  # a Sunday


def test_node_is_prompted_until_it_is_reached(world: World) -> None:
    task = world.started(nodes=[{"on": "2026-06-30", "percent": 60, "text": "完成主体"}])
    do("nodes", morning(6, 25))
    world.report(task, 60, at=morning(6, 26))
    do("nodes", morning(6, 29))

    assert told("节点") == [("builder", "节点2026-06-30（完成主体，应达60%），目前0%，还剩3个工作日。")]


def test_report_is_prompted_on_its_day_and_not_when_it_is_in(world: World) -> None:
    late, _reported = world.started(), world.report(world.started(), 20, at=morning(4, 2))
    do("report_day", morning(4, 7))  # 5 April is a holiday

    assert told("请报") == [("builder", "应于今天前报送，逾期将催办：改造老旧小区12个。")]
    assert Message.objects.get(title__startswith="请报").matter_id == late.pk


def test_office_is_prompted_when_its_own_check_is_late(world: World) -> None:
    task = world.report(world.started(), 100, at=AT + DAY)
    world.move(task, "claim_done", by=world.builder, at=AT + 2 * DAY, summary="全部完成并验收")
    do("office", morning(4, 1))

    assert told("核查已超时限") == [
        ("ducha", "核查时限2026-03-18已过，请尽快办理。"),
        ("zhuren", "核查时限2026-03-18已过，请尽快办理。"),
    ]


# 催办单


def test_late_report_is_pressed_after_two_working_days_once(world: World) -> None:
    task = world.started()
    for day in (8, 9, 10, 13):
        do("reminders", morning(4, day))

    assert slips(task) == [("reminder", "2026年3月进展应于2026-04-07前报送，已逾期2个工作日。")]
    assert task.slips.get().number == "清政催办〔2026〕1号"


def test_unit_that_does_not_sign_is_pressed_each_for_itself(world: World) -> None:
    task = world.task()
    world.move(task, "sign_for", by=world.builder)
    do("reminders", morning(3, 5))
    do("reminders", morning(3, 6))

    assert [(slip.unit, slip.reason) for slip in task.slips.all()] == [
        (world.water, "签收时限2026-03-03已过，已逾期2个工作日。")
    ]


def test_first_yellow_is_pressed_once_in_a_run(world: World) -> None:
    task = stand(world.report(world.started(), 5, at=morning(5, 6)), "yellow", "落后10个百分点。")
    ended(task, "green")
    for at in (morning(5, 11), morning(5, 12), morning(5, 25)):
        do("reminders", at)
    world.report(task, 5, at=morning(6, 3))
    LightRecord.objects.filter(task=task, period="2026-05").update(light="yellow")
    do("reminders", morning(6, 8))

    assert slips(task) == [("reminder", "落后10个百分点。")]


def test_yellow_waits_when_the_unit_was_pressed_a_moment_ago(world: World) -> None:
    task = stand(world.report(world.started(), 5, at=morning(5, 6)), "yellow")
    world.move(task, "remind", by=world.vice, at=morning(5, 11), text="抓紧")
    first = [do("reminders", morning(5, day)) for day in (11, 12, 13)]

    assert (first, do("reminders", morning(5, 14))) == ([0, 0, 0], 1)


def test_yellow_that_turned_green_meanwhile_is_not_pressed(world: World) -> None:
    task = stand(world.report(world.started(), 5, at=morning(5, 6)), "yellow")
    owed = list(duty_ladder.reminders_owed(morning(5, 11)))
    stand(task, "green")
    for _key, row in owed:
        duty_bundles.remind_unit(row, morning(5, 11))

    assert slips(task) == []
    stand(task, "yellow")
    assert do("reminders", morning(5, 12)) == 1  # and when it turns yellow again it is


def test_a_unit_gets_one_slip_a_day_about_all_that_is_late(world: World) -> None:
    late, yellow = (
        world.started(text="任务一"),
        world.report(world.started(text="任务二"), 5, at=morning(4, 2)),
    )
    unsigned = world.task("任务三", co=(), at=morning(4, 2))
    other = world.started(text="任务四", lead=world.water, co=())
    stand(yellow, "yellow", "落后10个百分点。")
    do("reminders", morning(4, 9))

    mine, theirs = Slip.objects.order_by("unit__code")
    assert (mine.title, mine.number) == ("任务一等3项任务", "清政催办〔2026〕1号")
    assert [(item.task, item.reason) for item in mine.items.all()] == [
        (late, "2026年3月进展应于2026-04-07前报送，已逾期2个工作日。"),
        (unsigned, "签收时限2026-04-03已过，已逾期3个工作日。"),
        (yellow, "落后10个百分点。"),
    ]
    assert ([item.task for item in theirs.items.all()], theirs.unit) == ([other], world.water)
    assert [who for who, _ in told("催办单")] == ["builder", "waterman"]
    assert [event.sentence for event in Event.objects.filter(matter=late.pk, kind="flow.noted")] == [
        "催办单：清政催办〔2026〕1号 2026年3月进展应于2026-04-07前报送，已逾期2个工作日。"
    ]


def test_sending_a_slip_costs_the_same_for_one_task_and_for_many(
    world: World, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for n in (1, 12):
        tasks = [stand(world.started(co=()), "red") for _ in range(n)]
        ((_, row),) = duty_ladder.notices_owed(morning(5, 11))
        (
            calendar(),
            value("supervision.term.notice_reply", local_day(morning(5, 11))),
        )  # asked anew once a second
        with django_assert_max_num_queries(30) as seen:
            duty_bundles.notice_unit(row, morning(5, 11))
        counts.append(len(seen))
        assert Slip.objects.latest("pk").items.count() == len(tasks)

    assert counts[0] == counts[1]


# 督办通知单


def test_red_brings_a_numbered_notice_with_its_paper(world: World) -> None:
    task = stand(world.started(), "red", "落后31个百分点，超过20个百分点。")
    do("notices", morning(5, 11))
    slip = task.slips.get()
    errand = DBTaskResult.objects.get(task_path__endswith="write_paper")
    write_paper.func(*errand.args_kwargs["args"])
    write_paper.func(slip.pk)
    slip.refresh_from_db()

    assert (slip.number, slip.due_on, slip.unit) == ("清政督办〔2026〕1号", date(2026, 5, 18), world.housing)
    assert slip.attachment.name == "督办通知单清政督办〔2026〕1号（县住建局）.docx"
    assert told("督办通知单") == [("builder", "落后31个百分点，超过20个百分点。")]


def test_red_waits_for_the_reply_before_the_next_notice(world: World) -> None:
    task = stand(world.started(), "red")
    days = [do("notices", morning(*day)) for day in ((5, 27), (5, 28), (6, 1), (6, 3), (6, 4))]

    assert days == [1, 0, 0, 0, 1]  # the reply is due on 3 June, a new period has begun
    assert task.slips.count() == 2


def test_two_yellow_months_bring_a_notice(world: World) -> None:
    task = stand(world.started(), "yellow", "落后10个百分点。")
    ended(task, "yellow", "yellow")
    do("notices", morning(5, 11))
    do("notices", morning(5, 12))

    assert slips(task) == [("notice", "连续2期黄灯。落后10个百分点。")]


def test_one_yellow_month_brings_none(world: World) -> None:
    task = stand(world.started(), "yellow")
    ended(task, "yellow", "green")

    assert do("notices", morning(5, 11)) == 0


def test_a_task_that_is_being_checked_is_not_pressed(world: World) -> None:
    task = world.report(world.started(), 100, at=AT + DAY)
    world.move(task, "claim_done", by=world.builder, at=AT + 2 * DAY, summary="全部完成并验收")
    stand(task, "red")

    assert (do("notices", morning(5, 11)), do("hold", morning(5, 11))) == (0, 0)


# 挂账


def test_overdue_goes_on_account_once(world: World) -> None:
    task = world.started(deadline=date(2026, 3, 14))  # a Saturday
    done = [do("hold", morning(3, day)) for day in (15, 16, 17, 18)]
    task.refresh_from_db()

    assert done == [0, 0, 1, 0]
    assert task.on_hold_account
    assert HoldItem.objects.get().problem == "超过完成时限2026-03-14，实际进度0%。"
    assert [who for who, _ in told("已挂账")] == ["builder", "vice"]


def test_red_at_the_end_of_a_month_goes_on_account(world: World) -> None:
    task = stand(world.started(), "red", "连续2期未报进展。")
    ended(task, "red")
    do("hold", morning(5, 6))

    assert HoldItem.objects.get(task=task).problem == "2026年4月末红灯。连续2期未报进展。"


def test_red_within_a_month_does_not_yet(world: World) -> None:
    task = stand(world.started(), "red")
    ended(task, "yellow")

    assert do("hold", morning(5, 6)) == 0


def test_two_failed_checks_go_on_account(world: World) -> None:
    task = world.report(world.started(), 100, at=AT + DAY)
    for n in (2, 4):
        world.move(task, "claim_done", by=world.builder, at=AT + n * DAY, summary="全部完成并验收")
        world.move(
            task, "send_back", by=world.ducha, at=AT + (n + 1) * DAY, method="site", reason="现场未完工"
        )

    assert HoldItem.objects.get(task=task).problem == "核查2次未通过：现场未完工"


def test_struck_off_by_people_it_is_not_put_back_for_the_same_reason(world: World) -> None:
    task = world.started(deadline=date(2026, 3, 13))
    do("hold", morning(3, 16))
    world.move(task, "self_check", by=world.builder, at=morning(3, 17), text="整改完成")
    world.move(
        task, "strike_off", by=world.ducha, at=morning(3, 18), industry_opinion="同意", site_check="已到场"
    )

    assert do("hold", morning(3, 19)) == 0


def test_held_unit_is_asked_for_its_word_each_week(world: World) -> None:
    task = world.started()
    world.move(task, "hold", by=world.ducha, at=morning(5, 6), problem="进展慢")
    done = [do("hold_word", morning(5, 6, 10) + n * DAY) for n in range(16)]
    world.move(task, "hold_update", by=world.builder, at=morning(5, 22), text="已进场")

    assert done.index(1) == 7
    assert sum(done) == 2
    assert do("hold_word", morning(5, 27)) == 0


# 约谈


def test_two_red_months_propose_a_talk_to_those_who_may_hold_it(world: World) -> None:
    task = stand(world.started(), "red", "落后40个百分点。")
    ended(task, "red", "red")
    do("talk", morning(5, 6))
    do("talk", morning(5, 7))

    assert told("建议约谈") == [("zhuren", "连续2期红灯。落后40个百分点。")]
    assert slips(task) == []


# never twice, never forgotten, present holders, constant cost


def test_a_sweep_run_twice_sends_nothing_twice(world: World) -> None:
    task = world.started(deadline=date(2026, 5, 20))
    catch_up(AT, morning(6, 10))
    sent = list(Slip.objects.order_by("id").values_list("key", flat=True))
    messages = Message.objects.count()
    DutyDone.objects.all().delete()  # even if the kernel forgot what was done
    catch_up(morning(6, 9), morning(6, 10))

    assert list(Slip.objects.order_by("id").values_list("key", flat=True)) == sent
    assert Message.objects.count() == messages
    assert {kind for kind, _ in slips(task)} == {"reminder", "notice"}


def test_what_failed_half_way_leaves_nothing_and_is_done_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = stand(world.started(), "red")

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr(duty_bundles, "record_all", broken)  # after the slip, its number and its message
        assert run(BY_NAME["notices"], morning(5, 11)).failed == 1
    assert (slips(task), told("督办通知单")) == ([], [])

    do("notices", morning(5, 11, 10))
    assert task.slips.get().number == "清政督办〔2026〕1号"


def test_reminders_go_to_those_who_work_there_now_and_to_the_heir_of_a_merged_unit(world: World) -> None:
    task = stand(world.started(), "red")
    world.builder.is_active = False
    world.builder.save()
    world.officer("newman", "新干事", world.housing, "unit_handler", world.housing)
    do("notices", morning(5, 11))
    merged = world.unit("U14", "清泽县城乡建设局", "县城建局")
    world.officer("heir", "承干事", merged, "unit_handler", merged)
    Unit.objects.filter(pk=world.housing.pk).update(listed_to=date(2026, 6, 1), successor=merged)
    do("notices", morning(6, 3))

    assert [who for who, _ in told("督办通知单")] == ["newman", "heir"]
    assert [slip.unit.label for slip in task.slips.order_by("id")] == ["县住建局", "县城建局"]


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - {"lights"}))
def test_finding_costs_the_same_for_one_task_and_for_many(
    world: World, name: str, django_assert_max_num_queries: object
) -> None:
    tasks = world.issue(*[world.draft(f"任务{n}", deadline=date(2026, 5, 8)) for n in range(25)])
    for n, task in enumerate(tasks):
        stand(task, "red" if n % 2 else "yellow")
        ended(task, "red" if n % 2 else "yellow", "red" if n % 2 else "yellow")
    type(tasks[0].matter).objects.update(state="in_progress")
    duty: Duty = BY_NAME[name]
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        list(duty.find(morning(5, 11)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_slip() -> None:
    world = World()
    tasks = [stand(world.started(), "red") for _ in range(4)]
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        run(BY_NAME["notices"], morning(5, 11))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run(BY_NAME["notices"], morning(5, 11))

    assert [task.slips.count() for task in tasks] == [1] * 4
    assert list(Slip.objects.values_list("number", flat=True)) == ["清政督办〔2026〕1号"]


def test_holding_says_why(world: World) -> None:
    task = stand(world.started(deadline=date(2026, 3, 13)), "red", "已超过完成时限1个工作日。")

    assert list(duty_holds.to_hold(morning(3, 16))) == [
        (f"{task.pk}:overdue:2026-03-13", (task.pk, "超过完成时限2026-03-13，实际进度0%。"))
    ]

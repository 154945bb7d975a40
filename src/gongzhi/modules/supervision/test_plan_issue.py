from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from docx import Document

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.flow.models import Assignment, Clock, Matter
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.supervision import plan_edits, plan_refused
from gongzhi.modules.supervision.models import Item, Plan, PlanState, Slip, Task
from gongzhi.modules.supervision.plan_imports import import_plan, remove_plan
from gongzhi.modules.supervision.plan_issue import issue, preview
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in


def ready_plan(world) -> Plan:
    """The sample with its one unknown lead settled."""
    settle_in(world)
    plan = import_plan(text=TEXT, by=world.ducha, at=world.at)
    link = {"unit": world.县城管局.pk}
    plan_edits.settle(plan=plan, name="县城管综合执法局", link=link, by=world.ducha, at=world.at)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture(autouse=True)
def immediately():
    with at_once():
        yield


@pytest.fixture
def plan(world) -> Plan:
    return ready_plan(world)


def issued(world, plan, **more) -> Plan:
    given = {"version": plan.version, "default_deadline": date(2026, 12, 20)}
    return issue(plan=plan, by=world.zhuren, at=world.at, **(given | more))


def test_every_item_becomes_a_task_with_targets_and_its_deadline(world, plan):
    plan = issued(world, plan, cycle="quarterly")
    first, third = Task.objects.get(plan=plan, no="1"), Task.objects.get(plan=plan, no="3")

    assert (plan.state, plan.issued_by, Task.objects.filter(plan=plan).count()) == (
        PlanState.ISSUED,
        world.zhuren,
        10,
    )
    assert (first.deadline, third.deadline) == (date(2026, 12, 31), date(2026, 12, 20))
    assert (first.cycle, first.is_quantified, third.is_quantified) == ("quarterly", True, False)
    assert [str(target) for target in first.targets.all()] == ["改造老旧小区12个", "惠及居民2600户左右"]
    assert Item.objects.get(plan=plan, no="1").matter_id == first.pk


def test_a_deadline_on_a_weekend_is_due_on_the_next_working_day(world, plan):
    issued(world, plan)  # 20 December 2026 is a Sunday
    matter = Task.objects.get(no="3").matter

    assert local_day(matter.due_at) == date(2026, 12, 21)


def test_parties_are_leads_in_order_then_co_units_with_groups_expanded_then_leaders(world, plan):
    issued(world, plan)
    rows = Assignment.objects.filter(matter=Task.objects.get(no="1").matter).order_by("order")

    assert [(row.role, row.party, row.printed) for row in rows] == [
        ("lead", "县住建局", "县住建局"),
        ("co", "县财政局", "县财政局"),
        ("co", "泽口镇", "各乡镇（街道）"),
        ("co", "白石桥镇", "各乡镇（街道）"),
        ("leader", "副县长（城建）", "副县长（城建）"),
    ]
    assert Task.objects.get(no="4").matter.lead_unit.label == "县教育局"


def test_a_word_that_leaves_open_who_is_meant_reaches_all_only_on_purpose(world, plan):
    issued(world, plan)
    assert Assignment.objects.filter(matter__title__startswith="PM2.5").count() == 4

    assert preview(plan, local_day(world.at)).open_words == [("县直有关单位", 1)]


def test_open_words_are_expanded_when_asked(world, plan):
    issued(world, plan, expand_open=True)
    members = world.all_units.members.count()

    assert Assignment.objects.filter(matter__title__startswith="PM2.5").count() == members + 2


def test_sign_and_objection_clocks_run_for_every_lead_and_co_unit(world, plan):
    issued(world, plan)
    owing = Assignment.objects.filter(role__in=("lead", "co")).count()

    assert Counter(Clock.objects.values_list("name", flat=True)) == {"sign": owing, "objection": owing}
    assert {local_day(row.due_at) for row in Assignment.objects.filter(role="lead")} == {date(2026, 3, 3)}


def test_each_unit_gets_one_numbered_notice_as_a_word_file(world, plan):
    issued(world, plan, signer="沈主任")
    slips = list(Slip.objects.filter(plan=plan).order_by("id"))

    assert [slip.number for slip in slips] == [f"清政督办〔2026〕{n}号" for n in range(1, len(slips) + 1)]
    assert len({slip.unit_id for slip in slips}) == len(slips) == 11
    assert all(slip.attachment.kind.name == "docx" for slip in slips)
    with open_content(Slip.objects.get(unit=world.housing).attachment) as file:
        words = "\n".join(
            cell.text
            for table in Document(BytesIO(file.read())).tables
            for row in table.rows
            for cell in row.cells
        )
    assert "改造老旧小区12个" in words and "沈主任" in words


def test_units_are_told_once(world, plan):
    issued(world, plan)

    told = Message.objects.filter(officer=world.builder)
    assert [message.title for message in told] == [f"新任务待签收：《{plan.title[:60]}》"]


def test_the_log_tells_of_the_plan_and_of_each_task(world, plan):
    issued(world, plan)

    assert Event.objects.filter(kind="flow.opened").count() == 10
    assert Event.objects.filter(kind="supervision.plan_issued").count() == 1


def test_an_unknown_lead_stops_the_whole_plan(world):
    settle_in(world)
    plan = import_plan(text=TEXT, by=world.ducha, at=world.at)
    with pytest.raises(plan_refused.LeadsMissing, match="还有1项任务没有确定牵头单位（3）"):
        issued(world, plan)

    assert not Matter.objects.exists()


def test_a_plan_that_was_changed_meanwhile_is_not_issued(world, plan):
    plan_edits.accept_clear(plan=plan, by=world.second_officer, at=world.at)
    with pytest.raises(plan_refused.PlanChanged, match="蒋专员又改过任务（无疑问的全部通过）"):
        issued(world, plan)


def test_a_removed_plan_is_not_issued(world, plan):
    remove_plan(plan=plan, by=world.ducha, at=world.at)
    with pytest.raises(plan_refused.NotReadYet):
        issued(world, plan)


def test_an_issued_plan_takes_no_more_edits_and_no_second_issue(world, plan):
    issued(world, plan)
    with pytest.raises(plan_refused.AlreadyIssued, match="已由沈主任于2026-03-02 09:00交办"):
        issued(world, plan)
    with pytest.raises(plan_refused.NotInReview):
        plan_edits.accept_clear(plan=plan, by=world.ducha, at=world.at)
    with pytest.raises(plan_refused.CannotRemove):
        remove_plan(plan=plan, by=world.ducha, at=world.at)


def test_preview_counts_what_each_unit_gets(world, plan):
    shown = preview(plan, local_day(world.at))
    housing = next(one for one in shown.recipients if one.unit == world.housing)

    assert (shown.tasks, housing.lead, housing.co) == (10, 2, 1)
    assert (shown.blocked, shown.unknown) == ([], [("县工会联合会", 1)])


def grown(plan: Plan, count: int) -> Plan:
    """The plan with copies of its first item, up to `count` items."""
    first, copies = plan.items.first(), []
    for n in range(count - plan.items.count()):
        row = Item(plan=plan, order=100_000 + n, no=f"附/{n}")
        for name in plan_edits.FIELDS:
            if name not in ("order", "no"):
                setattr(row, name, getattr(first, name))
        copies.append(row)
    Item.objects.bulk_create(copies)
    return plan


def test_issuing_147_tasks_takes_no_more_statements_than_ten(world, plan, django_assert_max_num_queries):
    again = import_plan(text=TEXT, anyway=True, by=world.ducha, at=world.at)
    link = {"unit": world.县城管局.pk}
    plan_edits.settle(plan=again, name="县城管综合执法局", link=link, by=world.ducha, at=world.at)
    again.refresh_from_db()
    with at_once(run=False):
        issued(world, again)  # the first of a day also begins its series of numbers
        with django_assert_max_num_queries(44):  # savepoints counted
            issued(world, grown(plan, 147))

    assert Task.objects.filter(plan=plan).count() == 147


def test_of_two_officers_at_once_exactly_one_issues(committed, request):
    world = request.getfixturevalue("world")
    plan = ready_plan(world)
    gate, outcomes = threading.Barrier(2), []

    def press(officer):
        try:
            gate.wait()
            issue(
                plan=plan, version=plan.version, by=officer, at=world.at, default_deadline=date(2026, 12, 20)
            )
            outcomes.append("issued")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(one,)) for one in (world.ducha, world.second_officer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["issued", "supervision.already_issued"]
    assert Task.objects.filter(plan=plan).count() == 10

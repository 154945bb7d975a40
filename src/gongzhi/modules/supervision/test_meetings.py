"""Dispatch meetings: agenda from what lags, minutes numbered once, decisions that become tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from gongzhi.kernel.documents.writing.templates import minutes
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.models import LeadingGroup, LeadingGroupMember, Tenure
from gongzhi.modules.supervision import meetings
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.duties.test_ladder import stand
from gongzhi.modules.supervision.meeting_papers import minutes_of, write_minutes
from gongzhi.modules.supervision.models import Meeting

HELD = AT + timedelta(days=1)


@pytest.fixture
def group(world: World) -> LeadingGroup:
    """The vice head leads it, the housing bureau is a member, the town is in the vice head's charge."""
    made = LeadingGroup.objects.create(name="重点工作领导小组", office=world.office)
    world.charge.charge.add(world.town)
    LeadingGroupMember.objects.create(group=made, role="head", post=world.charge, order=1)
    LeadingGroupMember.objects.create(group=made, role="member", unit=world.housing, order=2)
    return made


def call(world: World, group: LeadingGroup) -> Meeting:
    return meetings.call(
        group=group, period="2026-Q1", held_at=HELD, room="三楼会议室", by=world.ducha, at=AT
    )


def subjects(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.order_by("order", "id").values_list("subject", flat=True))


def test_agenda_is_drawn_from_red_and_yellow_tasks_of_the_group(world: World, group: LeadingGroup) -> None:
    stand(world.started(text="黄灯任务"), "yellow")
    stand(world.started(text="红灯任务", lead=world.town, co=()), "red", "落后40个百分点。")
    stand(world.started(text="绿灯任务"), "green")
    stand(world.started(text="别家任务", lead=world.water, co=()), "red")
    meeting = call(world, group)

    assert subjects(meeting) == ["泽口镇：红灯任务", "县住建局：黄灯任务"]
    assert meeting.agenda.order_by("order").first().reason == "落后40个百分点。"
    assert meeting.title == "重点工作领导小组2026年第一季度调度会议"


def test_tasks_of_the_groups_own_plan_are_drawn_whoever_leads_them(world: World, group: LeadingGroup) -> None:
    plan = world.plan(leading_group=group)
    stand(world.started(text="清单任务", lead=world.water, co=(), plan=plan), "red")

    assert subjects(call(world, group)) == ["县水利局：清单任务"]


def test_seats_show_the_present_holder(world: World, group: LeadingGroup) -> None:
    Tenure.objects.filter(post=world.charge).update(to_on=date(2026, 3, 2))
    heir = world.officer("newvice", "孙县长", world.root, "leader")
    Tenure.objects.create(post=world.charge, officer=heir, from_on=date(2026, 3, 2))

    assert [(seat.post, seat.name) for seat in meetings.seats(group, date(2026, 3, 3))] == [
        ("副县长（城建）", "孙县长"),
        ("县住建局", ""),
    ]
    assert call(world, group).chair == "副县长（城建） 孙县长"


def test_agenda_is_edited_and_nothing_typed_is_lost_by_it(
    world: World, group: LeadingGroup, frozen: Callable[[datetime], None]
) -> None:
    stand(world.started(text="甲"), "red")
    stand(world.started(text="乙"), "red")
    other = world.started(text="丙", lead=world.water, co=())
    meeting = call(world, group)
    first = meeting.agenda.order_by("order").first()
    frozen(HELD)
    client = Client()
    client.force_login(world.ducha)
    url = f"/supervision/meetings/{meeting.pk}/"
    typed = {
        f"discussion-{first.pk}": "听取汇报",
        f"decision-{first.pk}": "月底前完成",
        "present": "全体成员",
    }
    for more in (
        {"do": f"down:{first.pk}"},
        {"do": "add", "number": other.matter.number},
        {"do": "add", "subject": "其他"},
    ):
        assert client.post(url, typed | more).status_code == 302
    last = meeting.agenda.latest("id")
    client.post(url, typed | {"do": f"drop:{last.pk}"})
    meeting.refresh_from_db()
    first.refresh_from_db()

    assert subjects(meeting) == ["县住建局：乙", "县住建局：甲", "县水利局：丙"]
    assert (first.discussion, first.decision, meeting.present) == ("听取汇报", "月底前完成", "全体成员")


def test_unknown_task_number_is_refused(world: World, group: LeadingGroup) -> None:
    with pytest.raises(meetings.TaskUnknown, match="没有编号为“DC0”的任务"):
        meetings.add(call(world, group), number="DC0")


def decided(world: World, group: LeadingGroup) -> Meeting:
    stand(world.started(text="甲"), "red")
    meeting = call(world, group)
    item = meeting.agenda.get()
    return meetings.write(
        meeting, texts={}, items={item.pk: ("听取汇报", "县住建局月底前完成。\n县财政局落实资金。")}
    )


def test_minutes_are_numbered_once_and_noted_with_the_task(world: World, group: LeadingGroup) -> None:
    meeting = meetings.finish(decided(world, group), by=world.ducha, at=HELD)
    with pytest.raises(meetings.MeetingClosed, match="清政专纪〔2026〕1号"):
        meetings.finish(meeting, by=world.ducha, at=HELD)
    task = meeting.agenda.get().task
    told = Event.objects.filter(matter=task.pk, kind="flow.noted").get().sentence

    assert told.startswith("调度会议定：清政专纪〔2026〕1号 县住建局月底前完成。")


def test_minutes_need_a_decision(world: World, group: LeadingGroup) -> None:
    with pytest.raises(meetings.NothingDecided):
        meetings.finish(call(world, group), by=world.ducha, at=HELD)


def test_minutes_are_a_paper_made_once(world: World, group: LeadingGroup) -> None:
    meeting = meetings.finish(decided(world, group), by=world.ducha, at=HELD)
    write_minutes.func(meeting.pk)
    meeting.refresh_from_db()
    first = meeting.attachment_id
    write_minutes.func(meeting.pk)
    meeting.refresh_from_db()
    paper = minutes(minutes_of(meeting))

    assert (paper.head, paper.issue, meeting.attachment_id) == ("会议纪要", "第1期", first)
    assert [getattr(block, "text", "") for block in paper.body][1:5] == [
        "县住建局：甲", "听取汇报。", "（一）县住建局月底前完成。", "（二）县财政局落实资金。",
    ]  # fmt: skip


def test_decision_becomes_a_task_to_be_reported_within_five_working_days(
    world: World, group: LeadingGroup
) -> None:
    meeting = meetings.finish(decided(world, group), by=world.ducha, at=HELD)
    item = meeting.agenda.get()
    given = {
        "text": "县住建局月底前完成",
        "lead": world.housing,
        "co": [world.water],
        "deadline": date(2026, 3, 31),
    }
    task = meetings.to_task(item, **given, by=world.ducha, at=HELD)
    node = task.nodes.get()

    assert (task.matter.source, task.basis) == ("meeting_resolution", f"{meeting.title}清政专纪〔2026〕1号")
    assert (node.on, node.text) == (date(2026, 3, 10), "会后5个工作日内报送落实情况")
    with pytest.raises(meetings.AlreadyTask, match=task.number):
        meetings.to_task(item, **given, by=world.ducha, at=HELD)


def test_units_do_not_open_meetings(world: World, group: LeadingGroup) -> None:
    meeting = call(world, group)
    client = Client()
    client.force_login(world.builder)
    pages = [
        f"/supervision/meetings/{meeting.pk}/",
        "/supervision/meetings/",
        f"/supervision/groups/{group.pk}/",
    ]

    assert [client.get(url).status_code for url in pages] == [403, 403, 403]


def test_leaders_read_and_do_not_write(world: World, group: LeadingGroup) -> None:
    meeting = decided(world, group)
    client = Client()
    client.force_login(world.vice)
    url = f"/supervision/meetings/{meeting.pk}/"

    assert (client.get(url).status_code, client.post(url, {"do": "finish"}).status_code) == (200, 403)
    assert client.get(f"{url}minutes/").status_code == 200
    assert client.get(f"/supervision/groups/{group.pk}/").status_code == 200


def test_list_costs_the_same_for_one_meeting_and_for_many(
    world: World, group: LeadingGroup, frozen: Callable[[datetime], None], django_assert_max_num_queries: Any
) -> None:
    frozen(HELD)
    client, counts = Client(), []
    client.force_login(world.ducha)
    for _ in range(3):
        stand(world.started(), "red")
        call(world, group)
        client.get("/supervision/meetings/")
        tries = []
        for _ in range(3):  # once a second the calendar and the parameters ask whether they changed
            with django_assert_max_num_queries(17) as seen:
                assert client.get("/supervision/meetings/").status_code == 200
            tries.append(len(seen))
        counts.append(min(tries))

    assert len(set(counts)) == 1

"""From forty like complaints to one topic, a supervised task, and forty people told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.duty.sweeping import run
from gongzhi.kernel.events.outbox import drain
from gongzhi.kernel.flow.actions import run as move
from gongzhi.kernel.flow.models import Matter, MatterLink
from gongzhi.kernel.flow.queries import row_of
from gongzhi.kernel.flow.spawning import NotOffered, _offers
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.conftest import AT, World, photo
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics import actions, finding, hotness, queries
from gongzhi.modules.appeals.topics.duties import DUTIES
from gongzhi.modules.appeals.topics.models import Notice, Proposal, Topic
from gongzhi.modules.appeals.topics.refused import (
    NothingToJoin,
    ProposalDecided,
    TaskedAlready,
    TopicOver,
    TopicTaskOpen,
)

BATCHES, REPEATS, HOT = DUTIES
DAY = timedelta(days=1)


def client(officer: Officer) -> Client:
    found = Client()
    found.force_login(officer)
    return found


def crowd(world: World, count: int, *, first: int = 0, at: Any = AT, **more: Any) -> list[Appeal]:
    """So many people who have no water in one community, a minute apart."""
    given = {"text": "我们小区又停水了，什么时候来水？", "longitude": 117.2, "latitude": 32.9} | more
    return [
        world.appeal(f"{given['text']}第{n}户。", at=at + timedelta(minutes=n), phone=f"1370000{n:04}",
                     **{key: one for key, one in given.items() if key != "text"})
        for n in range(first, first + count)
    ]  # fmt: skip


def topic(world: World, appeals: list[Appeal], **more: Any) -> Topic:
    given: dict[str, Any] = {
        "name": "文昌社区供水中断", "category": world.categories["E13"], "place": world.community,
        "from_on": date(2026, 3, 2), "to_on": date(2026, 3, 2),
    }  # fmt: skip
    return actions.make(**(given | more), appeals=[one.pk for one in appeals], by=world.head, at=AT + DAY / 2)


def supervisor(world: World, held: str = "office_head") -> Officer:
    return world.officer(f"du{held[:3]}", "韩专员", world.root, held)


def states(appeals: list[Appeal]) -> list[str]:
    return list(
        Matter.objects.filter(pk__in=[one.pk for one in appeals])
        .order_by("pk")
        .values_list("state", flat=True)
    )


# finding


def test_five_different_people_are_a_batch_and_four_are_not(world: World) -> None:
    crowd(world, 4)
    run(BATCHES, AT + DAY)
    assert not Proposal.objects.exists()

    crowd(world, 1, first=4)
    run(BATCHES, AT + DAY)
    found = Proposal.objects.get()
    assert (found.people, found.place_code, len(found.appeals)) == (5, "349921001001", 5)
    assert found.why == "7天内5人反映同一地点同一事项"


def test_one_person_five_times_is_no_batch(world: World) -> None:
    for n in range(6):
        world.appeal(f"又停水了，第{n}次打电话。", at=AT + timedelta(minutes=n))

    run(BATCHES, AT + DAY)
    assert not Proposal.objects.exists()


def test_batch_that_grows_stays_one_proposal_and_leaders_hear_of_twenty(world: World) -> None:
    leader = world.officer("p01", "县长", world.root, "leader")
    crowd(world, 6)
    run(BATCHES, AT + DAY)
    assert not Message.objects.filter(officer=leader).exists()

    crowd(world, 16, first=6)
    run(BATCHES, AT + DAY)
    run(BATCHES, AT + DAY)

    found = Proposal.objects.get()
    assert (found.people, found.urgent) == (22, True)
    assert Message.objects.filter(officer=leader, kind="appeals.topic").count() == 1


def test_passed_over_batch_comes_back_when_it_doubles(world: World) -> None:
    crowd(world, 5)
    run(BATCHES, AT + DAY)
    actions.pass_over(proposal=Proposal.objects.get(), reason="各有各的原因", by=world.head, at=AT + DAY)

    crowd(world, 3, first=5)
    run(BATCHES, AT + DAY)
    assert Proposal.objects.get().state == "passed"
    crowd(world, 2, first=8)
    run(BATCHES, AT + DAY)
    assert Proposal.objects.get().state == "open"


def test_third_time_in_ninety_days_is_a_hard_case(world: World) -> None:
    first = world.appeal()
    second = world.appeal("又停水了，请尽快修。", at=AT + DAY)
    run(REPEATS, AT + DAY * 1.1)
    third = world.appeal("第三次说停水了。", at=AT + 2 * DAY)
    run(REPEATS, AT + DAY * 2.1)

    links = list(MatterLink.objects.order_by("id").values_list("matter", "other", "kind"))
    assert links == [(second.pk, first.pk, "related"), (third.pk, second.pk, "related")]
    hard = dict(Appeal.objects.values_list("pk", "hard"))
    assert (hard[first.pk], hard[second.pk], hard[third.pk]) == (False, False, True)
    assert Message.objects.filter(officer=world.head, kind="appeals.hard").count() == 1


def test_category_that_doubles_is_hot_and_is_proposed_once_a_week(world: World) -> None:
    for week in range(1, 5):
        crowd(world, 2, first=week * 10, at=AT - week * 7 * DAY)
    crowd(world, 12, first=100, at=AT)
    at = AT + DAY

    rows = {one.label: one for one in hotness.by_category(Appeal.objects.all(), at)}
    assert rows["设施/供水中断"].heat.words == "一周12件，前四周共8件"
    assert rows["设施/供水中断"].is_hot
    assert {one.label: one.heat.week for one in hotness.by_town(Appeal.objects.all(), at)} == {"城关街道": 12}
    assert hotness.by_word(Appeal.objects.all(), at)[0].label == "停水"

    run(HOT, at)
    run(HOT, at + DAY)
    assert list(Proposal.objects.filter(sort="hot").values_list("people", flat=True)) == [12]


def test_common_place_is_the_lowest_that_holds_all() -> None:
    import doctest

    assert doctest.testmod(finding).failed == 0


# topics


def test_forty_become_one_topic_with_one_master(world: World) -> None:
    appeals = crowd(world, 40)
    run(BATCHES, AT + DAY)

    made = actions.make(
        name="文昌社区停水", category=world.categories["E13"], place=world.community, from_on=date(2026, 3, 2),
        to_on=date(2026, 3, 2), appeals=Proposal.objects.get().appeals, proposal=Proposal.objects.get(),
        by=world.head, at=AT + DAY,
    )  # fmt: skip

    assert made.master_id == appeals[0].pk
    assert states(appeals) == ["registered", *["merged"] * 39]
    assert MatterLink.objects.filter(other=appeals[0].pk, kind="duplicate").count() == 39
    assert Proposal.objects.get().topic == made
    with pytest.raises(ProposalDecided, match="郑负责"):
        actions.pass_over(proposal=Proposal.objects.get(), reason="不要了", by=world.second, at=AT + DAY)


def test_answered_and_suspended_ones_go_along_or_merge(world: World) -> None:
    answered = world.closed(phone="13700009999")
    made = topic(world, [answered, *crowd(world, 2)])

    assert list(made.members.values_list("part", flat=True)) == ["along", "master", "merged"]
    with pytest.raises(NothingToJoin):
        actions.join(topic=made, appeals=[answered.pk], by=world.head, at=AT + DAY)


def test_topic_becomes_a_task_and_its_people_are_told(world: World, frozen: Any) -> None:
    """The third main job: 40 complaints, one topic, one task, 40 people."""
    appeals, officer = crowd(world, 40), supervisor(world)
    made = topic(world, appeals)

    task = actions.make_task(
        topic=made,
        title="彻底解决文昌社区供水问题",
        lead=world.water,
        deadline=date(2026, 3, 20),
        by=officer,
        at=AT + DAY,
    )
    assert (task.kind, task.lead_unit, task.source) == ("task", world.water, "hotline_focus")
    assert MatterLink.objects.filter(matter=task, other=appeals[0].pk, kind="cause").exists()

    finish(world, task, officer)
    assert not Notice.objects.exists()
    drain(AT + 3 * DAY)

    made = Topic.objects.get()
    assert (made.state, made.outcome) == ("told", "三台水泵全部更换，二次供水改造完成。")
    assert Notice.objects.filter(state="pending").count() == 40
    merged = Appeal.objects.get(pk=appeals[39].pk)
    assert dict(merged.replies.get().parts)["办理结果"] == "三台水泵全部更换，二次供水改造完成。"
    assert merged.replies.get().reviews.get().passed
    assert Message.objects.filter(officer=world.caller, kind="appeals.topic").count() == 1
    drain(AT + 3 * DAY)
    assert Notice.objects.count() == 40


def finish(world: World, task: Matter, officer: Officer) -> None:
    """Take a task through its states to the end, as its units and the office do."""
    at = AT + 2 * DAY
    move(task, "sign_for", by=world.waterman, at=at)
    Matter.objects.filter(pk=task.pk).update(state="in_progress")
    row = row_of(Matter.objects.get(pk=task.pk))  # another module's: known by its kind alone
    row.actual = 100
    row.save(update_fields=["actual"])
    move(
        Matter.objects.get(pk=task.pk), "claim_done", by=world.waterman, at=at,
        summary="三台水泵全部更换，二次供水改造完成。", evidence=[photo()],
    )  # fmt: skip
    move(Matter.objects.get(pk=task.pk), "check_pass", by=officer, at=at, method="site")
    move(Matter.objects.get(pk=task.pk), "close", by=officer, at=at)


def test_task_that_was_given_up_gives_the_topic_back(world: World) -> None:
    officer = supervisor(world)
    made = topic(world, crowd(world, 3))
    task = actions.make_task(topic=made, title="解决停水", lead=world.water, by=officer, at=AT + DAY)

    move(task, "terminate", by=officer, at=AT + DAY, reason="政策调整不再实施")
    drain(AT + 2 * DAY)

    made = Topic.objects.get()
    assert (made.state, made.task, Notice.objects.count()) == ("open", None, 0)
    assert Message.objects.filter(officer=world.head, title__startswith="督查任务已终止").count() == 1


def test_without_the_other_module_the_topic_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made, officer = topic(world, crowd(world, 3)), supervisor(world)
    monkeypatch.delitem(_offers, "task")

    with pytest.raises(NotOffered, match="督查任务"):
        actions.make_task(topic=made, title="解决停水", lead=world.water, by=officer, at=AT + DAY)
    assert "转督查任务" not in client(officer).get(f"/appeals/topics/{made.pk}/").content.decode()


def test_hotline_asks_and_supervision_decides(world: World) -> None:
    officer, made = supervisor(world, "supervision_officer"), topic(world, crowd(world, 3))
    actions.ask_task(topic=made, reason="一周内反映集中", by=world.head, at=AT + DAY)
    assert Message.objects.filter(officer=officer, kind="appeals.topic").count() == 1

    page = f"/appeals/topics/{made.pk}/task/"
    assert client(officer).get(page).status_code == 200
    given = {"title": "解决停水问题", "lead": world.water.pk, "deadline": "2026-03-20", "_once": "t1"}
    assert client(officer).post(page, given).status_code in (302, 303)
    with pytest.raises(TaskedAlready):
        actions.make_task(topic=made, title="解决停水", lead=world.water, by=officer, at=AT + DAY)
    with pytest.raises(TopicTaskOpen):
        actions.end(topic=made, outcome="好了", by=world.head, at=AT + DAY)
    assert client(world.head).post(page, given | {"_once": "t2"}).status_code in (403, 409, 422)


def test_topic_is_ended_by_hand_and_the_desk_ticks_off(world: World) -> None:
    made = topic(world, [*crowd(world, 3), world.appeal("没有留电话的人说停水。", anonymous=True, phone="")])
    actions.end(topic=made, outcome="已恢复供水，并向小区张贴公告。", by=world.head, at=AT + DAY)

    waiting = list(Notice.objects.values_list("pk", flat=True))
    assert len(waiting) == 3
    assert actions.tick(notices=waiting[:2], by=world.caller, at=AT + DAY) == 2
    assert actions.tick(notices=waiting, state="failed", note="停机", by=world.caller, at=AT + DAY) == 1
    assert list(Notice.objects.values_list("state", flat=True)) == ["done", "done", "failed"]
    with pytest.raises(TopicOver):
        actions.join(topic=made, appeals=[1], by=world.head, at=AT + DAY)


def test_effect_counts_before_and_after_and_opens(world: World) -> None:
    made = topic(world, crowd(world, 6, at=AT - 10 * DAY))
    actions.end(topic=made, outcome="水泵已更换。", by=world.head, at=AT)
    crowd(world, 2, first=50, at=AT + 5 * DAY)

    month, quarter = queries.effects(Topic.objects.get(), world.head, AT + 40 * DAY)
    assert ((month.before, month.after, month.over), quarter.over) == ((6, 2, True), False)
    text = client(world.head).get(month.after_url).content.decode()
    assert text.count('id="row-') == 2


# pages

LIST, NOTICES = "/appeals/topics/", "/appeals/topics/notices/"


def test_proposal_is_accepted_on_its_page(world: World, frozen: Any) -> None:
    frozen(AT + DAY)
    crowd(world, 6)
    run(BATCHES, AT + DAY)
    path, seen = f"/appeals/topics/proposals/{Proposal.objects.get().pk}/accept/", client(world.head)

    assert "文昌社区供水中断" in seen.get(path).content.decode()
    given = {"name": "文昌社区供水中断", "from_on": "2026-03-02", "to_on": "2026-03-02", "_once": "a1"}
    given |= {"category": world.categories["E13"].pk, "place": world.community.pk}
    assert seen.post(path, given).status_code in (302, 303)
    assert Topic.objects.get().members.count() == 6


def test_lists_and_page_cost_the_same_for_few_and_many(world: World, frozen: Any) -> None:
    """costs: TopicList, NoticeList"""
    frozen(AT + DAY)

    def cost(first: int, count: int) -> list[int]:
        made = topic(world, crowd(world, count, first=first))
        spent = []
        for address in (LIST, f"{LIST}{made.pk}/", f"{LIST}{made.pk}/map/"):
            seen = client(world.head)
            seen.get(address)
            with statements() as told:
                assert seen.get(address).status_code == 200
            spent.append(len(told))
        actions.end(topic=made, outcome="水泵已更换。", by=world.head, at=AT + DAY)
        seen = client(world.caller)
        seen.get(NOTICES)
        with statements() as told:
            seen.get(NOTICES)
        return [*spent, len(told)]

    few, page = cost(0, 3), cost(100, 30)
    assert page == [*few[:3], few[3] + 1]  # a full page asks how many there are


def test_map_has_the_points_and_a_point_says_what_it_is(world: World) -> None:
    made = topic(world, crowd(world, 3))

    found = client(world.head).get(f"{LIST}{made.pk}/map/").json()
    assert len(found["points"]) == 3
    number = found["points"][0][2]
    assert number in client(world.head).get(found["detail"].replace("KEY", number)).content.decode()


def test_topic_by_hand_takes_ticked_appeals(world: World) -> None:
    seen, path = client(world.head), f"{LIST}{topic(world, crowd(world, 2)).pk}/"
    more = crowd(world, 2, first=10)

    assert more[0].number in seen.get(path).content.decode()
    assert seen.post(f"{path}join/", {"pick": [more[0].pk, more[1].pk], "_once": "j1"}).status_code == 302
    assert Topic.objects.get().members.count() == 4
    assert seen.get(f"{LIST}new/").status_code == 200


def test_who_only_watches_sees_no_buttons(world: World) -> None:
    made, watcher = topic(world, crowd(world, 2)), world.officer("p01", "县长", world.root, "leader")

    text = client(watcher).get(f"{LIST}{made.pk}/").content.decode()
    assert ("办结并告知" in text, "加入专题" in text) == (False, False)
    assert client(watcher).get(f"{LIST}{made.pk}/end/").status_code == 403


def test_clerk_hears_of_the_crowd_while_registering(world: World, frozen: Any) -> None:
    frozen(AT + DAY)

    def hints() -> str:
        given = {"text": "又停水了，第五户反映。", "category": "E13", "place": "349921001001", "type": "help"}
        return client(world.clerk).post("/appeals/intake/hints/", given).content.decode()

    appeals = crowd(world, 3)
    assert "同类诉求" not in hints()
    appeals += crowd(world, 1, first=3)
    made = topic(world, appeals)
    assert f"正在办理的专题“{made.name}”" in hints()


def test_page_of_an_appeal_names_its_topic(world: World) -> None:
    appeals = crowd(world, 2)
    topic(world, appeals)

    assert "文昌社区供水中断" in client(world.head).get(f"/appeals/{appeals[1].number}/").content.decode()

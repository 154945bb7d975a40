"""回访, 重办, 办结."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel.flow.models import Matter, MatterLink
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.people.models import Person
from gongzhi.modules.appeals.conftest import AT, PHONE, REPLY, World, clocks_of, shanghai
from gongzhi.modules.appeals.desk.queries import by_caller, of_caller
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import HeardNothing, NotReachedNoAnswer, ReopenTooLate

CALL = AT + timedelta(hours=3)


def test_solved_and_satisfied_closes(world: World) -> None:
    appeal = world.closed()

    assert (appeal.matter.state, appeal.matter.outcome, appeal.solved, appeal.satisfied) == (
        "closed",
        "done",
        "full",
        "yes",
    )
    assert (clocks_of(appeal), appeal.call_backs.get().verbatim.open()) == ({}, "水来了，谢谢。")


@pytest.mark.parametrize(("solved", "satisfied"), [("no", "no"), ("partly", "no")])
def test_not_solved_or_not_satisfied_goes_back_with_a_fresh_term(
    world: World, solved: str, satisfied: str
) -> None:
    appeal = world.closed(solved=solved, satisfied=satisfied)

    lead = appeal.matter.assignments.get(role="lead")
    assert (appeal.matter.state, appeal.redos, lead.state) == ("handling", 1, "signed")
    assert lead.due_at == appeal.matter.due_at == shanghai(9, 17, 30)
    assert (appeal.matter.paused_at, set(clocks_of(appeal))) == (None, {"finish", "contact"})


def test_second_redo_goes_to_supervision(world: World) -> None:
    appeal = world.closed(solved="no", satisfied="no")
    later = AT + timedelta(days=1)
    appeal = world.move(appeal, "contact", by=world.waterman, at=later, note="再次上门。")
    appeal = world.move(appeal, "reply", by=world.waterman, at=later, **REPLY)
    appeal = world.move(appeal, "review_pass", by=world.sender, at=later)
    watcher = world.officer("ducha", "韩专员", world.root, "supervision_officer")

    appeal = world.heard(appeal, "no", "no", at=later)

    assert (appeal.matter.state, appeal.redos, appeal.supervised_at) == ("handling", 2, later)
    assert [one.kind for one in appeal.presses.all()] == ["notice"]
    assert Message.objects.filter(officer=watcher, kind="appeals.supervise").count() == 1


def test_unreasonable_wish_is_closed_unsatisfied(world: World) -> None:
    appeal = world.closed(solved="full", satisfied="no", text="要求赔偿十万元，不然不答应。")
    assert appeal.redos == 1

    other = world.awaiting_call(text="要求把邻居赶走，不然天天打。")
    other = world.heard(other, "full", "no", at=CALL, reasonable="no")
    assert (other.matter.state, other.satisfied) == ("closed", "no")


def test_nobody_answers_three_times_on_two_days(world: World) -> None:
    appeal = world.awaiting_call()

    for at in (CALL, CALL + timedelta(hours=1)):
        appeal = world.move(appeal, "call_back", by=world.caller, at=at, reached="no_answer")
        assert appeal.matter.state == "callback"
    appeal = world.move(
        appeal, "call_back", by=world.caller, at=CALL + timedelta(days=1), reached="no_answer"
    )

    assert (appeal.matter.state, appeal.matter.outcome, appeal.solved) == ("closed", "unreached", "")


def test_number_that_changed_hands_is_kept_away_from_the_next_caller(world: World) -> None:
    appeal = world.move(world.awaiting_call(), "call_back", by=world.caller, at=CALL, reached="changed_hands")

    assert (appeal.matter.outcome, Person.objects.get().gone_at) == ("unreached", CALL)


def test_whoever_has_the_number_now_is_not_taken_for_whoever_had_it(world: World) -> None:
    others = [world.appeal(f"第{n}次停水。", at=AT + timedelta(minutes=n)) for n in range(1, 3)]
    told = world.awaiting_call()
    world.move(told, "call_back", by=world.caller, at=CALL, reached="changed_hands")

    fresh = world.appeal("新号主第一次打来，家里停水。", name="赵小红", at=CALL + timedelta(days=1))
    fresh = world.move(fresh, "dispatch", by=world.sender, at=CALL + timedelta(days=1), unit=None)

    callers = [Appeal.objects.get(pk=one.pk).caller for one in (*others, fresh)]
    assert [one.endswith("（号码已易主）") for one in callers] == [True, True, False]
    assert (list(by_caller(world.clerk, PHONE)), fresh.hard, list(of_caller(fresh))) == ([fresh], False, [])


def test_caller_who_was_never_contacted_outweighs_the_unit(world: World) -> None:
    appeal = world.awaiting_call()
    assert appeal.responded is True

    appeal = world.heard(appeal, "full", "fairly", at=CALL, contacted="no")
    assert appeal.responded is False


def test_reached_call_says_both_and_an_unreached_one_nothing(world: World) -> None:
    appeal = world.awaiting_call()

    with pytest.raises(HeardNothing):
        world.move(appeal, "call_back", by=world.caller, at=CALL, solved="full")
    with pytest.raises(NotReachedNoAnswer):
        world.move(
            appeal, "call_back", by=world.caller, at=CALL, reached="no_answer", solved="full", satisfied="yes"
        )


def test_resident_says_it_without_an_officer(world: World) -> None:
    appeal = world.move(
        world.awaiting_call(), "call_back", by=None, at=CALL, way="portal", solved="full", satisfied="very"
    )

    assert (appeal.matter.state, appeal.call_backs.get().by) == ("closed", None)


def test_tries_are_counted_anew_after_a_redo(world: World) -> None:
    appeal = world.awaiting_call()
    appeal = world.move(appeal, "call_back", by=world.caller, at=CALL, reached="no_answer")
    appeal = world.move(
        appeal, "call_back", by=world.caller, at=CALL + timedelta(days=1), solved="no", satisfied="no"
    )
    later = AT + timedelta(days=2)
    appeal = world.move(appeal, "contact", by=world.waterman, at=later, note="再次上门。")
    appeal = world.move(appeal, "reply", by=world.waterman, at=later, **REPLY)
    appeal = world.move(appeal, "review_pass", by=world.sender, at=later)

    appeal = world.move(appeal, "call_back", by=world.caller, at=later, reached="no_answer")

    assert appeal.matter.state == "callback"


def test_closed_appeal_is_done_again_within_its_days(world: World) -> None:
    appeal = world.move(
        world.closed(), "reopen", by=world.caller, at=AT + timedelta(days=10), reason="又停水了"
    )
    assert (appeal.matter.state, appeal.matter.closed_at, appeal.redos) == ("handling", None, 1)

    other = world.closed(text="水压又低了。")
    with pytest.raises(ReopenTooLate, match="30天"):
        world.move(other, "reopen", by=world.caller, at=AT + timedelta(days=40), reason="又停水了")


def test_second_redo_opens_a_supervised_task_once(world: World) -> None:
    appeal = world.move(world.closed(), "reopen", by=world.caller, at=CALL, reason="又停水了")
    assert not Matter.objects.filter(kind="task").exists()

    appeal = world.move(appeal, "contact", by=world.waterman, at=CALL, note="再次上门查看。")
    appeal = world.move(appeal, "reply", by=world.waterman, at=CALL, **REPLY)
    appeal = world.move(appeal, "review_pass", by=world.sender, at=CALL)
    appeal = world.heard(appeal, "no", "no", at=CALL)

    task = Matter.objects.get(kind="task")
    assert (task.lead_unit, appeal.redos, appeal.matter.state) == (world.water, 2, "handling")
    assert appeal.number in task.title
    assert MatterLink.objects.filter(matter=task, other=appeal.pk, kind="cause").exists()

    appeal = world.move(appeal, "contact", by=world.waterman, at=CALL, note="第三次上门查看。")
    appeal = world.move(appeal, "reply", by=world.waterman, at=CALL, **REPLY)
    appeal = world.move(appeal, "review_pass", by=world.sender, at=CALL)
    world.heard(appeal, "no", "no", at=CALL)
    assert Matter.objects.filter(kind="task").count() == 1

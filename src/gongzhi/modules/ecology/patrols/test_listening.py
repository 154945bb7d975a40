"""What follows from a round that was finished, and from one that nobody walked."""

from __future__ import annotations

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.rounds import jobs
from gongzhi.kernel.rounds.models import Round
from gongzhi.modules.ecology.conftest import Eco, shanghai
from gongzhi.modules.ecology.models import Activity
from gongzhi.modules.ecology.patrols import listening


def test_everybody_who_walked_was_a_scout_and_twice_is_once(eco: Eco):
    eco.walked(others=[eco.second])
    event = Event.objects.get(kind="rounds.finished")
    for _ in range(2):
        listening.finished(event)

    told = Activity.objects.filter(duty="scout").order_by("officer").values_list("officer__username", "text")
    assert list(told) == [("scout", "巡查：清河线，到点2/2"), ("second", "巡查：清河线，到点2/2")]


def test_of_a_missed_round_its_people_and_its_unit_are_told_once(eco: Eco):
    jobs.miss(Round.objects.get().pk, shanghai(5, 0, 10))
    event = Event.objects.get(kind="rounds.missed")
    assert listening.is_ours(event)
    for _ in range(2):
        listening.missed(event)

    assert [
        Message.objects.filter(officer=one, title="未巡查：清河线").count() for one in (eco.scout, eco.second)
    ] == [1, 1]


def test_rounds_of_another_module_are_not_ours(eco: Eco):
    eco.walked()
    event = Event.objects.filter(kind="rounds.route_set").get()

    assert event.facts["sort"] == "ecology.patrol" and listening.is_ours(event)
    assert not listening.is_ours(type("Other", (), {"facts": {"sort": "grid.patrol"}})())

"""When the task of a topic ends, the topic's people are told; when an appeal is closed, those whose appeals had joined it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gongzhi.kernel.events import listen
from gongzhi.kernel.flow import flow_of, spawning
from gongzhi.modules.appeals.flow import OVER
from gongzhi.modules.appeals.topics.models import Topic, TopicState

CLOSED = (*OVER, "archived")
SAID_NOTHING = "有关单位已办理完毕，经督查部门核实销号。"


def ends(event: Any) -> bool:
    """Whether the event closes a matter of another kind. No query."""
    facts = event.facts
    kind, after, before = facts.get("flow", ""), event.to_state, event.from_state
    if kind in ("", "appeal") or not after or after == before:
        return False
    try:
        states = flow_of(kind).states
    except (KeyError, ValueError):
        return False
    return after in states and states[after].closed and not (before in states and states[before].closed)


@transaction.atomic
def told(event: Any) -> None:
    """Answer the topic's appeals with what came of its task. Twice is once: the topic is over then."""
    from gongzhi.modules.appeals.topics.actions import conclude, given_up

    rows = Topic.objects.select_for_update(of=("self",)).select_related("task")
    topic = rows.filter(task=event.matter, state=TopicState.TASKED).first()
    if topic is None or topic.task is None or topic.task.is_open:
        return
    if topic.task.outcome != "done":
        given_up(topic, at=event.at)
        return
    conclude(topic, spawning.outcome(topic.task) or SAID_NOTHING, by=None, at=event.at)


def closes(event: Any) -> bool:
    """Whether the event answers an appeal for good. No query."""
    ours = event.facts.get("flow", "") == "appeal"
    return ours and event.to_state in ("closed", "answered") and event.from_state not in CLOSED


def told_joined(event: Any) -> None:
    """Answer the appeals that had joined this one with its reply. Reading it twice writes nothing new."""
    from gongzhi.modules.appeals.topics.joined import tell_joined

    tell_joined(event.matter, at=event.at)


def listen_to_endings() -> None:
    """Called once, when the module is set up."""
    listen("flow.moved", name="appeals.joined_told", when=closes)(told_joined)
    listen("flow.moved", name="appeals.topic_told", when=ends)(told)

"""Reading matters: worklists, what may be done now, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from gongzhi.kernel.access.queries import holds, scope
from gongzhi.kernel.flow.actions import may_act, parties, row_of
from gongzhi.kernel.flow.declare import Move, flow_of
from gongzhi.kernel.flow.models import Assignment, Light, Matter
from gongzhi.kernel.org.models import Officer


@dataclass(frozen=True)
class Offer:
    """A move that this officer can make now, and for which party; `reason` says why not yet."""

    move: Move
    assignment: Assignment | None = None
    reason: str = ""


def offers(matter: Matter, officer: Officer, assignments: list[Assignment] | None = None) -> list[Offer]:
    """The buttons of a matter's page. No query when the assignments are given, but the module's row."""
    assignments = parties(matter) if assignments is None else assignments
    paths = [one.unit_path for one in assignments if one.unit_path]
    row = row_of(matter)
    found: list[Offer] = []
    for move in matter.flow.moves.values():
        if move.quiet or matter.state not in move.from_states or not holds(officer, move.needs):
            continue
        reach = scope(officer, move.needs)
        if move.party:
            mine = [
                a
                for a in assignments
                if may_act(a, move, officer, bool(a.unit_path) and reach.covers([a.unit_path]))
            ]
            if not mine:
                continue
            found.append(Offer(move, mine[0], move.when(row) if move.when else ""))
        elif reach.covers(paths, matter.place_code):
            found.append(Offer(move, None, move.when(row) if move.when else ""))
    return found


def worklist(officer: Officer, kind: str | None = None) -> QuerySet[Assignment]:
    """What the officer's unit, posts or the officer in person still owe, soonest first. One index range each."""
    mine = Q(unit=officer.unit_id) | Q(officer=officer.pk)
    posts = list(officer.tenures.filter(to_on=None).values_list("post_id", flat=True))
    if posts:
        mine |= Q(post__in=posts)
    rows = Assignment.objects.filter(mine, closed_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("matter", "matter__lead_unit", "unit").order_by(
        F("due_at").asc(nulls_last=True), "id"
    )


def light_at(at: datetime, prefix: str = "") -> Case:
    """The light as a column: judged red or yellow stands; else by due and warn moments; else as judged.

    Computed in the query, so that nothing needs a nightly job to turn red.
    """

    def name(column: str) -> str:
        return prefix + column

    return Case(
        When(**{name("closed_at__isnull"): False}, then=Value(Light.DONE.value)),
        When(**{name("judged_light"): Light.RED.value}, then=Value(Light.RED.value)),
        When(**{name("due_at__lt"): at}, then=Value(Light.RED.value)),
        When(**{name("judged_light"): Light.YELLOW.value}, then=Value(Light.YELLOW.value)),
        When(**{name("warn_at__lt"): at, name("judged_light"): ""}, then=Value(Light.YELLOW.value)),
        When(~Q(**{name("judged_light"): ""}), then=F(name("judged_light"))),
        default=Value(Light.GREEN.value),
        output_field=CharField(max_length=8),
    )


def light_now(matter: Matter, at: datetime) -> Light:
    """The same rule for one matter in hand."""
    if matter.closed_at is not None:
        return Light.DONE
    if matter.judged_light == Light.RED or (matter.due_at and matter.due_at < at):
        return Light.RED
    if matter.judged_light == Light.YELLOW:
        return Light.YELLOW
    if not matter.judged_light and matter.warn_at and matter.warn_at < at:
        return Light.YELLOW
    return Light(matter.judged_light) if matter.judged_light else Light.GREEN


def view_permission(matter: Any) -> str:
    """The permission to see a matter (or a row that has `.matter`): its flow's."""
    one = matter if isinstance(matter, Matter) else matter.matter
    return flow_of(one.kind, one.flow_version).view

"""Reading matters: worklists, what may be done now, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from gongzhi.kernel.access.queries import holds, permissions_of, scope
from gongzhi.kernel.clock import today
from gongzhi.kernel.flow.declare import Move, flow_of, flows
from gongzhi.kernel.flow.models import Assignment, Light, Matter
from gongzhi.kernel.org.models import Officer, Tenure
from gongzhi.kernel.rows import Prepared, Slot


@dataclass(frozen=True)
class Offer:
    """A move that this officer can make now, and for which party; `reason` says why not yet."""

    move: Move
    assignment: Assignment | None = None
    reason: str = ""


def row_of(matter: Matter) -> Any:
    """The module's row of a matter with `.matter` being this very object, or the matter itself."""
    if matter.flow.row is None:
        return matter
    model = matter.flow.row()
    row = model.objects.get(pk=matter.pk)
    row.matter = matter
    return row


def may_act(assignment: Assignment, move: Move, officer: Officer, covered: bool) -> bool:
    """Whether the officer may make a party's move for this assignment. No query."""
    return is_open_to(assignment, move) and (covered or is_own(officer, [assignment]))


def is_open_to(assignment: Assignment, move: Move) -> bool:
    """Whether the assignment is one of those whose party makes this move now."""
    if assignment.role not in move.party or assignment.closed_at is not None:
        return False
    return not move.assignment_states or assignment.state in move.assignment_states


def parties(matter: Matter) -> list[Assignment]:
    """The matter's assignments in order. One query."""
    return list(matter.assignments.select_related("unit", "post", "officer").order_by("order", "id"))


def offers(
    matter: Matter, officer: Officer, assignments: list[Assignment] | None = None, row: Any = None
) -> list[Offer]:
    """The buttons of a matter's page. No query when assignments and the module's row are given, but the moves' own."""
    assignments = parties(matter) if assignments is None else assignments
    paths = [one.unit_path for one in assignments if one.unit_path]
    row = row_of(matter) if row is None else row
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
        elif reach.covers(paths, matter.place_code) or (reach and is_own(officer, assignments)):
            found.append(Offer(move, None, move.when(row) if move.when else ""))
    shown = [one for one in found if not (one.reason and one.move.hidden)]
    return sorted(shown, key=_prominence)


def _prominence(offer: Offer) -> tuple[bool, int, int]:
    """What can be done comes before what cannot yet; then by tone, then by rank, then as declared."""
    tones = {"primary": 0, "default": 1, "danger": 2}
    return bool(offer.reason), tones.get(offer.move.tone, 1), offer.move.rank


def is_own(officer: Officer, assignments: list[Assignment]) -> bool:
    """Whether one of them is the officer's in person, or of a post that the officer holds today."""
    if any(one.officer_id == officer.pk for one in assignments):
        return True
    return any(one.post_id and one.post_id in posts_of(officer) for one in assignments)


def posts_of(officer: Officer) -> frozenset[int]:
    """The posts that the officer holds today. One query per officer object."""
    kept: frozenset[int] | None = officer.__dict__.get("_posts_held")
    if kept is None:
        held = _HELD.tuples(officer=officer.pk, on=today())
        kept = officer.__dict__["_posts_held"] = frozenset(key for (key,) in held)
    return kept


def _tenures() -> QuerySet[Tenure]:
    here = Slot("officer", BigIntegerField())
    return Tenure.objects.filter(Tenure.open_on(Slot("on", DateField())), officer=here).order_by()


_HELD = Prepared(lambda: _tenures().values_list("post_id"))


def _desks(officer: Officer) -> tuple[frozenset[int], bool]:
    """The posts that the officer holds today, and whether something open lies with the officer in person. One query."""
    desks = {key for (key,) in _DESKS.tuples(officer=officer.pk, on=today())}
    posts = officer.__dict__["_posts_held"] = frozenset(desks - {-1})
    return posts, -1 in desks


def _desks_of() -> QuerySet[Any, Any]:
    owing = Exists(Assignment.objects.filter(officer=OuterRef("pk"), closed_at=None))
    person = Officer.objects.order_by().filter(owing, pk=Slot("officer", BigIntegerField()))
    held = _tenures().annotate(desk=F("post_id")).values_list("desk")
    return held.union(person.annotate(desk=Value(-1)).values_list("desk"), all=True)


_DESKS = Prepared(_desks_of)


def worklist(officer: Officer, kind: str | None = None) -> QuerySet[Assignment]:
    """What the officer's unit, posts or the officer in person still owe, soonest first, of the kinds the officer may see.

    Costs a look whether anything lies with the officer in person: most have nothing, and then the list of a unit is
    one index range in its order, however long it is.
    """
    open_rows = Assignment.objects.filter(closed_at=None)
    posts, personal = _desks(officer)
    mine = Q(unit=officer.unit_id)
    if posts:
        mine |= Q(post__in=posts)
    if personal:
        mine |= Q(officer=officer.pk)
    rows = open_rows.filter(mine, kind=kind) if kind else open_rows.filter(mine)
    held = permissions_of(officer)
    if closed := sorted({flow.name for flow in flows() if flow.view not in held}):
        rows = rows.exclude(kind__in=closed)
    return rows.select_related("matter", "matter__lead_unit", "unit").order_by(
        F("due_at").asc(nulls_last=True), "id"
    )


def light_at(at: datetime, prefix: str = "") -> Case:
    """The light as a column: judged done or red stands; a passed term is red; then yellow likewise; else as judged.

    Computed in the query, so that nothing needs a nightly job to turn red. While a matter is paused its terms
    do not pass.
    """

    def late(column: str) -> Q:
        return _passed(prefix, column, at)

    judged = f"{prefix}judged_light"
    return Case(
        When(**{f"{prefix}closed_at__isnull": False}, then=Value(Light.DONE.value)),
        When(**{judged: Light.DONE.value}, then=Value(Light.DONE.value)),
        When(**{judged: Light.RED.value}, then=Value(Light.RED.value)),
        When(late("due_at"), then=Value(Light.RED.value)),
        When(**{judged: Light.YELLOW.value}, then=Value(Light.YELLOW.value)),
        When(Q(**{judged: ""}) & late("warn_at"), then=Value(Light.YELLOW.value)),
        When(~Q(**{judged: ""}), then=F(judged)),
        default=Value(Light.GREEN.value),
        output_field=CharField(max_length=8),
    )


def _passed(prefix: str, column: str, at: datetime) -> Q:
    paused = f"{prefix}paused_at"
    running = Q(**{f"{paused}__isnull": True}) | Q(**{f"{prefix}{column}__lt": F(paused)})
    return Q(**{f"{prefix}{column}__lt": at}) & running


def light_is(light: str, at: datetime, prefix: str = "") -> Q:
    """Rows whose `light_at` is `light`, written so that the indexes over open matters serve it."""
    open_rows = Q(**{f"{prefix}closed_at__isnull": True})
    judged = f"{prefix}judged_light"
    if light == Light.DONE:
        return Q(**{f"{prefix}closed_at__isnull": False}) | Q(**{judged: Light.DONE.value})
    open_rows &= ~Q(**{judged: Light.DONE.value})
    red = Q(**{judged: Light.RED.value}) | _passed(prefix, "due_at", at)
    if light == Light.RED:
        return open_rows & red
    still = Q(**{f"{prefix}due_at__isnull": True}) | Q(**{f"{prefix}due_at__gte": at})
    still |= Q(**{f"{prefix}paused_at__isnull": False}) & Q(
        **{f"{prefix}due_at__gte": F(f"{prefix}paused_at")}
    )
    warned = _passed(prefix, "warn_at", at)
    if light == Light.YELLOW:
        return open_rows & still & (Q(**{judged: Light.YELLOW.value}) | (Q(**{judged: ""}) & warned))
    if light == Light.GREEN:
        quiet = Q(**{f"{prefix}warn_at__isnull": True}) | Q(**{f"{prefix}warn_at__gte": at})
        quiet |= Q(**{f"{prefix}paused_at__isnull": False}) & Q(
            **{f"{prefix}warn_at__gte": F(f"{prefix}paused_at")}
        )
        return open_rows & still & (Q(**{judged: Light.GREEN.value}) | (Q(**{judged: ""}) & quiet))
    return open_rows & still & Q(**{judged: light})


def light_now(matter: Matter, at: datetime) -> Light:
    """The same rule for one matter in hand."""
    moment = min(at, matter.paused_at) if matter.paused_at else at
    if matter.closed_at is not None or matter.judged_light == Light.DONE:
        return Light.DONE
    if matter.judged_light == Light.RED or (matter.due_at and matter.due_at < moment):
        return Light.RED
    if matter.judged_light == Light.YELLOW:
        return Light.YELLOW
    if not matter.judged_light and matter.warn_at and matter.warn_at < moment:
        return Light.YELLOW
    return Light(matter.judged_light) if matter.judged_light else Light.GREEN


def view_permission(matter: Any) -> str:
    """The permission to see a matter (or a row that has `.matter`): its flow's."""
    one = matter if isinstance(matter, Matter) else matter.matter
    return flow_of(one.kind, one.flow_version).view

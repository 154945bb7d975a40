"""Giving an appeal to a unit: the work order, its clocks, and who answers for the appeal meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import Party, assign
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Matter, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.handling.models import Dispatch
from gongzhi.modules.appeals.handling.rules import finish_rule
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import half, is_urgent
from gongzhi.modules.appeals.policy import number, rule
from gongzhi.modules.appeals.refused import UnitIsCo, UnitIsParty


def finish_of(appeal: Appeal, at: datetime, limit: str = "") -> str:
    """The rule of the finish term at a moment: the limit given, the directory's, or the class'.

    An urgent appeal has the shorter of the two: danger does not wait for the directory.
    """
    there = known()
    kind = there.kinds.get(appeal.category_id or 0)
    proposed = there.propose(appeal.category_id, appeal.matter.place_code, local_day(at))
    by_class = rule("finish", appeal.term_class, at)
    listed = finish_rule(limit or proposed.limit, proposed.edition, kind.code if kind else "", by_class)
    if not is_urgent(appeal.term_class):
        return listed
    return min((listed, by_class), key=lambda one: calendar().due(at, Term.parse(one.rpartition("=")[2])).at)


def give(
    appeal: Appeal,
    unit: Unit,
    *,
    co: Sequence[Unit] = (),
    instructions: str = "",
    by: Officer | None,
    at: datetime,
    keeps_term: bool = False,
) -> Dispatch:
    """One work order: the unit's assignment with its clocks, those of the co-units, and the matter's own term.

    A unit that had signed stays answerable until this one signs. `keeps_term` leaves the running term as it is.
    Raises: UnitIsCo, UnitIsParty.
    """
    matter = appeal.matter
    if unit in co:
        raise UnitIsCo(field="co", unit=unit)
    _check_party(matter, unit, at)
    answerable = signed_lead(matter)
    clocks.stop(matter, ("triage", "return"), at=at)
    appeal.dispatches += 1
    finish = _term(appeal, at, keeps_term)
    assignment = assign(matter, Party(Role.LEAD, unit=unit), at=at, order=0)
    if answerable is not None:
        matter.lead_unit = answerable.unit
    cls = appeal.term_class
    if not appeal.anonymous and appeal.contacted_at is None:
        clocks.start(matter, "contact", at=at, assignment=assignment, rule=rule("contact", cls, at))
    clocks.start(matter, "sign", at=at, assignment=assignment, rule=rule("sign", cls, at))
    order = Dispatch.objects.create(
        appeal=appeal,
        number=appeal.dispatches,
        assignment=assignment,
        unit=unit,
        instructions=instructions,
        by=by,
        at=at,
        rule=finish.rule,
        calendar_version=finish.calendar_version,
        due_at=finish.due_at,
    )
    appeal.save(update_fields=["dispatches"])
    invite(appeal, co, at=at)
    told(appeal, [unit], f"新派单：{matter.title[:40]}", f"请于{due_words(order.due_at)}前办结。", at=at)
    return order


def _check_party(matter: Matter, unit: Unit, at: datetime) -> None:
    """Refuse a unit that has it already; one that was to help is host now."""
    owing = matter.assignments.filter(unit=unit, role=Role.LEAD, closed_at=None)
    if owing.exclude(state=AssignmentState.RETURNED).exists():
        raise UnitIsParty(field="unit", unit=unit)
    matter.assignments.filter(unit=unit, role=Role.CO, closed_at=None).update(
        closed_at=at, state=AssignmentState.RETURNED
    )


def _term(appeal: Appeal, at: datetime, keeps: bool) -> Clock:
    """The running finish clock, or a fresh one by the rule of today."""
    running = finish_clock(appeal.matter)
    if keeps and running is not None:
        return running
    clocks.stop(appeal.matter, ("finish",), at=at)
    return clocks.start(appeal.matter, "finish", at=at, rule=finish_of(appeal, at))


def finish_clock(matter: Matter) -> Clock | None:
    """The running finish clock. One query."""
    return matter.clocks.filter(name="finish", stopped_at=None).order_by("-id").first()


def signed_lead(matter: Matter) -> Assignment | None:
    """The host unit that has signed and whose part is open: it answers for the appeal. One query."""
    rows = matter.assignments.filter(role=Role.LEAD, closed_at=None, signed_at__isnull=False)
    return rows.select_related("unit").order_by("-id").first()


def invite(appeal: Appeal, units: Sequence[Unit], *, at: datetime) -> list[Assignment]:
    """Ask co-units for their opinion, due in their share of the term that runs. Who is asked already stays so."""
    matter = appeal.matter
    there = set(
        matter.assignments.filter(closed_at=None)
        .exclude(state=AssignmentState.RETURNED)
        .values_list("unit", flat=True)
    )
    fresh = [one for one in units if one.pk not in there]
    running = finish_clock(matter)
    if not fresh or running is None:
        return []
    share = number("co.share", at)
    term = half(Term.parse(running.rule.rpartition("=")[2]), share)
    made = [assign(matter, Party(Role.CO, unit=unit), at=at, order=1) for unit in fresh]
    for one in made:
        clocks.start(matter, "opinion", at=at, assignment=one, rule=f"appeals.co.share={term}")
    told(appeal, fresh, f"请协办：{matter.title[:40]}", f"请在{term.label}内提出协办意见。", at=at)
    return made


def current(appeal: Appeal) -> Dispatch | None:
    """The latest work order. One query."""
    return appeal.orders.select_related("unit", "assignment", "suggested").order_by("-number").first()


def hand_over(appeal: Appeal, assignment: Assignment, *, at: datetime) -> None:
    """The unit that has just signed answers for the appeal; who answered before is free now."""
    before = appeal.matter.assignments.filter(role=Role.LEAD, closed_at=None).exclude(pk=assignment.pk)
    before.update(closed_at=at, state=AssignmentState.RETURNED)
    appeal.matter.lead_unit = assignment.unit


def told(
    appeal: Appeal,
    units: Sequence[Unit],
    title: str,
    body: str,
    *,
    at: datetime,
    level: str = "info",
    key: str = "",
) -> None:
    """Tell the officers of units who handle appeals. Six statements at most."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=units,
        needs="appeals.handle",
        title=title,
        body=body,
        url=matter_url(appeal.matter),
        matter=appeal.matter,
        kind="appeals",
        level=level,
        at=at,
        key=key or f"appeal:{appeal.pk}:{appeal.matter.version}:{title[:20]}",
    )


def due_words(at: datetime) -> str:
    from gongzhi.kernel.web.templatetags.ui import local_minute

    return str(local_minute(at))

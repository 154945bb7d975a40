"""What the moves of an event share: sending it to a unit, doing it again, telling those it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from gongzhi.kernel.access.models import Holding
from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import Party, assign
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.kernel.org.rules import place_stem
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.catalogue.queries import rule_of
from gongzhi.modules.grid.events.models import GridEvent, Order
from gongzhi.modules.grid.places import town_unit
from gongzhi.modules.grid.refused import CategoryUnknown, UnitIsCo
from gongzhi.modules.grid.words import Level

VILLAGE = 12  # digits of a village's code
DISPATCH, HANDLE = "grid.dispatch", "grid.handle"


def category_of(code: str) -> Category:
    """A category by its code. One query. Raises: CategoryUnknown."""
    found = Category.objects.filter(code=code).first()
    if found is None:
        raise CategoryUnknown(field="category", given=code)
    return found


def host_of(event: GridEvent, on: date) -> Unit | None:
    """Who settles it by the rule of its category: a unit, or the township of the place. Two queries."""
    rule = rule_of(event.category, on)
    if rule is None:
        return None
    return rule.unit or town_unit(event.matter.place_code)


def current(event: GridEvent) -> Order:
    """The latest order. One query."""
    return event.orders.select_related("unit").latest("number")


def send_to(event: GridEvent, lead: Unit, co: Sequence[Unit], *, by: Officer | None, at: datetime) -> Order:
    """Assign the unit, start its clocks by the category's rule, tell it. Raises: UnitIsCo."""
    if lead in co:
        raise UnitIsCo(field="co", unit=lead.label)
    matter = event.matter
    matter.assignments.filter(role__in=(Role.LEAD, Role.CO), closed_at=None).update(
        closed_at=at, state=AssignmentState.RETURNED
    )
    finish = start_finish(event, at)
    assignment = assign(matter, Party(Role.LEAD, unit=lead, due_at=finish.due_at), at=at)
    clocks.start(matter, "accept", at=at, assignment=assignment)
    for unit in co:
        assign(matter, Party(Role.CO, unit=unit, due_at=finish.due_at), at=at, order=1)
    event.dispatches += 1
    event.dispatched_at = at
    local = lead.kind in (UnitKind.TOWNSHIP, UnitKind.ZONE)
    event.level = Level.TOWN if local else Level.COUNTY
    event.save(update_fields=["category", "filed_at", "filed_by", "dispatches", "dispatched_at", "level"])
    order = Order.objects.create(
        event=event, number=event.dispatches, unit=lead, rule=finish.rule, due_at=finish.due_at, by=by, at=at
    )
    tell_unit(event, lead, f"新派遣：{matter.title[:40]}", at, level="urge" if event.urgent else "info")
    for unit in co:
        tell_unit(event, unit, f"请协办：{matter.title[:40]}", at)
    return order


def start_finish(event: GridEvent, at: datetime) -> Clock:
    """The clock of handling, by the rule of the category that is in force, else by the county's general term."""
    clocks.stop(event.matter, ("finish",), at=at)
    rule = rule_of(event.category, local_day(at))
    given = f"{event.category.code}@{rule.from_on}={rule.limit}" if rule and event.category else ""
    return clocks.start(event.matter, "finish", at=at, rule=given)


def rework(event: GridEvent, *, at: datetime) -> None:
    """The unit does it again, in a fresh term of the same rule."""
    order = current(event)
    event.reworks += 1
    event.save(update_fields=["reworks"])
    assignment = lead_of(event)
    assignment.state = AssignmentState.SIGNED
    assignment.save(update_fields=["state"])
    start_finish(event, at)
    tell_unit(event, order.unit, f"核查未通过，请返工：{event.matter.title[:40]}", at, level="urge")


def lead_of(event: GridEvent) -> Assignment:
    """The open assignment of the unit that settles it. One query."""
    return event.matter.assignments.filter(role=Role.LEAD, closed_at=None).latest("pk")


def tell_unit(
    event: GridEvent, unit: Unit, title: str, at: datetime, *, body: str = "", level: str = "info"
) -> None:
    """Tell those of a unit who handle grid events."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=[unit], needs=HANDLE, title=title, body=body, url=matter_url(event.matter), matter=event.matter,
        kind="grid", level=level, at=at, key=f"grid:{event.pk}:{event.matter.version}:{title[:20]}",
    )  # fmt: skip


def nearest(event: GridEvent, needs: str, on: date) -> list[Officer]:
    """Who may do something for an event and is nearest to it: the grid's or village's own people, else the town's desk,
    else the county's; what was handed up to the county goes to the county's. Four statements at most."""
    place = event.matter.place_code
    able = list(officers_with(needs, place=place, on=on))
    held = Holding.objects.filter(Holding.in_force(on), officer__in=able, place__isnull=False)
    local: dict[int, int] = {}
    for key, code in held.values_list("officer", "place"):
        if place.startswith(place_stem(code)):
            local[key] = max(local.get(key, 0), len(place_stem(code)))
    if event.level == Level.COUNTY and needs == DISPATCH:
        return [one for one in able if one.pk not in local] or able
    most = max(local.values(), default=0)
    # a desk is one office: the nearest one. Whoever looks at the spot may be of the grid or of its village
    floor = min(most, VILLAGE) if needs != DISPATCH else most
    return [one for one in able if local.get(one.pk, 0) >= floor] if most else able


def tell_desk(
    event: GridEvent,
    title: str,
    at: datetime,
    *,
    needs: str = DISPATCH,
    officer: Officer | None = None,
    level: str = "info",
) -> None:
    """Tell those who hold a permission at the event's place, or one officer."""
    from gongzhi.kernel.web.matters import matter_url

    whom = [officer] if officer is not None else nearest(event, needs, local_day(at))
    tell(
        officers=whom, title=title, url=matter_url(event.matter), matter=event.matter, kind="grid", level=level, at=at,
        key=f"grid:{event.pk}:{event.matter.version}:{title[:20]}",
    )  # fmt: skip

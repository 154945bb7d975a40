"""How matters and assignments lie in the county, for the one access rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q

from gongzhi.kernel.access.queries import Scoping, decide, scoped
from gongzhi.kernel.access.rules import Decision, Reach, Scope
from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import MATTER, Attachment
from gongzhi.kernel.files.queries import register_owner
from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.flow.queries import posts_of, view_permission
from gongzhi.kernel.org.models import Officer, Tenure
from gongzhi.kernel.org.rules import place_range


def subtree(path: str, column: str = "unit_path") -> Q:
    """Rows of a unit and all below it, as an index range: "/1/7/" <= path < "/1/70"."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + chr(ord("/") + 1)})


def own(scope: Scope) -> Q:
    """Assignments of the officer in person, or of a post that the officer holds today."""
    posts = posts_of(scope.officer) if scope.officer is not None else _held(scope.officer_id)
    return Q(officer=scope.officer_id) | Q(post__in=posts) if posts else Q(officer=scope.officer_id)


def _held(officer: int) -> Any:
    return Tenure.objects.filter(Tenure.open_on(today()), officer=officer).values_list("post", flat=True)


def places(place: str, column: str) -> Q:
    first, last = place_range(place)
    return Q(**{f"{column}__gte": first, f"{column}__lt": last})


def through_assignments(place: str) -> Callable[[Scope], Q]:
    """The rule for rows whose key is a matter's: one semi-join over assignments for all units and own rows.

    `place` is the column with the matter's place code.
    """

    def rule(scope: Scope) -> Q:
        party = own(scope)
        q = Q()
        for reach in scope.reaches:
            if reach.unit_path and reach.place:
                q |= places(reach.place, place) & _matters(subtree(reach.unit_path))
            elif reach.place:
                q |= places(reach.place, place)
            else:
                party |= subtree(reach.unit_path)
        return q | _matters(party)

    return rule


def _matters(assignments: Q) -> Q:
    return Q(pk__in=Assignment.objects.filter(assignments).values("matter"))


def assignments_within(scope: Scope) -> Q:
    q = own(scope)
    for reach in scope.reaches:
        q |= _assignments_of(reach)
    return q


def _assignments_of(reach: Reach) -> Q:
    q = subtree(reach.unit_path) if reach.unit_path else Q()
    return q & places(reach.place, "matter__place_code") if reach.place else q


def register() -> None:
    scoped(Matter, Scoping(rule=through_assignments("place_code"), view=view_permission, label="事项"))
    scoped(Assignment, Scoping(rule=assignments_within, view=view_permission, label="承办"))
    register_owner(MATTER, may_read_file)


def may_read_file(officer: Officer, attachment: Attachment) -> Decision:
    """Who sees the matter sees its files. One query besides the decision's."""
    matter = Matter.objects.get(pk=attachment.owner_key)
    return decide(officer, view_permission(matter), matter)


def register_row(model: type[Model], label: str) -> None:
    """Scope a module's table that has `matter` as its primary key like the matters themselves."""
    rule = through_assignments("matter__place_code")
    scoped(model, Scoping(rule=rule, view=view_permission, label=label))

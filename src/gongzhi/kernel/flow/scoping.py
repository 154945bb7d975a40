"""How matters and assignments lie in the county, for the one access rule."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.kernel.access.queries import Scoping, scoped
from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.flow.queries import view_permission


def subtree(path: str, column: str = "unit_path") -> Q:
    """Rows of a unit and all below it, as an index range: "/1/7/" <= path < "/1/70"."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + chr(ord("/") + 1)})


def matters_of(path: str) -> Q:
    return Q(pk__in=Assignment.objects.filter(subtree(path)).values("matter"))


def rows_of(path: str) -> Q:
    """The same for a module's table whose primary key is the matter."""
    return Q(pk__in=Assignment.objects.filter(subtree(path)).values("matter"))


def party_of(officer: int) -> Q:
    return Q(pk__in=Assignment.objects.filter(officer=officer).values("matter"))


def register() -> None:
    scoped(
        Matter,
        Scoping(units=matters_of, place="place_code", party=party_of, view=view_permission, label="事项"),
    )
    scoped(
        Assignment,
        Scoping(
            units=subtree,
            place="matter__place_code",
            party=lambda officer: Q(officer=officer),
            view=view_permission,
            label="承办",
        ),
    )


def register_row(model: type, label: str) -> None:
    """Scope a module's table that has `matter` as its primary key like the matters themselves."""
    scoped(
        model,
        Scoping(units=rows_of, place="matter__place_code", party=party_of, view=view_permission, label=label),
    )

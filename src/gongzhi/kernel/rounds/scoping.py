"""How routes and rounds lie in the county, and who reads the photos of check-ins."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.kernel.access.queries import Scoping, decide, scoped
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import register_owner
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.models import CheckIn, Round, Route, Walker

PHOTOS = "rounds.check_in"  # the owner of the photos of a check-in


def view_permission(row: Route | Round) -> str:
    return kind_of(row.kind).view


def may_read_photo(officer: Officer, attachment: Attachment) -> Decision:
    """Who sees the round sees what was photographed on it. One query besides the decision's."""
    round = Round.objects.get(check_ins=attachment.owner_key)
    return decide(officer, view_permission(round), round)


def _on_route(officer: int, column: str) -> Q:
    return Q(**{f"{column}__in": Route.officers.through.objects.filter(officer=officer).values("route")})


def register() -> None:
    below = lambda path: Q(unit__path__startswith=path)  # noqa: E731
    scoped(
        Route,
        Scoping(units=below, place="place_id", party=lambda key: _on_route(key, "pk"), view=view_permission, label="路线"),
    )  # fmt: skip
    scoped(
        Round,
        Scoping(
            units=below, place="place_code", view=view_permission, label="巡查",
            party=lambda key: _on_route(key, "route") | Q(pk__in=Walker.objects.filter(officer=key).values("round")),
        ),
    )  # fmt: skip
    register_owner(PHOTOS, may_read_photo)


__all__ = ["PHOTOS", "CheckIn", "register"]

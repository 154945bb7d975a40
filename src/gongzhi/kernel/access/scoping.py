"""How units, places and officers themselves lie in the county."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.kernel.access.queries import NOTHING, Scoping, scoped
from gongzhi.kernel.org.models import Officer, Place, Unit


def register() -> None:
    scoped(Unit, Scoping(units=lambda path: Q(path__startswith=path), place="place_id", label="单位"))
    # a place belongs to no unit: a holding bound to one reaches no place by itself
    scoped(Place, Scoping(units=lambda path: NOTHING, place="code", label="地方"))
    scoped(
        Officer,
        Scoping(
            units=lambda path: Q(unit__path__startswith=path),
            place="place_id",
            party=lambda officer: Q(pk=officer),
            label="人员",
        ),
    )

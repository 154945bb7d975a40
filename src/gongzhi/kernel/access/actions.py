"""Granting and ending holdings."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gongzhi.kernel.access import rules
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.queries import forget
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.refusals import Kind, Refusal


class DutiesSeparated(Refusal):
    code = "access.duties_separated"
    kind = Kind.CONFLICT
    message = "{name}已是{held}，按三员分立不能再授予{wanted}。请换一人，或先撤销原授权。"


@transaction.atomic
def grant(
    *,
    officer: Officer,
    set: PermissionSet,
    unit: Unit | None = None,
    place: Place | None = None,
    from_on: date,
    to_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Holding:
    """Give an officer a permission set over a unit subtree and/or place subtree.

    Raises: DutiesSeparated.
    """
    Officer.objects.select_for_update().get(pk=officer.pk)
    held = Holding.objects.filter(Holding.in_force(from_on), officer=officer).values_list(
        "set__exclusive", flat=True
    )
    clash = rules.clash(held, set.exclusive)
    if clash:
        raise DutiesSeparated(
            field="set",
            name=officer.name,
            held=rules.SEPARATED_LABELS[clash],
            wanted=rules.SEPARATED_LABELS[set.exclusive],
        )
    holding = Holding.objects.create(
        officer=officer, set=set, unit=unit, place=place, from_on=from_on, to_on=to_on, granted_by=by
    )
    forget(officer)
    return holding


@transaction.atomic
def end(*, holding: Holding, on: date, by: Officer | None, at: datetime) -> Holding:
    """End a holding from a day on; a holding that had not begun ends on its first day."""
    holding.to_on = max(on, holding.from_on)
    holding.save(update_fields=["to_on"])
    forget(holding.officer)
    return holding

"""Accounts for many units in one step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gongzhi.kernel.access.accounts import NewAccount, Opened, create_officers, free_usernames
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.administration import queries

# what a role's accounts are called: duty, ending of the user name
ROLES = {"handler": (queries.HANDLER, ""), "head": (queries.HEAD, ".head")}


class NoUnitLeft(Refusal):
    code = "administration.no_unit_left"
    kind = Kind.CONFLICT
    message = "每个单位都已有{duty}账号，没有要新开的。"


def open_for_units(
    *, role: str, units: Iterable[Unit] = (), every: bool = False, by: Officer | None, at: datetime
) -> list[Opened]:
    """Open one account in each unit, named after its code; with `every`, in each that has none of this role.

    What the accounts may do is for the security administrator to grant. Raises: NoUnitLeft.
    """
    duty, ending = ROLES[role]
    chosen = list(queries.units_without(duty, local_day(at)) if every else units)
    if not chosen:
        raise NoUnitLeft(field="every", duty=duty)
    names = free_usernames(f"{_stem(unit)}{ending}" for unit in chosen)
    accounts = [
        NewAccount(username, f"{unit.label}{duty}"[:40], unit, duty)
        for username, unit in zip(names, chosen, strict=True)
    ]
    return create_officers(accounts=accounts, by=by, at=at)


def _stem(unit: Unit) -> str:
    """A unit's code as a user name: small letters, digits and dashes.

    >>> _stem(Unit(code="U13")), _stem(Unit(code="T01 1/a", pk=7)), _stem(Unit(code="县", pk=7))
    ('u13', 't01-1-a', 'unit7')
    """
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in unit.code.lower()).strip("-")
    return plain if len(plain) > 1 else f"unit{unit.pk}"

"""Copies of unit paths follow when a unit moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, Substr

from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.flow.scoping import subtree
from gongzhi.kernel.org.facts import UnitMoved


def unit_moved(fact: Any, *, by: Any, at: datetime) -> None:
    """Bring the assignments of a moved unit, and of all below it, under the new path. In the mover's transaction."""
    if isinstance(fact, UnitMoved):
        rest = Substr("unit_path", len(fact.was) + 1)
        Assignment.objects.filter(subtree(fact.was)).update(unit_path=Concat(Value(fact.path), rest))

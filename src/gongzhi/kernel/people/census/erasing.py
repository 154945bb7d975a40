"""What is kept of a resident beside the person's row, emptied with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.people.census.models import Change, Household, Mark, Resident
from gongzhi.kernel.people.census.words import Relation, Subject


def empty(people: Collection[int], at: datetime) -> None:
    """Empty residents, their marks and what changed of them; the household stays, without a head's name."""
    rows = list(Resident.objects.filter(person__in=people).values_list("pk", "household", "relation"))
    if not rows:
        return
    keys = [pk for pk, _, _ in rows]
    heads = [household for _, household, relation in rows if relation == Relation.HEAD and household]
    Household.objects.filter(pk__in=heads).update(head_name="")
    Mark.objects.filter(resident__in=keys).delete()
    Change.objects.filter(subject=Subject.RESIDENT, key__in=keys).update(what=[])
    Resident.objects.filter(pk__in=keys).update(
        identity_index="", woman=None, born_year=None, left_on=local_day(at), changed_at=at
    )

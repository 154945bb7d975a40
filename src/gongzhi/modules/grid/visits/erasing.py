"""What visits keep of the people of a household, emptied with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gongzhi.kernel.people.models import Resident
from gongzhi.modules.grid.visits.models import Visit


def empty(people: Collection[int], at: datetime) -> None:
    """Empty what was said and written at visits of these people's households; that there was a visit stays."""
    homes = Resident.objects.filter(person__in=people, household__isnull=False).values_list(
        "household", flat=True
    )
    Visit.objects.filter(household__in=list(homes)).update(answers="", note="")

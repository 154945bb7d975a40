"""Allotting document numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongzhi.kernel.documents.models import DocumentNumber, NumberSeries


@transaction.atomic
def allot(mark: str, year: int, *, at: datetime, count: int = 1) -> list[DocumentNumber]:
    """The next `count` numbers of a mark and year, in order, in the caller's transaction.

    A caller that rolls back gives its numbers back, so there are no gaps; the row lock held until then lets
    nobody else have them, so there are no repeats.
    """
    NumberSeries.objects.bulk_create([NumberSeries(mark=mark, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(mark=mark, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    given = [DocumentNumber(mark=mark, year=year, serial=first + n, at=at) for n in range(count)]
    return DocumentNumber.objects.bulk_create(given)


def allot_one(mark: str, year: int, *, at: datetime) -> DocumentNumber:
    """The next number of a mark and year."""
    return allot(mark, year, at=at)[0]

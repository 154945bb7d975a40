"""A list's filter by days."""

from __future__ import annotations

from datetime import date

import django_filters
from django.db.models import QuerySet

from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.web.filters import DayFilter

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)  # beyond these a day has no bounds in UTC


class DaysFilter(django_filters.FilterSet):
    """Rows whose moment `at` lies within local days, both included."""

    since = DayFilter(label="自", method="from_day")
    until = DayFilter(label="至", method="to_day")

    def from_day(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.filter(at__gte=day_bounds(min(max(value, FIRST), LAST))[0])

    def to_day(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.filter(at__lt=day_bounds(min(max(value, FIRST), LAST))[1])

"""Reading the catalogue: what can be reported on a day, and the rule for it."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from gongzhi.kernel.clock import today
from gongzhi.modules.grid.catalogue.models import Category, Rule


def offered(on: date | None = None) -> QuerySet[Category]:
    """The categories that can be chosen on a day, by code."""
    return Category.objects.filter(Category.offered_on(on or today())).order_by("code")


def choices(on: date | None = None) -> list[tuple[str, str]]:
    """(code, code and label) of the categories that can be chosen. One query."""
    return [(one.code, f"{one.code} {one.label}") for one in offered(on)]


def rule_of(category: Category | None, on: date) -> Rule | None:
    """The rule of a category that is in force on a day. One query."""
    if category is None:
        return None
    rows = Rule.objects.filter(category=category, from_on__lte=on).select_related("unit")
    return rows.order_by("-from_on").first()


def with_rules() -> QuerySet[Category]:
    """Every category with its rules, the latest first. Two queries."""
    rules = Rule.objects.select_related("unit").order_by("-from_on")
    return Category.objects.prefetch_related(Prefetch("rules", rules))


def in_force(category: Category, on: date) -> Rule | None:
    """The same from rules in hand. No query."""
    return next((one for one in category.rules.all() if one.from_on <= on), None)

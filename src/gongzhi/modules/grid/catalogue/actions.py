"""Keeping the catalogue: categories, and dated rules of how they are handled."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.grid.catalogue.facts import CategorySet, RuleSet
from gongzhi.modules.grid.catalogue.models import Category, Rule
from gongzhi.modules.grid.refused import CodeTaken, RuleExists, RuleInPast

PERMISSION = "grid.catalogue"


@transaction.atomic
def set_category(
    *,
    category: Category | None = None,
    code: str,
    sort: str,
    major: str,
    name: str,
    withdrawn_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Category:
    """Make or change a category; one that was withdrawn stays with its events.

    Raises: NotAllowed, CodeTaken. Records: grid.category_set.
    """
    if by is not None:
        require(by, PERMISSION)
    row = category or Category()
    code = code.strip().upper()
    other = Category.objects.filter(code=code).exclude(pk=row.pk).first()
    if other is not None:
        raise CodeTaken(field="code", given=code, label=other.label)
    same = Category.objects.filter(sort=sort, major=major, name=name).exclude(pk=row.pk).first()
    if same is not None:
        raise CodeTaken(field="name", given=same.code, label=same.label)
    what = "新增" if row.pk is None else "停用" if withdrawn_on and not row.withdrawn_on else "修改"
    row.code, row.sort, row.major, row.name, row.withdrawn_on = code, sort, major, name, withdrawn_on
    row.save()
    record(CategorySet(code, row.label, what), by=by, at=at)
    return row


@transaction.atomic
def set_rule(
    *,
    category: Category,
    from_on: date,
    unit: Unit | None,
    limit: str,
    level: str,
    self_allowed: bool = True,
    standard: str = "",
    source: str,
    by: Officer | None,
    at: datetime,
) -> Rule:
    """Say how a category is handled from a day on; events that are dispatched from then on run by it.

    `unit` None is the township of the place. Raises: NotAllowed, RuleInPast, RuleExists, TermUnclear. Records: grid.rule_set.
    """
    if by is not None:
        require(by, PERMISSION)
        if from_on < local_day(at):
            raise RuleInPast(field="from_on", day=from_on)
    term = Term.parse(limit)
    if Rule.objects.filter(category=category, from_on=from_on).exists():
        raise RuleExists(field="from_on", day=from_on)
    rule = Rule.objects.create(
        category=category, from_on=from_on, unit=unit, limit=str(term), level=level, self_allowed=self_allowed,
        standard=standard, source=source, by=by, at=at,
    )  # fmt: skip
    host = unit.label if unit else "属地乡镇"
    record(RuleSet(category.label, from_on.isoformat(), term.label, host, source[:200]), by=by, at=at)
    return rule

"""All rules over one reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongzhi.kernel.documents.lint.damage import damage
from gongzhi.kernel.documents.lint.numbers import number_findings
from gongzhi.kernel.documents.lint.order import Days, deadlines, numbering, twice
from gongzhi.kernel.documents.lint.owners import group_leads, outside_group
from gongzhi.kernel.documents.lint.values import KINDS, Finding, Sheet
from gongzhi.kernel.documents.reading.values import Reading

_RANK = {code: n for n, code in enumerate(KINDS)}


def examine(
    reading: Reading, *, keys: Mapping[str, object] | None = None, days: Days | None = None
) -> list[Finding]:
    """What a careful reader would say of a plan, by kind and then by place.

    `keys` gives one value to all printed names of one unit; `days` knows the working days (without it no deadline
    is asked after). Grows with the square of the tasks for those that come twice: 1,500 tasks take about a second.
    """
    sheet = Sheet(reading)
    found: list[Finding] = [
        *number_findings(sheet),
        *outside_group(sheet, keys or {}),
        *group_leads(sheet),
        *twice(sheet),
        *numbering(sheet),
        *damage(sheet),
        *deadlines(sheet, days),
    ]
    once = {finding.key: finding for finding in found}
    return sorted(once.values(), key=lambda one: (_RANK[one.code], one.places[0].span.start))


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as plain values."""
    return [
        {
            "code": one.code,
            "kind": one.kind.label,
            "grave": one.kind.grave,
            "message": one.message,
            "places": [
                {"no": place.no, "words": place.words, **place.span.as_json()} for place in one.places
            ],
        }
        for one in findings
    ]

"""Matters in the search box of the top bar: by number, by words of the title, by unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.flow.declare import flows
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.web.matters import matter_url
from gongzhi.kernel.web.search import MOST, Hit, search_source


@search_source("事项")
def find_matters(officer: Any, words: str) -> Iterator[Hit]:
    """Newest first, of every kind that the officer may see. One query a kind."""
    for flow in flows():
        seen = visible(Matter.objects.filter(kind=flow.name), officer, flow.view)
        for one in search(seen, words).select_related("lead_unit").order_by("-pk")[:MOST]:
            yield hit_of(one, words)


def hit_of(matter: Matter, words: str) -> Hit:
    told = (matter.number, matter.lead_unit.label if matter.lead_unit else "", matter.state_now.label)
    return Hit(
        matter.title,
        matter_url(matter),
        note="　".join(filter(None, told)),
        exact=words.strip().upper() == matter.number,
    )

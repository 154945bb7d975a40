"""Nodes out of a road map that was typed as lines."""

from __future__ import annotations

import calendar
import re
from datetime import date

from gongzhi.modules.supervision.models import Node, Task

_LINE = re.compile(
    r"^\s*(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?:底|末|前)*|(?P<quarter>[一二三四1-4])季度(?:末|底)?)"
    r"\s*[:：,，]?\s*(?P<text>.*?)\s*(?P<percent>\d{1,3})\s*[%％]\s*$"
)


def read_nodes(text: str, year: int) -> list[tuple[date, int, str]]:
    """The (day, per cent, text) of every line that names a time and a per cent; other lines are plain text.

    >>> read_nodes("6月底 完成主体 60%\\n三季度：装修 80％\\n其他说明", 2026)
    [(datetime.date(2026, 6, 30), 60, '完成主体'), (datetime.date(2026, 9, 30), 80, '装修')]
    """
    found: dict[date, tuple[date, int, str]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match or int(match["percent"]) > 100:
            continue
        day = _day(match, year)
        if day is not None:
            found[day] = (day, int(match["percent"]), match["text"][:300])
    return [found[day] for day in sorted(found)]


def _day(match: re.Match[str], year: int) -> date | None:
    year = int(match["year"] or year)
    if match["quarter"]:
        month = ("一二三四".find(match["quarter"]) + 1 or int(match["quarter"])) * 3
    else:
        month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(match["day"] or last) or last, last))


def replace_nodes(task: Task, roadmap: str) -> None:
    """Take the nodes of a newly filed road map in place of the old; a road map without nodes leaves them."""
    year = (task.deadline or task.start_on).year
    nodes = read_nodes(roadmap, year)
    if not nodes:
        return
    task.nodes.all().delete()
    Node.objects.bulk_create(
        [Node(task=task, on=on, percent=percent, text=text) for on, percent, text in nodes]
    )

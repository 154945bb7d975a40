"""提示函: to one unit, what of its tasks lags and what is asked. Counted, drafted and edited like a circular."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from gongzhi.kernel.clock import Term, calendar, day_bounds, local_day
from gongzhi.kernel.documents.writing import cn_date
from gongzhi.kernel.documents.writing.templates import PromptLetter
from gongzhi.kernel.documents.writing.wording import cn_deadline
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Paper
from gongzhi.modules.supervision.statistics import Stand

LAGS = (Light.RED, Light.YELLOW)
DEMANDS = (
    "请对照序时进度逐项分析原因，提出追赶措施，明确责任人和完成时间。",
    "确有客观原因不能按期完成的，请在到期前申请延期。",
)


def split_units(text: str) -> tuple[str, ...]:
    """Units as they were typed, parted by commas.

    >>> split_units("县委办公室，县人大常委会办公室、县政协办公室。")
    ('县委办公室', '县人大常委会办公室', '县政协办公室')
    """
    return tuple(one.strip() for one in re.split(r"[，,、；;\n]", text.strip("。 ")) if one.strip())


def lagging(found: Sequence[Stand], unit: Unit) -> list[Stand]:
    """The unit's red and yellow tasks, red ones first."""
    mine = [one for one in found if one.unit == unit.label and one.light in LAGS]
    return sorted(mine, key=lambda one: LAGS.index(Light(one.light)))


def content(found: Sequence[Stand], unit: Unit, on: date, before: dict[str, Any]) -> dict[str, Any]:
    """The letter's words from the tasks that lag; what was typed under 要求 stays."""
    reds = sum(one.light == Light.RED for one in found)
    lights = "、".join(
        f"{name}{count}项" for name, count in (("红灯", reds), ("黄灯", len(found) - reds)) if count
    )
    return {
        **before,
        "on": on.isoformat(),
        "unit": unit.pk,
        "unit_name": unit.name,
        "overall": f"截至{cn_date(on)}，你单位牵头的重点工作任务中，亮{lights}，进度滞后",
        "items": [_item(one) for one in found],
        "demands": before.get("demands") or DEMANDS,
        "results": (),
        "problems": [],
        "rows": [],
    }


def _item(one: Stand) -> str:
    no = f"第{one.no}项" if one.no else ""
    title = one.title.rstrip("。；")
    by = f"，时限{cn_deadline(one.deadline)}" if one.deadline else ""
    return f"{no}“{title}”{by}，{one.reason.rstrip('。')}"


def letter(paper: Paper, on: date) -> PromptLetter:
    """What the paper says."""
    said = paper.content
    term = Term.parse(value("supervision.term.notice_reply", on))
    due = (
        date.fromisoformat(said["due"])
        if said.get("due")
        else local_day(calendar().due(day_bounds(on)[0], term).at)
    )
    return PromptLetter(
        issuer=value("supervision.issuer", on),
        number=paper.number or "〔待编号〕",
        unit=said["unit_name"],
        subject=paper.title,
        facts=(said["overall"],),
        items=tuple(said["items"]),
        demands=tuple(said["demands"]),
        due=due,
        issued_on=on,
        copies_to=split_units(said.get("copies", "")),
    )

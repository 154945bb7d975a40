"""The five parts of the monthly circular in words, and its table, drafted from a month's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.figures import rules
from gongzhi.modules.appeals.figures.measures import INTAKE
from gongzhi.modules.appeals.figures.policy import low
from gongzhi.modules.appeals.figures.queries import Line, Month, Share, ranking, shares
from gongzhi.modules.appeals.figures.rules import RATES, THREE

GROUPS = {"towns": "乡镇街道", "departments": "县直部门", "enterprises": "垂管企业"}
DEMANDS = (
    "满意率低于通报线的单位要逐件复盘不满意件，五个工作日内把整改情况报县热线办。",
    "各单位要在时限内首次联系诉求人，先联系、再办理、后回复；不得以“已转办”代替答复。",
    "对热点诉求要主动治理，一类事项一并解决，减少重复反映。",
)


@dataclass(frozen=True)
class Cited:
    """A figure that the circular names: what it counts, how many, and the list of exactly these."""

    label: str
    value: str
    url: str


@dataclass
class Said:
    """One part: its paragraphs, and the figures that they name."""

    texts: list[str]
    figures: list[Cited]


def drafted(officer: Officer, code: str, hot: Said) -> dict[str, Any]:
    """A month's circular as it is kept: the words of its parts, the table, and where every figure leads."""
    month = Month(officer, code)
    before = Month(officer, rules.months_before(code, 2)[0])
    lines = {group: ranking(month, group) for group in GROUPS}
    every = [(GROUPS[group], line) for group, rows in lines.items() for line in rows]
    parts = {
        "overall": overall(month, before),
        "shares": shared(month, before),
        "low": lowest([line for _, line in every], month),
        "hot": hot if hot.texts else Said(["本月没有明显增长的热点。"], []),
    }
    return {
        **{name: one.texts for name, one in parts.items()},
        "demands": list(DEMANDS),
        "figures": {name: [[one.label, one.value, one.url] for one in said.figures] for name, said in parts.items()},
        "rows": [row(group, line) for group, line in every],
        "links": [links(line, month) for _, line in every],
    }  # fmt: skip


def overall(month: Month, before: Month) -> Said:
    """Volume, answered directly, dispatched, in time; then the three rates."""
    came, whole = month.intake, month.whole
    count = came.get("", 0)
    text = (
        f"{month.label}共受理诉求{count}件，环比{rules.change(count, before.intake.get('', 0))}。"
        f"其中直接办结{came.get('direct', 0)}件，占{month.direct}；转办{came.get('dispatched', 0)}件，"
        f"派单{whole.orders}件次；不予受理{came.get('rejected', 0)}件，并案{came.get('merged', 0)}件。"
    )
    done = (
        f"签收及时率{whole.ratio('sign')}，按期办结率{whole.ratio('on_time')}，退单率{whole.ratio('returned')}，"
        f"一次办结率{whole.ratio('once')}，重办率{whole.ratio('redo')}。"
    )
    three = "，".join(
        f"{RATES[name].label}{whole.ratio(name)}（{whole.ratio(name).working}）" for name in THREE
    )
    rest = f"回访接通{whole.count('reached')}件；没有接通{whole.count('unreached')}件、经复核认定不合理{whole.count('excluded')}件，不计入解决率和满意率。"
    return Said([text, done, f"{three}。{rest}"], _cited(month, before))


def _cited(month: Month, before: Month) -> list[Cited]:
    """The figures of the first part. A rate opens what it is divided by."""
    came, whole = month.intake, month.whole
    taken = [
        Cited(label, f"{came.get(part, 0)}件", month.intake_url(part))
        for part, label in (
            ("", "受理"), ("direct", "直接办结"), ("dispatched", "转办"), ("rejected", "不予受理"), ("merged", "并案"),
        )
    ]  # fmt: skip
    counted = [
        Cited(label, f"{whole.count(part)}件", month.url(part))
        for part, label in (("reached", "回访接通"), ("unreached", "没有接通"), ("excluded", "认定不合理"))
    ]
    rates = [
        Cited(RATES[name].label, str(whole.ratio(name)), month.url(RATES[name].of))
        for name in (*THREE, *rules.OTHERS)
    ]
    was = Cited(f"{before.label}受理", f"{before.intake.get('', 0)}件", before.intake_url())
    return [*taken, was, Cited("派单", f"{whole.orders}件次", month.url()), *counted, *rates]


def shared(month: Month, before: Month) -> Said:
    """By type, by field, and by the first categories with the month before."""
    span = {"since": month.first, "until": month.last}
    total = month.intake.get("", 0)
    if not total:
        return Said(["本月没有受理诉求。"], [])
    types = shares(INTAKE, month.officer, "type", **span)
    fields = [one for one in shares(INTAKE, month.officer, "major", **span) if one.key]
    kinds = [one for one in shares(INTAKE, month.officer, "category", most=9, **span) if one.key][:8]
    was = {
        one.key: one.count
        for one in shares(INTAKE, before.officer, "category", since=before.first, until=before.last)
    }
    by_kind = "、".join(f"{one.label}{one.count}件（上月{was.get(one.key, 0)}件）" for one in kinds)
    texts = [f"按类型分：{_parted(types, total)}。"]
    texts += [f"按领域分：{_parted(fields, total)}。"] if fields else []
    texts += [f"按事项分，前几位是：{by_kind}。"] if by_kind else []
    return Said(texts, [Cited(one.label, f"{one.count}件", one.url) for one in (*types, *fields, *kinds)])


def _parted(rows: Sequence[Share], total: int) -> str:
    return "、".join(f"{one.label}{one.count}件（{one.count * 100 / total:.1f}%）" for one in rows)


def lowest(lines: Sequence[Line], month: Month) -> Said:
    """Units that are ranked and lie under the county's lines, the lowest first."""
    found = Said([], [])
    for name in ("satisfaction", "response"):
        line_ = low(name, month.last)
        under = [(line.ratio(name).percent, line) for line in lines if line.standing.rank]
        named = sorted(
            ((percent, line) for percent, line in under if percent is not None and percent < line_),
            key=lambda one: (one[0], one[1].code),
        )
        if named:
            told = "、".join(f"{line.label}{percent}%" for percent, line in named)
            found.texts.append(f"{RATES[name].label}低于{line_}%的单位{len(named)}个：{told}。")
        found.figures += [
            Cited(
                f"{line.label}{RATES[name].label}", f"{percent}%", month.url(RATES[name].of, **line.filters)
            )
            for percent, line in named
        ]
    if not found.texts:
        found.texts.append("参加排名的单位，满意率和响应率都在通报线以上。")
    return found


def row(group: str, line: Line) -> list[str]:
    """A unit's line of the table, as `paper.HEAD` names its cells."""
    return [
        group, line.place, line.label, str(line.tally.cases), *(str(line.ratio(name)) for name in THREE),
        _or_dash(line.standing.score), str(line.ratio("on_time")), str(line.ratio("redo")),
        str(line.tally.count("unreached")), str(line.tally.count("excluded")),
        _or_dash(line.standing.per_ten_thousand),
    ]  # fmt: skip


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def links(line: Line, month: Month) -> list[str]:
    """Where each cell of a unit's line leads; "" for those that count nothing themselves."""
    rates = [month.url(RATES[name].of, **line.filters) for name in (*THREE, "on_time", "redo")]
    three, rest = rates[:3], rates[3:]
    counts = [month.url(part, **line.filters) for part in ("unreached", "excluded")]
    town = month.intake_url(place=line.town) if line.town else ""
    return ["", "", "", month.url("cases", **line.filters), *three, "", *rest, *counts, town]

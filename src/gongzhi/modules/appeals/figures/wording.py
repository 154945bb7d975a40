"""The five parts of the monthly circular, drafted from a month's figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.documents.writing import Annex, Heading, Paper, Paragraph, Table
from gongzhi.kernel.documents.writing.templates.parts import need
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.figures import rules
from gongzhi.modules.appeals.figures.measures import INTAKE
from gongzhi.modules.appeals.figures.policy import low
from gongzhi.modules.appeals.figures.queries import Line, Month, ranking, shares
from gongzhi.modules.appeals.figures.rules import RATES, THREE

PARTS = (
    ("overall", "受理办理总体情况"),
    ("shares", "分类情况"),
    ("low", "回访满意率低的单位"),
    ("hot", "热点诉求"),
    ("demands", "下一步要求"),
)
GROUPS = ("towns", "departments", "enterprises")
HEAD = (
    "名次",
    "单位",
    "承办件",
    "响应率",
    "解决率",
    "满意率",
    "综合得分",
    "按期办结率",
    "重办率",
    "未接通",
    "不合理",
)
DEMANDS = (
    "满意率低于通报线的单位要逐件复盘不满意件，五个工作日内把整改情况报县热线办。",
    "各单位要在时限内首次联系诉求人，先联系、再办理、后回复；不得以“已转办”代替答复。",
    "对热点诉求要主动治理，一类事项一并解决，减少重复反映。",
)


def drafted(officer: Officer, code: str, hot: Sequence[str] = ()) -> dict[str, Any]:
    """The words of a month's five parts and its tables, as they are kept. `hot` is what the hot topics say."""
    month = Month(officer, code)
    before = Month(officer, rules.months_before(code, 2)[0])
    lines = {group: ranking(month, group) for group in GROUPS}
    return {
        "overall": overall(month, before),
        "shares": shared(month, before),
        "low": lowest([line for rows in lines.values() for line in rows], month),
        "hot": list(hot) or ["本月没有明显增长的热点。"],
        "demands": list(DEMANDS),
        "tables": [[group, [row(line) for line in rows]] for group, rows in lines.items() if rows],
    }


def overall(month: Month, before: Month) -> list[str]:
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
    return [text, done, f"{three}。{rest}"]


def shared(month: Month, before: Month) -> list[str]:
    """By type and by the first categories, with the month before."""
    span = {"since": month.first, "until": month.last}
    total = month.intake.get("", 0)
    types = shares(INTAKE, month.officer, "type", **span)
    kinds = shares(INTAKE, month.officer, "category", most=8, **span)
    was = {
        one.key: one.count
        for one in shares(INTAKE, before.officer, "category", since=before.first, until=before.last)
    }
    if not total:
        return ["本月没有受理诉求。"]
    by_type = "、".join(f"{one.label}{one.count}件（{one.count * 100 / total:.1f}%）" for one in types)
    by_kind = "、".join(
        f"{one.label}{one.count}件（环比{rules.change(one.count, was.get(one.key, 0))}）"
        for one in kinds
        if one.key
    )
    return [f"按类型分：{by_type}。", *([f"按事项分，前几位是：{by_kind}。"] if by_kind else [])]


def lowest(lines: Sequence[Line], month: Month) -> list[str]:
    """Units that are ranked and lie under the county's lines, the lowest first."""
    found = []
    for name in ("satisfaction", "response"):
        line_ = low(name, month.last)
        under = [(line.ratio(name).percent, line) for line in lines if line.standing.rank]
        named = sorted(
            ((percent, line) for percent, line in under if percent is not None and percent < line_),
            key=lambda one: (one[0], one[1].code),
        )
        if named:
            told = "、".join(f"{line.label}{percent}%" for percent, line in named)
            found.append(f"{RATES[name].label}低于{line_}%的单位{len(named)}个：{told}。")
    return found or ["参加排名的单位，满意率和响应率都在通报线以上。"]


def row(line: Line) -> list[str]:
    return [
        line.place, line.label, str(line.tally.cases), *(str(line.ratio(name)) for name in THREE),
        str(line.standing.score) if line.standing.score is not None else "—", str(line.ratio("on_time")),
        str(line.ratio("redo")), str(line.tally.count("unreached")), str(line.tally.count("excluded")),
    ]  # fmt: skip


class _Given:
    def __init__(self, **given: str) -> None:
        self.__dict__.update(given)


def paper(content: dict[str, Any], *, issuer: str, number: str, title: str, on: date | None = None) -> Paper:
    """The circular as an official document: 一…五, and a table for each group as an annex."""
    from gongzhi.modules.appeals.figures.queries import KINDS

    need(_Given(issuer=issuer, title=title), issuer="发文单位", title="标题")
    body: list[Any] = []
    for name, heading in PARTS:
        texts = [text for text in content.get(name, ()) if text.strip()]
        if texts:
            body += [Heading(1, heading), *(Paragraph(text) for text in texts)]
    annexes = tuple(
        Annex(
            f"{KINDS[group]}诉求办理情况表", (Table(HEAD, tuple(tuple(one) for one in rows)),), landscape=True
        )
        for group, rows in content.get("tables", ())
    )
    return Paper(
        form="file", head=f"{issuer}文件", number=number, title=title,
        addressee="各乡镇人民政府、街道办事处，开发区管委会，县直各单位，有关企业：", body=tuple(body), signature=issuer,
        signed_on=on or local_day(now()), note="此件公开发布", printed_by=issuer, printed_on=on or local_day(now()),
        annexes=annexes,
    )  # fmt: skip

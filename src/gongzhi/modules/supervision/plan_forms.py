"""The forms of plans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from gongzhi.kernel.web.fields import DateField, FilesField, ManyPicker, Picker, TextField
from gongzhi.modules.supervision.models import CYCLES, Item, Plan, Source
from gongzhi.modules.supervision.nodes import read_nodes
from gongzhi.modules.supervision.plan_issue import County
from gongzhi.modules.supervision.plan_tokens import printed_choices, read_tokens

READABLE_NAMES = ",".join(
    f".{name}" for name in ("docx", "doc", "wps", "pdf", "xlsx", "xls", "csv", "txt", "html", "htm")
)
MOST_FILES = 30  # taken in at once
OPERATORS = ((">=", "≥ 不低于"), ("<=", "≤ 不超过"), ("=", "= 等于"), (">", "＞ 超过"), ("<", "＜ 低于"), ("approx", "≈ 左右"))  # fmt: skip
EMPTY_ROWS = 2


class ImportForm(forms.Form):
    """A file or pasted text."""

    upload = FilesField(
        label="文件",
        required=False,
        most=MOST_FILES,
        limit_mb=100,
        accept=READABLE_NAMES,
        help_text=f"Word、PDF（有文字的）、Excel、网页或文本；可以一次选{MOST_FILES}份",
    )
    text = TextField(
        label="或粘贴文字",
        required=False,
        rows=10,
        max_length=400_000,
        help_text="把文件全文粘贴到这里，格式不限",
    )
    source = forms.ChoiceField(label="任务来源", choices=Source.choices, initial=Source.WORK_REPORT)


class NamesField(forms.MultipleChoiceField):
    """Names of units or leaders as tokens (see `plan_tokens`); cleaned to (names, links)."""

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(widget=ManyPicker(url=url), **options)

    def clean(self, value: Any) -> tuple[list[str], dict[str, dict[str, int]]]:
        tokens = self.to_python(value)
        if self.required and not tokens:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        names, links, unknown = read_tokens(tokens)
        if unknown:
            raise forms.ValidationError("所选的单位或职务已不存在，请重新选择。")
        return names, links


class ItemForm(forms.Form):
    """One task under review. Targets are rows of inputs beside the form's own fields (`target_rows`)."""

    no = forms.CharField(label="序号", required=False, max_length=60)
    text = forms.CharField(label="任务内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    lead_units = NamesField("supervision:plan_units", label="牵头单位", help_text="第一个负总责")
    co_units = NamesField("supervision:plan_units", label="协同单位", required=False)
    lead_leaders = NamesField("supervision:plan_leaders", label="牵头领导", required=False)
    open_ended = forms.BooleanField(label="还有“等”单位", required=False)
    deadline = DateField(label="完成时限", required=False)
    is_continuous = forms.BooleanField(label="长期坚持", required=False)
    cycle = forms.ChoiceField(label="报送周期", required=False, choices=[("", "随清单"), *CYCLES])
    weight = forms.DecimalField(
        label="权重",
        initial=1,
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(1000),
    )
    nodes = forms.CharField(
        label="节点",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个，如：6月底 完成主体 60%",
    )

    def __init__(
        self, *args: Any, county: County, year: int, item: Item | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.year = year
        for name in ("lead_units", "co_units", "lead_leaders"):
            known = printed_choices(item, getattr(item, name), county) if item else []
            given = self.data.getlist(name) if hasattr(self.data, "getlist") else []
            labels = dict(known)
            self.fields[name].choices = known + [(one, _shown(one)) for one in given if one not in labels]
        self.rows = target_rows(self.data) if self.is_bound else shown_rows(item)

    def clean_nodes(self) -> list[dict[str, Any]]:
        lines = [line for line in self.cleaned_data["nodes"].splitlines() if line.strip()]
        found = read_nodes("\n".join(lines), self.year)
        if len(found) < len(lines):
            raise forms.ValidationError("每行要写时间和百分比，如：6月底 完成主体 60%。")
        return [{"on": on.isoformat(), "percent": percent, "text": text} for on, percent, text in found]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            cleaned["targets"] = read_targets(self.rows)
        except ValueError as error:
            self.add_error(None, str(error))
        links: dict[str, dict[str, int]] = {}
        for name in ("lead_units", "co_units", "lead_leaders"):
            if name in cleaned:
                cleaned[name], more = cleaned[name]
                links |= more
        cleaned["links"] = links
        if cleaned.get("co_units") and cleaned.get("lead_units"):
            cleaned["co_units"] = [one for one in cleaned["co_units"] if one not in cleaned["lead_units"]]
        return cleaned


def shown_names(data: Any, field: str) -> list[tuple[str, str]]:
    """What was picked for a field of names, as its choices when the form is shown again."""
    return [(one, _shown(one)) for one in (data.getlist(field) if hasattr(data, "getlist") else [])]


def _shown(token: str) -> str:
    names, _, _ = read_tokens([token])
    return names[0] if names else token


def initial_of(item: Item) -> dict[str, Any]:
    """The item as the form shows it."""
    values = {
        name: getattr(item, name)
        for name in ("no", "text", "open_ended", "deadline", "is_continuous", "cycle", "weight")
    }
    for name in ("lead_units", "co_units", "lead_leaders"):
        values[name] = [f"t:{one}" for one in getattr(item, name)]
    values["nodes"] = "\n".join(_node_line(one) for one in item.nodes)
    return values


def _node_line(node: Mapping[str, Any]) -> str:
    on = date.fromisoformat(node["on"])
    return f"{on.year}年{on.month}月{on.day}日 {node['text']} {node['percent']}%"


def shown_rows(item: Item | None) -> list[dict[str, Any]]:
    """The item's targets as rows of inputs, with empty ones to fill."""
    rows = [dict(one) for one in item.targets] if item else []
    return rows + [{"op": ">="} for _ in range(EMPTY_ROWS)]


def target_rows(data: Any) -> list[dict[str, Any]]:
    """The rows as they were sent; a row without name and value was taken away."""
    columns = [data.getlist(f"target_{name}") for name in ("name", "op", "value", "unit", "raw")]
    stretch = set(data.getlist("target_stretch"))
    rows = []
    for n, (name, op, value, unit, raw) in enumerate(zip(*columns, strict=False)):
        row = {"name": name.strip(), "op": op, "value": value.strip(), "unit": unit.strip(), "raw": raw}
        rows.append({**row, "stretch": str(n) in stretch})
    return rows


def read_targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as an item keeps them. Raises ValueError, in words, on a figure that is none."""
    found = []
    for row in rows:
        if not row.get("name") and not row.get("value"):
            continue
        value = re.sub(r"[,，\s]", "", row.get("value") or "")
        try:
            number = Decimal(value) if value else None
        except InvalidOperation:
            raise ValueError(f"指标“{row.get('name', '')}”的目标值“{row['value']}”不是数字。") from None
        if number is not None and not number.is_finite():
            raise ValueError(f"指标“{row.get('name', '')}”的目标值“{row['value']}”不是数字。")
        raw = row.get("raw") or f"{row.get('name', '')}{value}{row.get('unit', '')}"
        found.append(
            {
                "name": (row.get("name") or "")[:120],
                "op": row["op"] if row["op"] in dict(OPERATORS) else ">=",
                "value": format(number.normalize(), "f") if number is not None else None,
                "unit": (row.get("unit") or "")[:20],
                "raw": raw[:200],
                "stretch": bool(row.get("stretch")),
            }
        )
    return found


class SettleForm(forms.Form):
    """What a printed name means."""

    name = forms.CharField(widget=forms.HiddenInput)
    who = forms.ChoiceField(label="是哪一个", widget=Picker(url="supervision:plan_units"))
    remember = forms.BooleanField(
        label="记住为别名", required=False, help_text="以后的文件里同样的叫法自动识别"
    )

    def __init__(self, *args: Any, leader: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if leader:
            self.fields["who"].widget = Picker(url="supervision:plan_leaders")
            self.fields["remember"].help_text = "选职务时，以后的文件里同样的叫法自动识别；人名不记"
        given = self.data.get("who", "") if self.is_bound else ""
        self.fields["who"].choices = [("", "输入名称查找"), *([(given, _shown(given))] if given else [])]

    def clean_who(self) -> dict[str, int]:
        _, links, unknown = read_tokens([self.cleaned_data["who"]])
        if unknown or not links:
            raise forms.ValidationError("请从列表里选一个。")
        return next(iter(links.values()))


class SetAllForm(forms.Form):
    """Cycle, deadline and a lead unit for many tasks at once."""

    cycle = forms.ChoiceField(label="报送周期", required=False, choices=[("", "不改"), *CYCLES])
    deadline = DateField(label="完成时限", required=False)
    only_missing = forms.BooleanField(label="时限只填没有的任务", required=False, initial=True)
    lead_units = NamesField(
        "supervision:plan_units", label="牵头单位", required=False, help_text="只填没有牵头单位的任务"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead_units"].choices = shown_names(self.data, "lead_units")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["lead_units"], cleaned["links"] = cleaned.get("lead_units") or ([], {})
        if not cleaned.get("cycle") and not cleaned.get("deadline") and not cleaned["lead_units"]:
            raise forms.ValidationError("请选择报送周期、填写完成时限，或指定牵头单位。")
        return cleaned


class IssueForm(forms.Form):
    """How a plan is given to its units."""

    cycle = forms.ChoiceField(label="报送周期", choices=CYCLES)
    default_deadline = DateField(label="默认完成时限", required=False, help_text="没有写时限的任务用这个日期")
    signer = forms.CharField(label="签发人", required=False, max_length=40)
    slips_to_co = forms.BooleanField(label="协同单位也发督办通知单", required=False, initial=True)
    expand_open = forms.BooleanField(label="“有关单位”一类也发给全组", required=False)
    sure = forms.BooleanField(label="已核对任务、单位和时限，确认交办")

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self.initial = {
                "cycle": plan.cycle,
                "default_deadline": plan.default_deadline,
                "slips_to_co": True,
            }

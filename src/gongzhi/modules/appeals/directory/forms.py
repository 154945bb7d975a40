"""Forms of the directory."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from gongzhi.kernel.web.fields import DateField, FilesField, TextField
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.words import Closer

LIMIT_MB = 10


class CategoryForm(forms.Form):
    """One category."""

    code = forms.CharField(label="代码", max_length=12)
    major = forms.CharField(label="大类", max_length=20)
    name = forms.CharField(label="小类", max_length=30)
    keywords = TextField(
        label="常用词", rows=2, max_length=500, required=False, help_text="诉求里常出现的词，用顿号隔开；用来推测事项，也可以用来搜索"
    )  # fmt: skip
    closer = forms.ChoiceField(label="办结方式", choices=Closer.choices)
    publishable = forms.BooleanField(label="可对外公开（开放接口只提供公开的事项）", required=False)
    guidance = forms.CharField(
        label="引导语", max_length=200, required=False, help_text="不该在这里反映的，写明去哪里，例如“正在抢修的停电请拨95598”"
    )  # fmt: skip
    withdrawn_on = DateField(label="停用日期", required=False, help_text="已经登记的诉求不受影响")

    def clean_keywords(self) -> list[str]:
        words = re.split(r"[、，,；;\s]+", self.cleaned_data.get("keywords", ""))
        return [one for one in words if one]


def initial_of(category: Category) -> dict[str, Any]:
    names = ("code", "major", "name", "closer", "publishable", "guidance", "withdrawn_on")
    return {name: getattr(category, name) for name in names} | {"keywords": "、".join(category.keywords)}


class SheetForm(forms.Form):
    file = FilesField(label="分派目录表", accept=".xlsx", most=1, limit_mb=LIMIT_MB)


class PublishForm(forms.Form):
    """When an edition comes into force, and why."""

    from_on = DateField(label="施行日期", help_text="从这一天起派出的诉求按新目录；已经派出的不变")
    source = forms.CharField(
        label="依据", max_length=200, help_text="文号或会议，如：县热线联席会议第3次会议"
    )
    note = forms.CharField(label="说明", max_length=300, required=False)

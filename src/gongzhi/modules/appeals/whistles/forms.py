"""The form of a whistle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.fields import FilesField, PlaceField, TextField, UnitField, UnitsField
from gongzhi.modules.appeals.whistles.models import Whistle
from gongzhi.modules.appeals.whistles.opening import WhistleTold, blow
from gongzhi.modules.appeals.whistles.words import WhistleType


class WhistleForm(forms.Form):
    type = forms.ChoiceField(
        label="类型", choices=WhistleType.choices, help_text="报到和办结的期限由类型定，见参数“吹哨报到”"
    )
    text = TextField(
        label="问题", rows=5, max_length=4000, help_text="什么地方、什么问题、为什么本级解决不了"
    )
    tried = TextField(label="已采取的措施", rows=3, max_length=2000)
    wanted = UnitsField(label="需要报到的单位", required=False)
    lead = UnitField(label="建议牵头单位", required=False)
    place = PlaceField(label="所在地方", required=False)
    spot = forms.CharField(label="具体位置", max_length=120, required=False)
    files = FilesField(label="证据材料", required=False, help_text="现场照片、执法文书等")
    title = forms.CharField(label="标题", max_length=60, required=False, help_text="不写姓名；不填由系统拟")


def from_form(*, by: Officer, at: datetime, **given: Any) -> Whistle:
    """Draft what the form holds. Raises what `blow` refuses."""
    place = given.pop("place")
    told = WhistleTold(**(given | {"wanted": list(given["wanted"])}), place_code=place.code if place else "")
    return blow(told, by=by, at=at)

"""The forms of grids: setting one up, the team, volunteers, tasks, splitting."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.web.fields import (
    DateField,
    FilesField,
    ManyPicker,
    Picker,
    PlaceField,
    TextField,
    UnitField,
)
from gongzhi.modules.grid.events.forms import GridField
from gongzhi.modules.grid.grids.models import Post

NETS = ("党建", "综治", "城管", "环保", "应急", "民政", "人社", "卫健", "市场监管", "消防", "其他")
WAYS = [
    ("ew", "按南北线分为东西两块，两边户数相近"),
    ("ns", "按东西线分为南北两块，两边户数相近"),
    ("file", "按边界文件"),
]


class OfficerField(forms.ModelChoiceField):
    """An officer by name and unit."""

    def __init__(self, **options: Any) -> None:
        rows = Officer.objects.filter(is_active=True).select_related("unit").order_by("username")
        super().__init__(rows, widget=Picker(), empty_label="（没有账号）", **options)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit.label}）"


class OfficersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit.label}）"


class NewGridForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="编码自动取下一个未用过的")


class MemberForm(forms.Form):
    post = forms.ChoiceField(label="岗位", choices=Post.choices)
    officer = OfficerField(
        label="账号", required=False, help_text="网格长、专职和兼职网格员要选账号，授权随之生效"
    )
    name = forms.CharField(label="姓名", max_length=40, required=False, help_text="选了账号的不用填")
    phone = forms.CharField(label="公示电话", max_length=20, required=False)


class VolunteerForm(forms.Form):
    place = GridField(label="网格")
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    team = forms.CharField(label="队伍", max_length=40, required=False)
    skills = forms.CharField(label="服务专长", max_length=80, required=False)


class DutyForm(forms.Form):
    unit = UnitField(label="部门")
    name = forms.CharField(label="任务", max_length=60)
    net = forms.ChoiceField(label="原有网格", choices=[(one, one) for one in NETS])
    content = TextField(label="内容和频次", rows=3, max_length=300)
    basis = forms.CharField(label="准入依据", max_length=200, help_text="文件名称和文号，或会议纪要")
    place = PlaceField(label="范围", required=False, help_text="不选为全县")
    from_on = DateField(label="起")
    to_on = DateField(label="止", required=False)


class SplitForm(forms.Form):
    """How a grid shall be split; the next page shows what goes where."""

    way = forms.ChoiceField(label="怎么分", choices=WAYS, widget=forms.RadioSelect, initial="ew")
    file = FilesField(
        label="边界文件", required=False, accept=".json,.geojson", most=1, limit_mb=10,
        help_text="GeoJSON，每个要素一个新网格，属性 name 为名称",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("way") == "file" and not given.get("file"):
            self.add_error("file", "请选择边界文件。")
        return given


def confirm_form(place: Place, names: list[str], officers: Any) -> type[forms.Form]:
    """The last form of a split: names, workers and the basis."""
    fields: dict[str, Any] = {}
    for n, name in enumerate(names):
        fields[f"name{n}"] = forms.CharField(label=f"第{n + 1}块名称", max_length=60, initial=name)
        fields[f"workers{n}"] = OfficersField(
            officers, label=f"第{n + 1}块网格员", widget=ManyPicker(), required=True
        )
    fields["rest"] = forms.TypedChoiceField(
        label="没有定位的住户和事件归入",
        choices=[(str(n), f"第{n + 1}块") for n in range(len(names))],
        coerce=int,
    )
    fields["reason"] = forms.CharField(label="依据", max_length=200, help_text="批准调整的文件或会议")
    return type("ConfirmForm", (forms.Form,), fields)

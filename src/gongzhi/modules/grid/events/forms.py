"""The forms of reporting and of looking at the spot."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.org.models import Place
from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.web.fields import FilesField, Picker, TextField, place_label
from gongzhi.modules.grid.catalogue.queries import choices
from gongzhi.modules.grid.events.rules import LONGEST, SHORTEST
from gongzhi.modules.grid.words import Channel

PHOTOS = ".jpg,.jpeg,.png,.webp,.heic"
AT_DESK = (Channel.WORKER, Channel.PATROL, Channel.VOLUNTEER, Channel.SUPERIOR, Channel.VIDEO)


class GridField(forms.ModelChoiceField):
    """A grid or what lies below it, found by name or code; the map fills it too."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", "请选择网格")
        super().__init__(
            bare_places().filter(listed_to=None).order_by("code"),
            widget=Picker(url="grid:choices"),
            **options,
        )

    def label_from_instance(self, obj: Any) -> str:
        return place_label(obj)


class Located(forms.Form):
    """A position as the map or the device gives it."""

    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)


class ReportForm(Located):
    """An event as it is reported on the page; the phone has its own."""

    text = TextField(
        label="情况",
        rows=4,
        max_length=LONGEST,
        min_length=SHORTEST,
        help_text="什么事、在哪里；不写居民姓名、电话",
    )
    category = forms.ChoiceField(label="事件类别", required=False, widget=Picker())
    place = GridField(label="网格", required=False, help_text="在地图上点一下，网格自动填好")
    spot = forms.CharField(label="位置说明", max_length=120, required=False)
    component = forms.CharField(
        label="部件编码", max_length=20, required=False, help_text="公共设施坏了的，填设施上的编码"
    )
    channel = forms.ChoiceField(label="来源", choices=[(one.value, one.label) for one in AT_DESK])
    urgent = forms.BooleanField(label="紧急", required=False)
    photos = FilesField(label="现场照片", required=False, accept=PHOTOS, most=9)
    self_handled = forms.BooleanField(label="已当场处理好（自办）", required=False)
    done = TextField(label="自办情况", rows=2, max_length=1000, required=False)
    done_photos = FilesField(label="处理后照片", required=False, accept=PHOTOS, most=9)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", "（由乡镇确定）"), *choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place: Place | None = given.get("place")
        given["place"] = place.code if place else ""
        return given


class VerifyForm(Located):
    """What a second person found on the spot."""

    passed = forms.TypedChoiceField(
        label="核查结果", choices=[("1", "已处理好"), ("0", "没有处理好，退回返工")], widget=forms.RadioSelect,
        coerce=lambda given: given == "1",
    )  # fmt: skip
    photos = FilesField(label="现场照片", accept=PHOTOS, most=9)
    note = TextField(label="核查情况", rows=3, max_length=500, required=False)
    why = forms.CharField(
        label="不在现场的原因", max_length=120, required=False, help_text="在事件位置附近定位的不用填"
    )

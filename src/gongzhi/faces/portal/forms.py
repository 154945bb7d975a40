"""The portal's forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from gongzhi.kernel.web.fields import FilesField, TextField
from gongzhi.modules.appeals.follow.actions import MOST
from gongzhi.modules.appeals.intake.rules import LONGEST, SHORTEST
from gongzhi.modules.appeals.words import AppealType, Satisfied, Solved

PHOTOS, PHOTO_MB = 6, 8
TYPES = [
    (AppealType.HELP, "求助：请帮忙解决"),
    (AppealType.COMPLAINT, "投诉：对人或事不满"),
    (AppealType.REPORT, "举报：反映违法违规（默认保密）"),
    (AppealType.CONSULT, "咨询：问政策、问办法"),
    (AppealType.SUGGESTION, "建议"),
    (AppealType.PRAISE, "表扬"),
]
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def photos(label: str = "照片") -> FilesField:
    return FilesField(
        label=label, required=False, accept="image/*", most=PHOTOS, limit_mb=PHOTO_MB,
        help_text=f"最多{PHOTOS}张；手机照片会先缩小再上传",
    )  # fmt: skip


class AppealForm(forms.Form):
    """What a resident tells, in three steps of one form."""

    text = TextField(
        label="什么事", rows=6, draft=False, max_length=LONGEST, min_length=SHORTEST, help_text="什么时候、在哪里、什么情况、希望怎么解决"
    )  # fmt: skip
    type = forms.ChoiceField(label="类型", choices=TYPES, initial=AppealType.HELP)
    category = forms.CharField(required=False, widget=forms.HiddenInput)
    files = photos()
    address = forms.CharField(
        label="详细地址", required=False, max_length=200, help_text="例如：锦绣社区3号楼东侧垃圾桶旁"
    )
    place = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    anonymous = forms.BooleanField(
        label="匿名反映", required=False, help_text="不留姓名电话；办理单位联系不上您，也不回访"
    )
    name = forms.CharField(label="怎么称呼您", required=False, max_length=40)
    phone = forms.CharField(
        label="联系电话", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="只给办理这件事的人看，每次查看都有记录",
    )  # fmt: skip
    confidential = forms.BooleanField(
        label="为我保密", required=False, help_text="被反映的单位看不到您是谁；举报一律保密"
    )
    website = forms.CharField(
        label="请留空",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # only programs fill it

    steps = (
        ("什么事", ("text", "type", "category", "files")),
        ("在哪里", ("address", "place", "longitude", "latitude")),
        ("怎么联系您", ("name", "phone", "confidential", "anonymous")),
    )

    def clean_phone(self) -> str:
        given = re.sub(r"\s", "", self.cleaned_data["phone"])
        if given and not PHONE.fullmatch(given):
            raise forms.ValidationError(
                "这不像电话号码。请填11位手机号，或带区号的座机号，例如0550-1234567。"
            )
        return given

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("website"):
            raise forms.ValidationError("没有提交成功，请刷新页面再试一次。")
        if not values.get("anonymous") and not values.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "请留一个电话，办理单位要联系您；不愿留的，请勾选“匿名反映”。")
        return values


class FindForm(forms.Form):
    number = forms.CharField(label="编号", max_length=32, help_text="以SQ开头")
    code = forms.CharField(label="查询码", max_length=16, help_text="提交时给您的10位字母和数字")


class AddForm(forms.Form):
    text = TextField(label="补充什么", rows=4, draft=False, max_length=MOST, required=False)
    files = photos()


class JudgeForm(forms.Form):
    solved = forms.ChoiceField(label="问题解决了吗", choices=Solved.choices, widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(label="对办理满意吗", choices=Satisfied.choices, widget=forms.RadioSelect)
    said = TextField(label="想说的话", rows=3, draft=False, max_length=1000, required=False)


class ReopenForm(forms.Form):
    reason = TextField(label="哪里没有解决", rows=3, draft=False, max_length=1000, min_length=4)

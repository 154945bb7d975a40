"""The form of intake: one page, by keyboard."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.web.fields import FilesField, Picker, PlaceField, TextField
from gongzhi.modules.appeals.directory.queries import categories
from gongzhi.modules.appeals.intake.rules import LONGEST, SHORTEST
from gongzhi.modules.appeals.words import AppealType, Channel, ReplyWay, Urgency

PHOTOS = ".jpg,.jpeg,.png,.webp,.heic,.pdf,.doc,.docx,.txt"
AT_DESK = (Channel.PHONE, Channel.DESK, Channel.LETTER, Channel.TALK_DESK, Channel.MAILBOX, Channel.SUPERIOR)
THEN = [("", "登记"), ("dispatch", "登记并派单"), ("answer", "登记并直接答复")]


class IntakeForm(forms.Form):
    """What a clerk takes down. The order is that of a call: who, what, where, what kind."""

    phone = forms.CharField(
        label="来电号码", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autofocus": True, "autocomplete": "off"})
    )  # fmt: skip
    name = forms.CharField(
        label="称呼", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    channel = forms.ChoiceField(label="渠道", choices=[(one.value, one.label) for one in AT_DESK])
    anonymous = forms.BooleanField(label="匿名", required=False)
    confidential = forms.BooleanField(label="要求保密", required=False)
    # no draft: what a caller says stays on no desk's computer
    text = TextField(label="诉求内容", rows=5, max_length=LONGEST, min_length=SHORTEST, draft=False)
    place = PlaceField(label="地方", required=False)
    address = forms.CharField(
        label="详细地址",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    type = forms.ChoiceField(label="类型", choices=AppealType.choices, initial=AppealType.COMPLAINT)
    category = forms.ChoiceField(label="事项", required=False, widget=Picker())
    urgency = forms.ChoiceField(label="紧急程度", choices=Urgency.choices)
    complex = forms.BooleanField(label="疑难复杂", required=False)
    title = forms.CharField(
        label="标题",
        max_length=60,
        required=False,
        help_text="不填取内容的第一句；会公开，不要写姓名、电话",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reply_way = forms.ChoiceField(label="回复方式", choices=ReplyWay.choices)
    outside_number = forms.CharField(label="来文编号", max_length=60, required=False)
    join = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=THEN, required=False, widget=forms.HiddenInput)
    answer = TextField(label="答复内容", rows=2, max_length=4000, required=False, draft=False)
    files = FilesField(label="照片和材料", required=False, accept=PHOTOS, most=9, limit_mb=20)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "（未定）"), *((code, f"{code} {label}") for code, label in categories())]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        # the map gives grids, which nobody chooses by name
        self.fields["place"].queryset = bare_places()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("then") == "answer" and not given.get("answer"):
            self.add_error("answer", "直接答复要写明答复内容。")
        if given.get("then") == "dispatch" and not given.get("category") and not given.get("join"):
            self.add_error("category", "派单要先选定事项。")
        return given

"""Forms of mediation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.fields import DateField, PlaceField, TextField
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, Room, TalkPoint
from gongzhi.modules.appeals.mediation.opening import DisputeTold, PartyTold, register
from gongzhi.modules.appeals.mediation.words import DisputeKind, Level, Risk, Side, Source

SOURCES = [one for one in Source.choices if one[0] != Source.APPEAL]


class DisputeForm(forms.Form):
    source = forms.ChoiceField(label="来源", choices=SOURCES)
    point = forms.ModelChoiceField(
        label="百姓说事点", queryset=TalkPoint.objects.filter(closed_on=None), required=False, empty_label="不是说事点"
    )  # fmt: skip
    kind = forms.ChoiceField(label="纠纷类型", choices=DisputeKind.choices)
    text = TextField(label="纠纷情况", rows=5, max_length=5000, help_text="谁和谁、为什么事、各自要求什么")
    applicant = forms.CharField(label="申请人", max_length=40)
    applicant_phone = forms.CharField(label="申请人电话", max_length=20, required=False)
    respondent = forms.CharField(label="被申请人", max_length=40, required=False)
    respondent_phone = forms.CharField(label="被申请人电话", max_length=20, required=False)
    place = PlaceField(label="所在地方", required=False)
    level = forms.ChoiceField(label="调解层级", choices=Level.choices, initial=Level.VILLAGE)
    people = forms.IntegerField(label="涉及人数", min_value=1, max_value=100_000, initial=2)
    amount = forms.DecimalField(
        label="涉及金额（元）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    violence = forms.BooleanField(label="有暴力或扬言报复", required=False)
    again = forms.BooleanField(label="反复上访", required=False)
    risk = forms.ChoiceField(
        label="风险",
        choices=Risk.choices,
        initial=Risk.BLUE,
        help_text="10人以上、有暴力、反复上访的一律为红色",
    )
    title = forms.CharField(label="标题", max_length=60, required=False, help_text="不写姓名；不填由系统拟")


def from_form(*, by: Officer, at: datetime, **given: Any) -> Dispute:
    """Register what the form holds. Raises what `register` refuses."""
    place, amount = given["place"], given["amount"]
    told = DisputeTold(
        text=given["text"], kind=given["kind"], source=given["source"], point=given["point"], level=given["level"],
        risk=given["risk"], place_code=place.code if place else "", people=given["people"],
        cents=int(amount * 100) if amount is not None else None, violence=given["violence"], again=given["again"],
        title=given["title"],
        parties=[
            PartyTold(given["applicant"], given["applicant_phone"]),
            PartyTold(given["respondent"], given["respondent_phone"], Side.RESPONDENT),
        ],
    )  # fmt: skip
    return register(told, by=by, at=at)


class PointForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    place = PlaceField(label="所在地方")
    keeper = forms.CharField(label="说事员", max_length=40)
    hours = forms.CharField(label="开放时间", max_length=60, required=False)
    opened_on = DateField(label="设立日期", required=False)
    closed_on = DateField(label="停用日期", required=False)


class RoomForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Room._meta.get_field("kind").choices)
    place = PlaceField(label="所在地方")
    committee = forms.CharField(label="所属调解委员会", max_length=80, required=False)


class MediatorForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=Mediator._meta.get_field("kind").choices)
    room = forms.ModelChoiceField(label="调解室", queryset=Room.objects.all(), empty_label="请选择调解室")
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    good_at = forms.CharField(label="擅长", max_length=80, required=False)
    from_on = DateField(label="聘任日期", initial=today)
    to_on = DateField(label="离任日期", required=False)

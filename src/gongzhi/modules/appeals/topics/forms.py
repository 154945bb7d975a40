"""Forms of topics."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.web.fields import DateField, Picker, PlaceField, TextField, UnitField, UnitsField
from gongzhi.modules.appeals.directory.models import Category


class TopicForm(forms.Form):
    """What a topic is about."""

    name = forms.CharField(label="专题名称", max_length=80)
    category = forms.ModelChoiceField(
        label="事项", queryset=Category.objects.order_by("code"), required=False, widget=Picker()
    )
    place = PlaceField(label="地方", required=False, help_text="不填为全县")
    from_on = DateField(label="自")
    to_on = DateField(label="至")
    note = forms.CharField(label="说明", max_length=300, required=False)


class PassForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, min_length=2, help_text="如：各反映各的事，没有共同原因"
    )


class AskForm(forms.Form):
    reason = TextField(label="提请理由", rows=3, max_length=300, help_text="为什么要在大家来反映之前主动办")


class TaskForm(forms.Form):
    """What the supervised task is."""

    title = TextField(label="任务内容", rows=3, max_length=300)
    lead = UnitField(label="牵头单位")
    co = UnitsField(label="协同单位", required=False)
    deadline = DateField(label="完成时限")

    def clean_co(self) -> list[Any]:
        return list(self.cleaned_data["co"] or ())


class EndForm(forms.Form):
    outcome = TextField(
        label="办理结果",
        rows=5,
        max_length=2000,
        help_text="这段话会作为答复写进每一件诉求，并告知每一位诉求人",
    )


class TickForm(forms.Form):
    """How telling went."""

    state = forms.ChoiceField(label="结果", choices=[("done", "已告知"), ("failed", "未能告知")])
    note = forms.CharField(label="备注", max_length=200, required=False, help_text="如：号码停机")

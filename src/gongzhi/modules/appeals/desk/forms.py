"""Forms of the page of one appeal."""

from __future__ import annotations

from django import forms

PURPOSES = (
    "电话联系诉求人核实情况",
    "上门办理前确认地址",
    "回访办理结果",
    "告知办理进展",
)


class PurposeForm(forms.Form):
    """Why an officer wants to read who told."""

    purpose = forms.CharField(
        label="查看用途",
        max_length=200,
        help_text="用途和查看人会记入日志，可被审计",
        widget=forms.TextInput(attrs={"list": "purposes", "autocomplete": "off", "autofocus": True}),
    )


class EraseForm(forms.Form):
    """On what ground a caller is erased."""

    ground = forms.CharField(label="删除依据", max_length=200, help_text="例如：本人申请；保存期满")

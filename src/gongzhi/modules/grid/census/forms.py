"""The forms of collecting: a spreadsheet, one entry by hand, a purpose, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.people.census.forms_of import COLUMNS
from gongzhi.kernel.people.census.words import Care

PURPOSES = ("走访前核对对象", "核对登记信息", "联系处置突发情况", "办理群众申请事项")


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="用途",
        max_length=100,
        widget=forms.TextInput(attrs={"list": "purposes", "autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=100, help_text="例如：迁往外地、房屋拆除、单位注销")


class CareForm(forms.Form):
    care = forms.ChoiceField(label="关爱类别", choices=Care.choices, required=False)


def entry_form(subject: str, fixed: tuple[str, ...] = ()) -> type[forms.Form]:
    """The form of one entry, by the columns of the spreadsheet; `fixed` cannot be changed."""
    fields: dict[str, Any] = {}
    for column in COLUMNS[subject]:
        head = column.head
        if column.choices:
            choices = [("", "——"), *[(word, word) for word in column.choices]]
            fields[head] = forms.ChoiceField(label=head, choices=choices, required=column.needed)
        else:
            field = forms.CharField(label=head, max_length=column.longest or 120, required=column.needed)
            field.widget.attrs["autocomplete"] = "off"
            if head in fixed:
                field.widget.attrs["readonly"] = True
            fields[head] = field
    return type("EntryForm", (forms.Form,), fields)

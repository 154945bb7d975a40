"""The forms of a visit, made of the questions that are asked of the household."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.people.census.words import Care
from gongzhi.kernel.web.fields import DateField, FilesField, Picker, TextField
from gongzhi.modules.grid.catalogue.queries import choices
from gongzhi.modules.grid.events.forms import PHOTOS, Located
from gongzhi.modules.grid.visits.models import AskList
from gongzhi.modules.grid.visits.rules import TEXT, options_of


class VisitForm(Located):
    """Everything but the questions."""

    met = forms.TypedChoiceField(
        label="见到人", choices=[("1", "见到"), ("0", "没见到人")], widget=forms.RadioSelect, initial="1",
        coerce=lambda given: given == "1",
    )  # fmt: skip
    note = TextField(label="走访情况", rows=3, max_length=2000, required=False, draft=False)
    photos = FilesField(label="照片", required=False, accept=PHOTOS, most=9)
    finding = TextField(
        label="发现的问题",
        rows=2,
        max_length=1000,
        required=False,
        help_text="填了的会作为网格事件上报",
        draft=False,
    )
    finding_category = forms.ChoiceField(label="问题类别", required=False, widget=Picker())
    questions: list[dict[str, Any]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["finding_category"].choices = [("", "（由乡镇确定）"), *choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        codes = [one["code"] for one in self.questions]
        given["answers"] = {code: given.pop(code, "") or "" for code in codes}
        text, category = given.pop("finding", ""), given.pop("finding_category", "")
        given["findings"] = [{"text": text, "category": category}] if text else []
        return given


def visit_form(asked: AskList | None) -> type[VisitForm]:
    """The form with the questions of a list, in their order, before the note."""
    questions = asked.questions if asked else []
    fields: dict[str, Any] = {"questions": questions}
    for one in questions:
        if one["type"] == TEXT:
            fields[one["code"]] = forms.CharField(label=one["label"], max_length=300, required=False)
        else:
            options = [(word, word) for word in options_of(one)]
            fields[one["code"]] = forms.ChoiceField(
                label=one["label"], choices=options, required=False, widget=forms.RadioSelect
            )
    made = type("AskedForm", (VisitForm,), fields)
    order = ["met", *[one["code"] for one in questions]]
    made.field_order = order  # type: ignore[attr-defined]
    return made


class AskForm(forms.Form):
    """What is asked from a day on."""

    name = forms.CharField(label="名称", max_length=40)
    care = forms.ChoiceField(
        label="适用", required=False, choices=[("", "所有住户"), *[one for one in Care.choices if one[0]]]
    )
    from_on = DateField(label="施行日期")
    questions = TextField(
        label="问题",
        rows=10,
        max_length=6000,
        help_text="一行一个：“燃气软管是否老化｜是否”“主要收入｜单选：务农、务工”“有什么困难｜文字”；行末加“→E31：是”，回答“是”时上报为E31类事件",
    )

"""The form for one parameter, made from its declaration; `set_value` decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from gongzhi.kernel.clock import Ends, Term
from gongzhi.kernel.refusals import Refusal

from .rules import Parameter

LARGE = {"rows": 6}


class ParameterForm(forms.Form):
    """Value, first day, source and reason. `cleaned_data` are keywords for `actions.set_value`, but for `name`."""

    parameter: Parameter

    value = forms.Field()
    from_on = forms.DateField(
        label="生效日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号")
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="补设或更正时写明原因")

    def clean_value(self) -> Any:
        """The value of the declared kind; a refusal becomes this field's error."""
        given = self.cleaned_data["value"]
        if self.parameter.kind is list and isinstance(given, str):
            given = [line.strip() for line in given.splitlines() if line.strip()]
        try:
            return self.parameter.clean(given)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def parameter_form(parameter: Parameter, *, value: Any, on: date) -> type[ParameterForm]:
    """The form class of one parameter, filled with the value in force and the day proposed.

    Lists of texts are edited one item a line; other lists and tables as JSON.
    """
    field = _field(parameter)
    field.label = parameter.label
    field.help_text = "，".join(
        part for part in (parameter.unit and f"单位：{parameter.unit}", parameter.help) if part
    )
    field.initial = _typed(parameter, value)
    name = "".join(word.title() for word in parameter.name.replace(".", "_").split("_")) + "Form"
    made: Any = type(name, (ParameterForm,), {"parameter": parameter, "value": field})
    made.base_fields["from_on"].initial = on  # the class has its own copies of the fields
    return made


def _field(parameter: Parameter) -> forms.Field:
    choices = list(parameter.labels.items())
    if parameter.kind is bool:
        return forms.TypedChoiceField(
            choices=[("True", "是"), ("False", "否")], coerce=lambda text: text == "True"
        )
    if parameter.kind is list and choices:
        return forms.TypedMultipleChoiceField(
            choices=choices, coerce=_coerce(parameter), required=False, widget=forms.CheckboxSelectMultiple
        )
    if choices:
        return forms.TypedChoiceField(choices=choices, coerce=_coerce(parameter))
    if parameter.kind in (int, Decimal):
        bounds: dict[str, Any] = {"min_value": parameter.least, "max_value": parameter.most}
        return forms.IntegerField(**bounds) if parameter.kind is int else forms.DecimalField(**bounds)
    if _in_lines(parameter):
        return forms.CharField(required=False, widget=forms.Textarea(attrs=LARGE))
    if parameter.kind in (list, dict):
        return forms.JSONField(
            required=False, empty_value=parameter.kind(), widget=forms.Textarea(attrs=LARGE)
        )
    longest = None if parameter.most is None else int(parameter.most)
    return forms.CharField(max_length=longest, required=bool(parameter.least))


def _coerce(parameter: Parameter) -> Any:
    """From the text of a chosen option back to the choice itself."""
    return {str(choice): choice for choice in parameter.labels}.__getitem__


def _typed(parameter: Parameter, value: Any) -> Any:
    """A value as it stands in its field."""
    if parameter.kind is Term:  # in words where they say it all, else as its code
        plain = value.rolls and value.ends is Ends.OFFICE
        return value.label if plain else str(value)
    return "\n".join(value) if _in_lines(parameter) else value


def _in_lines(parameter: Parameter) -> bool:
    """Whether this is a list of texts without choices, by its default; an empty default counts as one."""
    return (
        parameter.kind is list
        and not parameter.choices
        and all(isinstance(item, str) for item in parameter.value)
    )

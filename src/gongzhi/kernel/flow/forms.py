"""The form of a move, from its declaration: the one validator for page, API and phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin

from django import forms
from django.db.models import Q

from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.declare import Ask, Move
from gongzhi.kernel.org.models import Officer, Post, Unit

SHORT, LONG = 200, 4000


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploads in one field; cleans to a list."""

    widget = ManyFilesInput
    default_error_messages = {"empty": "这是空文件。请检查原文件能否打开，再重新上传。"}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        # an attachment that was uploaded before, through the API, was checked then
        return [
            one if isinstance(one, Attachment) else super(ManyFilesField, self).clean(one, initial)
            for one in given
        ]


class MoveForm(forms.Form):
    """The base of every move's form. `version` is the matter's version that the officer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    assignment = forms.IntegerField(widget=forms.HiddenInput, required=False)
    move: Move
    groups: dict[str, list[tuple[str, str]]]  # parameter -> [(field name, key)]

    def typed(self) -> dict[str, Any]:
        """The cleaned values as the move's body takes them."""
        values = {ask.name: self.cleaned_data.get(ask.name) for ask in self.move.asks}
        for parameter, names in self.groups.items():
            values[parameter] = {key: self.cleaned_data.get(name) for name, key in names}
        return values

    def told(self) -> list[tuple[str, str, bool]]:
        """What was filled in, as (label, text, personal), for the log."""
        personal = {ask.name for ask in self.move.asks if ask.personal}
        return [
            (str(field.label), printable(self.cleaned_data.get(name), field), name in personal)
            for name, field in self.fields.items()
            if name not in ("version", "assignment") and not isinstance(field, forms.FileField)
        ]


def move_form(move: Move, row: Any, data: Any = None, files: Any = None, **initial: Any) -> MoveForm:
    """The form of `move` for one row, bound when data is given."""
    asks = {ask.name: ask for ask in move.asks}
    fields: dict[str, forms.Field] = {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in move.order:
        if parameter in asks:
            fields[parameter] = _field(asks[parameter], row)
            continue
        groups[parameter] = []
        for ask in move.each[parameter].asks(row):
            name = f"{parameter}-{ask.name}"
            fields[name] = _field(ask, row)
            groups[parameter].append((name, ask.name))
    cls = type("BoundMoveForm", (MoveForm,), {**fields, "move": move, "groups": groups})
    return cls(data, files, initial=initial)


def printable(value: Any, field: forms.Field | None = None) -> str:
    """A cleaned value in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        return "、".join(printable(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    return str(value)


def answered(ask: Ask, row: Any, value: Any) -> str:
    """What a program gave for a question, in the words in which the form would have offered it."""
    return printable(value, _field(ask, row) if ask.choices is not None else None)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [(key, label) for key, label in choices]


def units_in_force(on: date) -> Any:
    listed = (Q(listed_from__isnull=True) | Q(listed_from__lte=on)) & (
        Q(listed_to__isnull=True) | Q(listed_to__gt=on)
    )
    return Unit.objects.filter(listed)


def _field(ask: Ask, row: Any) -> forms.Field:
    common: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.help}
    initial = ask.initial(row) if callable(ask.initial) else ask.initial
    if initial is not None:
        common["initial"] = initial
    if ask.choices is not None:
        choices: Sequence[tuple[str, str]] = ask.choices(row) if callable(ask.choices) else ask.choices
        if get_origin(ask.type) is list:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        blank = [] if ask.required else [("", "——")]
        return forms.ChoiceField(choices=[*blank, *choices], **common)
    return _by_type(ask, common)


def _by_type(ask: Ask, common: dict[str, Any]) -> forms.Field:
    kind = ask.type
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        if inner is Attachment:
            return ManyFilesField(**common)
        if inner is Unit:
            return forms.ModelMultipleChoiceField(queryset=units_in_force(today()), **common)
    if kind is Unit:
        return forms.ModelChoiceField(queryset=units_in_force(today()), **common)
    if kind is Officer:
        return forms.ModelChoiceField(
            queryset=Officer.objects.filter(is_active=True).select_related("unit"), **common
        )
    if kind is Post:
        return forms.ModelChoiceField(queryset=Post.objects.all(), **common)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if kind is bool:
        return forms.BooleanField(**{**common, "required": False})
    if kind is int:
        return forms.IntegerField(min_value=ask.least, max_value=ask.most or None, **common)
    if kind is Decimal:
        return forms.DecimalField(
            min_value=ask.least, max_value=ask.most or None, max_digits=18, decimal_places=4, **common
        )
    most = ask.most or (LONG if ask.long else SHORT)
    widget = forms.Textarea(attrs={"rows": 4 if most > 300 else 2}) if ask.long else forms.TextInput()
    return forms.CharField(min_length=ask.least, max_length=most, widget=widget, **common)

"""Form fields that know how this house writes dates, chooses units and takes files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import ClearableFileInput, FileInput

from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Place, PlaceKind, Unit


class DateField(forms.DateField):
    """A day, by the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "2099-12-31"})
    default_error_messages = {"invalid": "日期要写成 2026-03-05 这样。"}


class MomentField(forms.DateTimeField):
    """A moment to the minute, in the county's time zone."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": "时间要写成 2026-03-05 09:30 这样。"}


class TextField(forms.CharField):
    """Several lines, kept as a draft on this computer until it is submitted."""

    def __init__(self, *, rows: int = 4, draft: bool = True, max_length: int = 2000, **options: Any) -> None:
        attrs = {"rows": rows} | ({"data-draft": ""} if draft else {})
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs=attrs), **options)


BELOW_VILLAGES = (PlaceKind.GRID, PlaceKind.MICRO_GRID, PlaceKind.TEN_HOMES)
MOST_OPTIONS = 100  # rows of a searched select that lie on the page; the others are found by typing


class _Searched:
    """With a search address the page carries the first rows and the chosen ones, however many there are."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        rows = self.choices
        if self.attrs["data-picker"] and isinstance(rows, ModelChoiceIterator):  # type: ignore[attr-defined]
            self.choices = _short(rows, value)
        try:
            return super().optgroups(name, value, attrs)  # type: ignore[misc]
        finally:
            self.choices = rows


def _short(rows: ModelChoiceIterator, value: list[Any]) -> list[tuple[Any, str]]:
    """The empty choice, the first rows and those chosen. Two queries at most."""
    first = list(rows.queryset[: MOST_OPTIONS + 1])
    shown = first[:MOST_OPTIONS]
    if len(first) > MOST_OPTIONS:
        there = {str(rows.field.prepare_value(row)) for row in shown}
        shown += _chosen(rows, [one for one in value if str(one) not in there])
    return _empty(rows) + [rows.choice(row) for row in shown]


def _chosen(rows: ModelChoiceIterator, value: list[Any]) -> list[Any]:
    """The rows of these keys; no query for none."""
    text = rows.queryset.model._meta.pk.get_internal_type() == "CharField"
    keys = [one for one in value if one and (text or str(one).isdecimal())]
    return list(rows.queryset.filter(pk__in=keys)) if keys else []


def shown_choices(widget: Any, value: list[Any]) -> Iterable[tuple[Any, Any]]:
    """The choices that a select lays on the page; rows are read at once, not through a cursor kept on the server."""
    rows = widget.choices
    if not isinstance(rows, ModelChoiceIterator):
        return rows
    if "data-lean" in widget.attrs:
        return _empty(rows) + [rows.choice(row) for row in _chosen(rows, value)]
    if widget.attrs.get("data-picker"):
        return _short(rows, value)
    return _empty(rows) + [rows.choice(row) for row in rows.queryset]


def _empty(rows: ModelChoiceIterator) -> list[tuple[Any, str]]:
    label = getattr(rows.field, "empty_label", None)
    return [] if label is None else [("", label)]


class Picker(_Searched, forms.Select):
    """A select that searches as you type; without script it is an ordinary select."""

    def __init__(self, url: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-picker": url} | (attrs or {}))


class ManyPicker(_Searched, forms.SelectMultiple):
    def __init__(self, url: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-picker": url, "size": 6} | (attrs or {}))


def units() -> QuerySet[Unit]:
    """Units that can be chosen today, in the order of their codes."""
    return Unit.objects.filter(Unit.listed_on(today())).order_by("code")


class UnitField(forms.ModelChoiceField):
    """One unit, found by name, short name, alias, former name or code (address `choices-units`)."""

    def __init__(self, queryset: QuerySet[Unit] | None = None, **options: Any) -> None:
        options.setdefault("empty_label", "请选择单位")
        options.setdefault("widget", Picker(url="choices-units"))
        super().__init__(units() if queryset is None else queryset, **options)

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units."""

    def __init__(self, queryset: QuerySet[Unit] | None = None, **options: Any) -> None:
        options.setdefault("widget", ManyPicker(url="choices-units"))
        super().__init__(units() if queryset is None else queryset, **options)

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


def places() -> QuerySet[Place]:
    """Places down to villages and communities; grids are chosen on the map, not by name."""
    rows = Place.objects.exclude(kind__in=BELOW_VILLAGES)
    return rows.select_related("parent").defer("boundary", "parent__boundary").order_by("code")


def place_label(place: Place) -> str:
    return f"{place.name}（{place.code}）"


class PlaceField(forms.ModelChoiceField):
    """One place, found by name or code (address `choices-places`)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", "请选择地方")
        super().__init__(places(), widget=Picker(url="choices-places"), **options)

    def label_from_instance(self, obj: Any) -> str:
        return place_label(obj)


class _Drop(ClearableFileInput):
    allow_multiple_selected = True
    template_name = "ui/widgets/drop.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["limit_mb"] = self.attrs["data-limit-mb"]
        return context


class FilesField(forms.FileField):
    """Files dropped or chosen; cleaned to a list of uploads. What they are is checked by `files.store`."""

    default_error_messages = {"empty": "这是空文件。请检查原文件能否打开，再重新上传。"}

    def __init__(self, *, accept: str = "", most: int = 10, limit_mb: int = 50, **options: Any) -> None:
        self.most, self.limit_mb = most, limit_mb
        attrs = {"data-drop": "", "data-limit-mb": str(limit_mb), "data-most": str(most)}
        if most > 1:
            attrs["multiple"] = True
        widget = _Drop(attrs=attrs | ({"accept": accept} if accept else {}))
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > self.most:
            raise forms.ValidationError(f"一次最多{self.most}个文件，现在{len(given)}个。请分几次上传。")
        cleaned = [super(FilesField, self).clean(one, initial) for one in given] or [
            super().clean(None, initial)
        ]
        for file in filter(None, cleaned):
            if file.size > self.limit_mb * 1024 * 1024:
                raise forms.ValidationError(f"“{file.name}”超过{self.limit_mb} MB。请压缩或拆分后再传。")
        return [file for file in cleaned if file]


def files_widget(limit_mb: int = 50) -> forms.Widget:
    """The drop zone for a field of several files that was made elsewhere."""
    return _Drop(attrs={"data-drop": "", "data-limit-mb": str(limit_mb), "multiple": True})


FILE_WIDGETS = (FileInput, ClearableFileInput)

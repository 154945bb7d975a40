"""Forms: how they are drawn, and the way from a form to one action and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect

from gongzhi.kernel.clock import now
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.errors import trigger
from gongzhi.kernel.web.fields import Picker, shown_choices
from gongzhi.kernel.web.idempotency import FIELD, once
from gongzhi.kernel.web.markup import esc, fill

T = TypeVar("T")
VERSION = "_version"
CLASSES = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "",  # the class would go to the group's box as well
}


class StaleForm(Refusal):
    code = "web.stale_form"
    kind = Kind.INVALID
    message = "表单不完整（缺少版本号）。请刷新页面后重新提交。"


class Bound(BoundField):
    """A field that dresses its widget and knows which template draws it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        given = widget.attrs.get("class", "")
        attrs["class"] = f"{given} {self._dress(widget)}{' is-invalid' if self.errors else ''}".strip()
        url = widget.attrs.get("data-picker")
        if url and "/" not in url:
            attrs["data-picker"] = _address(url)
        if isinstance(widget, forms.FileInput):
            attrs["hx-preserve"] = "true"  # a chosen file survives the form coming back with errors
        return attrs

    def as_widget(
        self,
        widget: forms.Widget | None = None,
        attrs: dict[str, Any] | None = None,
        only_initial: bool = False,
    ) -> SafeString:
        """The widget; a select of one is drawn here, for a list's filters have many and Django builds each option."""
        widget = widget or self.field.widget
        if only_initial or type(widget) not in (forms.Select, Picker):
            return super().as_widget(widget, attrs, only_initial)
        attrs = self.build_widget_attrs(dict(attrs or {}), widget)
        if self.auto_id and "id" not in widget.attrs:
            attrs.setdefault("id", self.auto_id)
        chosen = widget.format_value(self.value())
        drawn = options(shown_choices(widget, chosen), {str(one) for one in chosen})
        named = flatatt({"name": self.html_name} | widget.build_attrs(widget.attrs, attrs))
        return fill("<select{}>{}</select>", named, drawn)

    def _dress(self, widget: forms.Widget) -> str:
        for kind in type(widget).__mro__:
            if kind in CLASSES:
                return CLASSES[kind]
        return "form-control"

    @property
    def counter(self) -> int:
        """How many characters a long text may have, for the counter under it; 0 shows none."""
        return (self.field.max_length or 0) if isinstance(self.field.widget, forms.Textarea) else 0

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_group(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect)


def _address(route: str) -> str:
    try:
        return address(route)
    except NoReverseMatch:
        return ""


class Renderer(TemplatesSetting):
    """Draws every form and field by our own templates (FORM_RENDERER)."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"
    bound_field_class = Bound

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: dict[str, Any]) -> SafeString:
    """A select as Django's own template draws it, without a template for every option: a list of units is long."""
    groups = SafeString("".join(_group(*group) for group in widget["optgroups"]))
    return fill('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(name: str | None, given: list[dict[str, Any]], _index: int) -> SafeString:
    drawn = options(
        ((one["value"], one["label"]) for one in given),
        {str(one["value"]) for one in given if one["selected"]},
    )
    return fill('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def options(choices: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    """Options; a choice whose label is a list of choices is a group."""
    parts = []
    for key, label in choices:
        if isinstance(label, list | tuple):
            parts.append(fill('<optgroup label="{}">{}</optgroup>', key, options(label, chosen)))
            continue
        value = "" if key is None else str(key)
        mark = " selected" if value in chosen else ""
        parts.append(f'<option value="{esc(value)}"{mark}>{esc(label)}</option>')
    return SafeString("".join(parts))


def form_page(
    request: HttpRequest,
    form: type[forms.BaseForm],
    action: Callable[..., T],
    *,
    title: str,
    done: Callable[[T], str | HttpResponse] | str = "",
    message: Callable[[T], str] | str = "",
    submit: str = "提交",
    danger: bool = False,
    version: int | None = None,
    initial: dict[str, Any] | None = None,
    form_kwargs: dict[str, Any] | None = None,
    template: str = "pages/form.html",
    partial: str = "ui/_form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is posted, call `action(**cleaned_data, by=officer, at=now())` once.

    Same function for page, dialog (htmx) and no script at all. `done` says where to go after (an address, or
    a response of its own); "" reloads the page that the form's dialog lies on. With `version` the form carries it and the
    action gets `version=` as it was when the form was opened. A refusal comes back on the form, at the field
    it names, with what was typed; one that forbids goes up to the error page.
    """
    values = {"title": title, "submit": submit, "danger": danger, "version": version} | context
    draw = _Drawn(request, template, partial, values)
    if request.method != "POST":
        return draw(form(initial=initial, **(form_kwargs or {})), 200)
    bound = form(request.POST, request.FILES, initial=initial, **(form_kwargs or {}))

    def work() -> HttpResponse:
        status, outcome = _attempt(request, bound, action, version)
        if status:
            return draw(bound, status)
        return _finish(request, outcome, done, message)

    return once(request, work)


class _Drawn:
    def __init__(self, request: HttpRequest, template: str, partial: str, values: dict[str, Any]) -> None:
        self.request, self.template, self.partial, self.values = request, template, partial, values

    def __call__(self, form: forms.BaseForm, status: int) -> HttpResponse:
        form.renderer = Renderer() if not isinstance(form.renderer, Renderer) else form.renderer
        whole = (
            not self.request.htmx or self.request.htmx.history_restore_request or self.request.htmx.boosted
        )
        fresh = {"form": form, "once": get_random_string(24), "action": self.request.get_full_path()}
        # after a conflict the form carries the present version: the officer has been told what changed
        kept = {"version": self.values["version"] if status == 409 else self._version()}
        template = self.template if whole else self.partial
        return render(self.request, template, self.values | fresh | kept, status=status)

    def _version(self) -> Any:
        return self.request.POST.get(VERSION, self.values["version"])


def _attempt(
    request: HttpRequest, form: forms.BaseForm, action: Callable[..., T], version: int | None
) -> tuple[int, Any]:
    """(0, what the action returned), or (the status to draw the form with, None)."""
    if not form.is_valid():
        return 422, None
    values = dict(form.cleaned_data)
    try:
        if version is not None:
            values["version"] = _version(request)
        return 0, action(**values, by=request.user, at=now())
    except Refusal as refusal:
        if refusal.kind in (Kind.FORBIDDEN, Kind.ABSENT):
            raise
        refuse(form, refusal)
        return (409 if refusal.kind is Kind.CONFLICT else 422), None


def _version(request: HttpRequest) -> int:
    given = request.POST.get(VERSION, "")
    if not given.isascii() or not given.isdigit():
        raise StaleForm(field=VERSION)
    return int(given)


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal on the form, at the field it names or above all fields."""
    form.add_error(refusal.field if refusal.field in form.fields else NON_FIELD_ERRORS, str(refusal))


def _finish(request: HttpRequest, outcome: Any, done: Any, message: Any) -> HttpResponse:
    text = message(outcome) if callable(message) else message
    if text:
        messages.success(request, text)
    where = done(outcome) if callable(done) else done
    if isinstance(where, HttpResponse):
        return trigger(where, "close-dialog", {}) if request.htmx else where
    if request.htmx and not where:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:
        return HttpResponseClientRedirect(where)
    return HttpResponseRedirect(where or request.path, status=303)


__all__ = ["FIELD", "VERSION", "Bound", "Renderer", "form_page", "refuse"]

"""What every matter's page is made of: what may be done, who is party, the log, the files; and the worklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.access import holds, require
from gongzhi.kernel.clock import now
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.events.queries import timeline
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.declare import flows
from gongzhi.kernel.flow.forms import ManyFilesField, MoveForm, move_form
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Matter, Role
from gongzhi.kernel.flow.queries import (
    Offer,
    light_now,
    offers,
    parties,
    row_of,
    view_permission,
    worklist,
)
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, StateColumn
from gongzhi.kernel.web.fields import ManyPicker, Picker, files_widget
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, NotFound, guard
from gongzhi.kernel.web.listing import Bulk, Listing

FIRST_BUTTONS = 3
LONG_ENTRY = 60  # characters; a longer line of the log shows what was filled in on demand
KEPT_OUT = {"assignment", "version", "csrfmiddlewaretoken", "_once", "_version", "pick"}
# by a table: Django's own words for a choice sort through all choices each time
ROLES, STATES = dict(Role.choices), dict(AssignmentState.choices)
TONES = {"good": "good", "active": "busy", "bad": "bad", "warn": "warn", "neutral": "plain"}


def matter_url(matter: Matter) -> str:
    """The page of a matter: its module's, or the kernel's own."""
    page = matter.flow.page
    try:
        return address(page or "matter", matter.number)
    except NoReverseMatch:
        return address("matter", matter.number)


@dataclass
class Entry:
    """One line of the timeline."""

    at: Any
    who: str
    text: str
    tone: str = "plain"
    note: str = ""
    href: str = ""
    files: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class LinkedFile:
    name: str
    href: str


def matter_context(
    matter: Matter, officer: Any, row: Any = None, events: Sequence[Event] | None = None
) -> dict[str, Any]:
    """Everything a matter's page shows of the kernel's: six queries at most, whatever the matter has.

    `row` is the module's row of the matter and `events` its log, when they are in hand.
    """
    assignments = parties(matter)
    attached = list(
        Attachment.objects.filter(matter_id=matter.pk, withdrawn_at=None)
        .select_related("blob", "uploaded_by")
        .order_by("id")
    )
    events = list(timeline(matter.pk)) if events is None else events
    offered = offers(matter, officer, assignments, row)
    return {
        "matter": matter,
        "light": light_now(matter, now()).value,
        "state": matter.state_now,
        "state_tone": TONES[matter.state_now.tone],
        "assignments": assignments,
        "first_offers": [one for one in offered if not one.reason][:FIRST_BUTTONS],
        "more_offers": [one for one in offered if not one.reason][FIRST_BUTTONS:]
        + [one for one in offered if one.reason],
        "entries": entries(events, attached),
        "events": events,
        "attached": attached,
        "clocks": _clocks(matter),
    }


def entries(events: Sequence[Event], attached: Sequence[Attachment]) -> list[Entry]:
    """The log in words, newest first, each with the files that came with it."""
    by_hash: dict[str, Attachment] = {str(one.blob_id): one for one in attached}
    found = []
    for event in events:
        facts = event.facts
        text, note = event.sentence, ""
        if len(text) > LONG_ENTRY and event.kind == "flow.moved":
            text, _, note = text.partition("。")
        files = [by_hash[key] for key in facts.get("files", ()) if key in by_hash]
        found.append(
            Entry(
                at=event.at,
                who=_who(event),
                text=text,
                note=note,
                tone=_tone(event),
                files=[LinkedFile(one.name, reverse("files:download", args=[one.pk])) for one in files],
            )
        )
    return found[::-1]


def _who(event: Event) -> str:
    if event.actor is None:
        return "系统"
    unit = event.actor.unit.label
    return f"{event.actor.name}（{unit}）"


def _tone(event: Event) -> str:
    if event.kind == "flow.light_judged":
        return {"red": "bad", "yellow": "busy", "green": "good"}.get(event.facts.get("after", ""), "plain")
    return "busy" if event.from_state != event.to_state else "plain"


@dataclass
class Running:
    """Clocks of one name that end at one moment: of the matter, or of several units at once."""

    name: str
    label: str
    due_at: Any
    late: bool
    provisional: bool
    parties: list[str]

    @property
    def units(self) -> str:
        """`县教育局、县水利局等15家`; "" when the clock is the matter's own."""
        first = "、".join(self.parties[:3])
        return f"{first}等{len(self.parties)}家" if len(self.parties) > 3 else first


def _clocks(matter: Matter) -> list[Running]:
    rows = Clock.objects.filter(matter=matter, stopped_at=None).select_related("assignment__unit")
    found: dict[tuple[str, Any], Running] = {}
    for clock in rows.order_by("due_at", "id"):
        label = matter.flow.clocks[clock.name].label
        one = Running(clock.name, label, clock.due_at, clock.due_at < now(), clock.provisional, [])
        one = found.setdefault((clock.name, clock.due_at), one)
        if clock.assignment:
            one.parties.append(str(clock.assignment.unit or ""))
    return list(found.values())


@guard(SIGNED_IN, Matter)
def page(request: HttpRequest, matter: Matter) -> HttpResponse:
    """A matter whose module has no page of its own; and the short address of every matter."""
    require(request.user, view_permission(matter), matter)
    own = matter_url(matter)
    if own != request.path:
        return redirect(own)
    context = matter_context(matter, request.user)
    return render(request, "matter/page.html", {"title": matter.title, **context})


@guard(SIGNED_IN, Matter)
def move(request: HttpRequest, matter: Matter, code: str) -> HttpResponse:
    """The dialog of one move: its form by GET, the move itself by POST."""
    require(request.user, view_permission(matter), matter)
    declared = matter.flow.moves.get(code)
    if declared is None:
        raise NotFound(value=code)
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.get("assignment", "")
    assignment = int(chosen) if chosen.isdigit() else None
    row = row_of(matter)
    row.acting_assignment = assignment  # what a field begins with may differ from party to party
    row.options = request.GET.dict()  # and with what the officer asked for in the dialog
    made: list[MoveForm] = []

    def form(data: Any = None, files: Any = None, initial: Any = None) -> MoveForm:
        made.append(dressed(move_form(declared, row, data, files, assignment=assignment)))
        if data is None:
            made[-1].initial |= _typed(request, row)
        return made[-1]

    def act(*, by: Any, at: Any, version: int, **_: Any) -> Matter:
        return actions.run(matter, code, form=made[-1], by=by, at=at, version=version, assignment=assignment)

    return form_page(
        request,
        form,  # type: ignore[arg-type]
        act,
        title=declared.label,
        done=lambda moved: "" if request.htmx else matter_url(moved),
        message=f"“{declared.label}”已办理。",
        submit=declared.label,
        danger=declared.tone == "danger",
        version=matter.version,
        intro=declared.confirm or _about(matter),
        cancel=matter_url(matter),
        aside=declared.aside(row) if declared.aside else None,
    )


def _typed(request: HttpRequest, row: Any) -> dict[str, str]:
    """What was typed before the dialog was opened anew, save for fields that an option of the move filled."""
    filled = KEPT_OUT | getattr(row, "filled", set())
    return {name: value for name, value in request.GET.items() if name not in filled and value}


def dressed(form: MoveForm) -> MoveForm:
    """The form of a move with the widgets of pages: search as you type, drafts, dropped files."""
    for one in form.fields.values():
        if isinstance(one, ManyFilesField):
            one.widget = files_widget()
        elif isinstance(one, forms.ModelMultipleChoiceField):
            one.widget = _kept(ManyPicker(url=_source(one)), one)
        elif isinstance(one, forms.ModelChoiceField):
            one.widget = _kept(Picker(url=_source(one)), one)
        elif isinstance(one.widget, forms.Textarea):
            one.widget.attrs["data-draft"] = ""
    return form


def _source(field: forms.ModelChoiceField) -> str:
    return "choices-units" if field.queryset.model is Unit else ""


def _kept(widget: forms.Widget, field: forms.ModelChoiceField) -> forms.Widget:
    widget.choices = field.choices  # type: ignore[attr-defined]
    widget.is_required = field.required
    return widget


def _about(matter: Matter) -> str:
    return f"{matter.number}　{matter.title[:80]}"


class OwedFilter(django_filters.FilterSet):
    kind = choice("种类", lambda: [(one.name, one.label) for one in flows()])
    role = choice("角色", lambda: Role.choices)
    state = choice("办理", lambda: AssignmentState.choices)

    class Meta:
        model = Assignment
        fields = ("kind", "role", "state")


class Worklist(Listing):
    """What the officer's unit, posts or person owes, soonest first."""

    title = "我的待办"
    model = Assignment
    filters = OwedFilter
    order = ("due_at", "id")
    searchable = "编号、事项"
    empty = ("没有待办。本单位承办的事项都已办结。", "", "")
    columns = (
        LightColumn(
            "light", "亮灯", value=lambda row: light_now(row.matter, now()), reason=lambda row: _reason(row)
        ),
        Column("matter.number", "编号", css="num"),
        Column("matter.title", "事项", wide=True, excel_width=60, link=lambda row: matter_url(row.matter)),
        Column("step", "下一步", css="step", excel_width=24),
        Column("role", "角色", value=lambda row: ROLES[row.role]),
        StateColumn(
            "assignment_state",
            "办理",
            value=lambda row: STATES[row.state],
            tone=lambda row: "busy" if row.state == "open" else "plain",
        ),
        StateColumn(
            "state_label",
            "状态",
            value=lambda row: row.matter.state_now.label,
            tone=lambda row: TONES[row.matter.state_now.tone],
        ),
        Column("matter.lead_unit.label", "牵头单位"),
        DateColumn("due_at", "时限", sort="due_at", late=lambda row: bool(row.due_at) and row.due_at < now()),
    )

    @cached_property
    def bulk(self) -> list[Bulk]:  # type: ignore[override]
        """Moves that a party may make for several matters at once, such as signing for them."""
        return [
            Bulk(
                f"批量{move.label}", reverse("worklist-bulk", args=[flow.name, code]), move.needs, dialog=True
            )
            for flow in flows()
            for code, move in flow.moves.items()
            if move.bulk and move.party
        ]

    def complete(self, rows: Sequence[Assignment]) -> None:
        tell_steps(rows)

    def queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return openable(request.user)

    def search(self, rows: QuerySet[Assignment], words: str) -> QuerySet[Assignment]:
        return search(rows, words, "matter")

    def href(self, row: Assignment) -> str:
        return matter_url(row.matter)


def tell_steps(rows: Sequence[Assignment]) -> None:
    """Give each assignment its `step`: what its flow says is to be done next. One or two queries for each kind."""
    for flow in flows():
        mine = [row for row in rows if row.kind == flow.name]
        told = flow.steps(mine, now()) if flow.steps and mine else {}
        for row in mine:
            row.step = told.get(row.pk, "")  # type: ignore[attr-defined]


def _reason(row: Assignment) -> str:
    if row.due_at and row.due_at < now():
        return "本单位的时限已过"
    return ""


@guard(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """The worklist."""
    return Worklist(request).response()


def owed_count(officer: Any) -> int:
    """How many open assignments wait, counted no further than 99. One query."""
    return openable(officer).order_by()[:99].count()


def openable(officer: Any) -> QuerySet[Assignment]:
    """What the officer owes of the kinds that the officer may open: a unit's other desks have the rest."""
    rows = worklist(officer)
    barred = [flow.name for flow in flows() if not holds(officer, flow.view)]
    return rows.exclude(kind__in=barred) if barred else rows


@guard(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The page that this officer's day begins with: of the menu, the entry with the highest rank."""
    from gongzhi.kernel.web.menu import best_home

    return redirect(best_home(request))


def offer_url(matter: Matter, offer: Offer) -> str:
    """The dialog of an offered move."""
    address = reverse("matter-move", args=[matter.number, offer.move.code])
    return f"{address}?assignment={offer.assignment.pk}" if offer.assignment else address

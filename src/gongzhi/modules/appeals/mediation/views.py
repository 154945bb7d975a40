"""Pages of mediation: disputes, one dispute, its parties in the clear, the three lists, the figures."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.erasing import reveal
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.matters import matter_context
from gongzhi.kernel.web.papers import attachment_words, pdf_response
from gongzhi.modules.appeals.desk.forms import PurposeForm
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.mediation import queries, registers
from gongzhi.modules.appeals.mediation.forms import DisputeForm, MediatorForm, PointForm, RoomForm, from_form
from gongzhi.modules.appeals.mediation.lists import (
    DisputeList,
    MediatorList,
    PointList,
    RoomList,
    dispute_url,
)
from gongzhi.modules.appeals.mediation.models import Agreement, Dispute, Mediator, Room, TalkPoint
from gongzhi.modules.appeals.mediation.words import DisputeKind, Level

VIEW, KEEP = "appeals.disputes", registers.PERMISSION
CRUMBS = [("矛盾纠纷", "/appeals/disputes/")]


@guard(VIEW)
def disputes(request: HttpRequest) -> HttpResponse:
    """The list; every figure of mediation opens it with filters."""
    return DisputeList(request).response(may_register=decide(request.user, "appeals.mediate").allowed)


def dispute_of(officer: Any, number: str) -> Dispute:
    """Raises: NotFound."""
    rows = queries.disputes(officer).select_related("agreement", "registered_by").defer(None)
    found = rows.filter(matter__number=number.strip().upper()).first()
    if found is None:
        raise NotFound(value=number)
    return found


@guard(VIEW)
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one dispute. Some sixteen statements, whatever it has seen."""
    one = dispute_of(request.user, number)
    prefetch_related_objects([one], "parties__person", "sessions__mediators", "sessions__room", "visits")
    agreement = getattr(one, "agreement", None)
    context = {
        **matter_context(one.matter, request.user, one),
        "dispute": one,
        "title": f"{one.number} {one.matter.title[:40]}",
        "facts": _facts(one),
        "agreement": agreement,
        "may_reveal": decide(request.user, "appeals.mediate", one).allowed,
        "from_appeal": one.matter.links.select_related("other").filter(kind="cause").first(),
    }
    return render(request, "appeals/dispute.html", context)


def _facts(one: Dispute) -> list[tuple[str, Any]]:
    money = f"{one.cents / 100:,.2f}元" if one.cents is not None else ""
    pairs = [
        ("类型", one.get_kind_display()),
        ("调解层级", one.get_level_display()),
        ("来源", f"{one.get_source_display()}{f'（{one.point.name}）' if one.point else ''}"),
        ("地方", known().place_name(one.matter.place_code)),
        ("调解员", one.mediator.name if one.mediator else ""),
        ("涉及人数", f"{one.people}人"),
        ("涉及金额", money),
        ("暴力苗头", "有" if one.violence else ""),
        ("反复上访", "是" if one.again else ""),
    ]
    return [(label, value) for label, value in pairs if value]


@guard("appeals.mediate")
def dispute_new(request: HttpRequest) -> HttpResponse:
    there = reverse("appeals:disputes")
    return form_page(
        request, DisputeForm, from_form, title="登记纠纷", submit="登记", crumbs=CRUMBS, cancel=there,
        done=lambda made: dispute_url(made.number), message=lambda made: f"已登记，编号{made.number}。",
    )  # fmt: skip


@guard(VIEW)
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """The parties in the clear: after a purpose was given, and written down."""
    one = dispute_of(request.user, number)
    people = list(one.parties.select_related("person"))

    def act(*, purpose: str, by: Officer, at: Any) -> HttpResponse:
        told = [
            (party.get_side_display(), reveal(person=party.person, of=one, permission="appeals.mediate", purpose=purpose, by=by, at=at))
            for party in people
        ]  # fmt: skip
        facts = [(f"{side}{label}", value) for side, pairs in told for label, value in pairs.items() if value]
        response = render(
            request, "appeals/dispute_told.html", {"title": "当事人信息", "facts": facts, "dispute": one}
        )
        response["Cache-Control"] = "private, no-store"
        return response

    return form_page(
        request, PurposeForm, act, title="查看当事人信息", submit="查看", crumbs=CRUMBS, done=lambda shown: shown,
        cancel=dispute_url(one.number), aside=("appeals/caller_purposes.html", {}),
    )  # fmt: skip


@guard(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """How mediation goes: collected and dealt with, kinds, levels; every figure opens its disputes. Three statements."""
    rows = queries.disputes(request.user)  # type: ignore[arg-type]
    there = reverse("appeals:disputes")
    kinds, levels = queries.kinds(rows), {one["level"]: one for one in queries.levels(rows)}
    context = {
        "title": "调解情况",
        "crumbs": CRUMBS,
        "there": there,
        "points": queries.point_totals(rows),
        "told": sum(one["told"] for one in kinds),
        "decided": sum(one["decided"] for one in kinds),
        "settled": sum(one["settled"] for one in kinds),
        "kinds": [one | {"label": DisputeKind(one["kind"]).label, "rate": _share(one)} for one in kinds],
        "levels": [
            levels.get(code, {"decided": 0, "settled": 0}) | {"level": code, "label": label, "rate": _share(levels.get(code, {}))}
            for code, label in Level.choices
        ],
    }  # fmt: skip
    context["rate"] = _share(context)
    return render(request, "appeals/disputes_overview.html", context)


def _share(row: dict[str, Any]) -> float | None:
    """Settled among decided, in per cent; None without any."""
    return 100 * row["settled"] / row["decided"] if row.get("decided") else None


def _register(listed: type, form: type, save: Any, model: type, name: str, label: str) -> list[Any]:
    """The list of a register, and the pages to enter and to change one of its rows."""
    there = f"appeals:{name}s"

    @guard(VIEW)
    def rows(request: HttpRequest) -> HttpResponse:
        may = decide(request.user, KEEP).allowed
        new = {"href": reverse(f"appeals:{name}_new"), "label": f"新增{label}"} if may else None
        return listed(request).response(crumbs=CRUMBS, new=new)

    @guard(KEEP)
    def new(request: HttpRequest) -> HttpResponse:
        return form_page(
            request, form, save, title=f"新增{label}", submit="保存", crumbs=[*CRUMBS, (label, reverse(there))],
            done=reverse(there), message=f"已新增{label}。", cancel=reverse(there),
        )  # fmt: skip

    @guard(KEEP, model, lookup="pk")
    def change(request: HttpRequest, row: Any) -> HttpResponse:
        fields = form.base_fields  # type: ignore[attr-defined]
        return form_page(
            request, form, partial(save, **{name: row}), title=str(row), submit="保存", done=reverse(there),
            crumbs=[*CRUMBS, (label, reverse(there))], message="已保存。", cancel=reverse(there),
            initial={one: getattr(row, one) for one in fields},
        )  # fmt: skip

    return [
        path(f"{name}s/", rows, name=f"{name}s"),
        path(f"{name}s/new/", new, name=f"{name}_new"),
        path(f"{name}s/<int:pk>/", change, name=name),
    ]


def _agreement(officer: Any, number: str) -> Agreement:
    found = getattr(dispute_of(officer, number), "agreement", None)
    if found is None or found.attachment_id is None:
        raise NotFound(value=number)
    return found


@guard("appeals.mediate")
def agreement_word(request: HttpRequest, number: str) -> HttpResponse:
    """The kept agreement; whoever may not know its parties is told no."""
    return redirect("files:download", _agreement(request.user, number).attachment_id)


@guard("appeals.mediate")
def agreement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    found = _agreement(request.user, number)
    return pdf_response(
        attachment_words(request, found.attachment_id or 0)[1], f"人民调解协议书{found.number}"
    )


mediation_urls = [
    path("disputes/", disputes, name="disputes"),
    path("disputes/new/", dispute_new, name="dispute_new"),
    path("disputes/overview/", overview, name="disputes_overview"),
    path("disputes/<str:number>/", dispute, name="dispute"),
    path("disputes/<str:number>/parties/", parties, name="dispute_parties"),
    path("disputes/<str:number>/agreement/docx/", agreement_word, name="agreement_word"),
    path("disputes/<str:number>/agreement/pdf/", agreement_pdf, name="agreement_pdf"),
    *_register(PointList, PointForm, registers.save_point, TalkPoint, "point", "百姓说事点"),
    *_register(RoomList, RoomForm, registers.save_room, Room, "room", "调解室"),
    *_register(MediatorList, MediatorForm, registers.save_mediator, Mediator, "mediator", "调解员"),
]

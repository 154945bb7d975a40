"""Leading groups and their meetings: who sits where, the agenda, the minutes, decisions that become tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.access import require
from gongzhi.kernel.access.queries import holds
from gongzhi.kernel.clock import calendar, now, today
from gongzhi.kernel.org.models import LeadingGroup, Post
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.fields import DateField, MomentField, TextField, UnitField, UnitsField
from gongzhi.kernel.web.forms import FIELD, form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown, word_response
from gongzhi.modules.supervision import meetings
from gongzhi.modules.supervision.meeting_papers import write, write_minutes
from gongzhi.modules.supervision.models import CYCLES, AgendaItem, Meeting
from gongzhi.modules.supervision.rules import period_of


class MeetingList(Listing):
    title = "调度会议"
    model = Meeting
    order = ("-held_at", "-pk")
    template = "supervision/meetings.html"
    columns = (
        Column("title", "会议", wide=True, link=lambda one: reverse("supervision:meeting", args=[one.pk])),
        MomentColumn("held_at", "时间", sort="held_at"),
        Column("room", "地点"),
        Column("chair", "主持人"),
        NumberColumn("items", "议题"),
        NumberColumn("decided", "议定"),
        NumberColumn("tasks", "立项"),
        Column("number", "纪要编号", css="num"),
        StateColumn("state", "状态", value=lambda one: "已印发" if one.finished_at else "筹备", tone=lambda one: "good" if one.finished_at else "busy"),
    )  # fmt: skip

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        return (
            "还没有会议。按季度召集调度会议，议题由红灯、黄灯任务自动带出。",
            "召集会议",
            reverse("supervision:meeting_new"),
        )

    def queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        return Meeting.objects.select_related("group").annotate(
            items=Count("agenda"),
            decided=Count("agenda", filter=~Q(agenda__decision="")),
            tasks=Count("agenda__became"),
        )

    def href(self, row: Meeting) -> str:
        return reverse("supervision:meeting", args=[row.pk])


@require_safe
@guard("supervision.lead")
def meeting_list(request: HttpRequest) -> HttpResponse:
    """All meetings, and the groups that hold them."""
    groups = LeadingGroup.objects.filter(Q(to_on=None) | Q(to_on__gt=today())).order_by("name")
    may = holds(request.user, "supervision.meet")  # type: ignore[arg-type]
    return MeetingList(request).response(groups=groups, may_meet=may)


@require_safe
@guard("supervision.lead")
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One leading group: seats with their present holders, its office, its meetings, what lags."""
    one = LeadingGroup.objects.select_related("office").filter(pk=pk).first()
    if one is None:
        raise NotFound(value=pk)
    rows = Meeting.objects.filter(group=one).order_by("-held_at")[:12]
    context = {
        "title": one.name,
        "crumbs": [("调度会议", reverse("supervision:meetings"))],
        "group": one,
        "seats": meetings.seats(one, today()),
        "meetings": rows,
        "lagging": list(meetings.lagging(one)[:10]),
        "may_meet": holds(request.user, "supervision.meet"),  # type: ignore[arg-type]
    }
    return render(request, "supervision/group.html", context)


class CallForm(forms.Form):
    group = forms.ModelChoiceField(
        label="领导小组", queryset=LeadingGroup.objects.order_by("name"), empty_label=None
    )
    period = forms.ChoiceField(label="调度期间")
    held_at = MomentField(label="会议时间")
    room = forms.CharField(label="地点", required=False, max_length=60)
    chair = forms.CharField(label="主持人", required=False, max_length=40, help_text="不填为组长")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        this = period_of(today(), "quarterly")
        last = period_of(this.first - timedelta(days=1), "quarterly")
        self.fields["period"].choices = [(one.code, one.label) for one in (this, last)]  # type: ignore[attr-defined]


@guard("supervision.meet")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Call a meeting for a quarter."""
    chosen = request.GET.get("group", "")
    return form_page(
        request,
        CallForm,
        meetings.call,
        title="召集调度会议",
        submit="召集，带出议题",
        initial={
            "held_at": calendar().opening(calendar().add(today(), 3)),
            "group": chosen if chosen.isdigit() else None,
        },
        done=lambda made: reverse("supervision:meeting", args=[made.pk]),
        message=lambda made: f"已召集，带出议题{made.agenda.count()}项。",
        cancel=reverse("supervision:meetings"),
        crumbs=[("调度会议", reverse("supervision:meetings"))],
        intro="议题从领导小组成员单位、分管单位和所属任务清单的红灯、黄灯任务中带出，可以增减、调整顺序。",
    )


def _meeting(pk: int) -> Meeting:
    """Raises: NotFound."""
    found = Meeting.objects.select_related("group__office", "attachment").filter(pk=pk).first()
    if found is None:
        raise NotFound(value=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@guard("supervision.lead")
@idempotent
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting's page; a POST keeps everything typed, then does what its button says."""
    one = _meeting(pk)
    if request.method == "POST":
        require(request.user, "supervision.meet")  # type: ignore[arg-type]
        return _post(request, one)
    items = one.agenda.select_related("task__matter", "became__matter").order_by("order", "id")
    context = {
        "title": one.title,
        "crumbs": [("调度会议", reverse("supervision:meetings"))],
        "meeting": one,
        "items": list(items),
        "may_meet": holds(request.user, "supervision.meet") and one.finished_at is None,  # type: ignore[arg-type]
        "may_open": holds(request.user, "supervision.issue"),  # type: ignore[arg-type]
        "once": get_random_string(20),
        "once_field": FIELD,
    }
    return render(request, "supervision/meeting.html", context)


def _post(request: HttpRequest, one: Meeting) -> HttpResponse:
    do, _, key = request.POST.get("do", "save").partition(":")
    item = int(key) if key.isdigit() else 0
    try:
        meetings.write(one, texts=request.POST.dict(), items=_typed(request))
        if do in ("up", "down"):
            meetings.shift(one, item, -1 if do == "up" else 1)
        elif do == "drop":
            meetings.drop(one, item)
        elif do == "add" and (
            request.POST.get("subject", "").strip() or request.POST.get("number", "").strip()
        ):
            meetings.add(one, subject=request.POST.get("subject", ""), number=request.POST.get("number", ""))
        elif do == "finish":
            made = meetings.finish(one, by=request.user, at=now())  # type: ignore[arg-type]
            messages.success(request, f"纪要已印发：{made.number}。")
        else:
            messages.success(request, "已保存。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('supervision:meeting', args=[one.pk])}{'#agenda' if item else ''}")


def _typed(request: HttpRequest) -> dict[int, tuple[str, str]]:
    keys = [name.partition("-")[2] for name in request.POST if name.startswith("decision-")]
    return {
        int(key): (request.POST.get(f"discussion-{key}", ""), request.POST[f"decision-{key}"])
        for key in keys
        if key.isdigit()
    }


class DecisionForm(forms.Form):
    text = TextField(label="任务内容", rows=4)
    lead = UnitField(label="牵头单位")
    co = UnitsField(label="协同单位", required=False)
    leader = forms.ModelChoiceField(
        label="牵头领导", queryset=Post.objects.order_by("rank", "code"), required=False, empty_label="（无）"
    )
    deadline = DateField(label="完成时限")
    cycle = forms.ChoiceField(label="报送周期", choices=CYCLES, initial="weekly")


@guard("supervision.issue")
def decision_task(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """A decision becomes a task: one dialog."""
    rows = AgendaItem.objects.select_related("meeting", "task__matter__lead_unit")
    found = rows.filter(pk=item, meeting=pk).first()
    if found is None:
        raise NotFound(value=item)
    initial = {
        "text": found.decision,
        "lead": found.task.matter.lead_unit_id if found.task else None,
        "deadline": found.task.deadline
        if found.task and found.task.deadline and found.task.deadline > today()
        else None,
    }

    def act(**given: Any) -> Any:
        return meetings.to_task(found, **given)

    return form_page(
        request,
        DecisionForm,
        act,
        title="议定事项立项",
        submit="立项并交办",
        initial=initial,
        message=lambda made: f"已立项并交办，编号{made.number}。",
        done=lambda made: "" if request.htmx else reverse("supervision:meeting", args=[pk]),  # type: ignore[attr-defined]
        intro=f"来源：{found.meeting.title}。",
        cancel=reverse("supervision:meeting", args=[pk]),
    )


def _minutes(request: HttpRequest, pk: int) -> tuple[Meeting, bytes]:
    """The meeting and its minutes as a Word file: the kept one, made now when the background has not made it yet;
    of a meeting that is being prepared, as they stand. Raises: NotFound."""
    one = _meeting(pk)
    if one.finished_at is not None and one.attachment_id is None:
        write_minutes.func(one.pk)
        one.refresh_from_db(fields=["attachment"])
    if one.attachment_id is not None:
        return one, attachment_words(request, one.attachment_id)[1]
    return one, write(one)


@require_safe
@guard("supervision.lead")
def minutes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they read, to be printed."""
    one, word = _minutes(request, pk)
    crumbs = [
        ("调度会议", reverse("supervision:meetings")),
        (one.title, reverse("supervision:meeting", args=[pk])),
    ]
    context = {
        "title": "会议纪要",
        "parts": shown(word),
        "label": "会议纪要",
        "crumbs": crumbs,
        "meeting": one,
    }
    return render(request, "supervision/meeting_minutes.html", context)


@require_safe
@guard("supervision.lead")
def minutes_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file: of finished minutes the kept one."""
    one, word = _minutes(request, pk)
    if one.attachment_id is not None:
        return redirect("files:download", one.attachment_id)
    return word_response(word, f"会议纪要草稿（{one.title}）")


@require_safe
@guard("supervision.lead")
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as PDF."""
    one, word = _minutes(request, pk)
    return pdf_response(word, f"会议纪要{one.number or '草稿'}")


meeting_urls: list[Any] = [
    path("meetings/", meeting_list, name="meetings"),
    path("meetings/new/", meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meeting, name="meeting"),
    path("meetings/<int:pk>/minutes/", minutes_page, name="meeting_minutes"),
    path("meetings/<int:pk>/docx/", minutes_file, name="meeting_file"),
    path("meetings/<int:pk>/pdf/", minutes_pdf, name="meeting_pdf"),
    path("meetings/<int:pk>/items/<int:item>/task/", decision_task, name="decision_task"),
    path("groups/<int:pk>/", group, name="group"),
]

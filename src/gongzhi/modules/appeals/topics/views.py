"""热点专题: what grows, what waits for a decision, the topics; one topic with its appeals, map, words and course."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import decide, visible
from gongzhi.kernel.access.queries import holds
from gongzhi.kernel.clock import Term, calendar, local_day, now, today
from gongzhi.kernel.flow.spawning import may_spawn
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.web.bulk import picks
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.maps import points
from gongzhi.modules.appeals.desk.lists import appeal_url
from gongzhi.modules.appeals.desk.queries import with_light
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics import actions, forms, hotness, queries, rules
from gongzhi.modules.appeals.topics.lists import TONES, NoticeList, TopicList
from gongzhi.modules.appeals.topics.models import Notice, NoticeState, Proposal, Topic, TopicState

SEE = "appeals.rank"
TASK_TERM = "15wd"  # what the form begins with


@guard(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what grows, and all topics. Seven statements besides the list's."""
    may = decide(request.user, actions.NEEDS).allowed
    context: dict[str, Any] = {"may_topic": may}
    if not request.htmx and "export" not in request.GET:
        at = now()
        rows = visible(Appeal.objects.all(), request.user, "appeals.view")  # type: ignore[arg-type]
        context |= {
            "proposals": [(one, queries.place_name(one.place_code)) for one in queries.proposals()[:12]],
            "hot": [
                ("事项", hotness.by_category(rows, at)[: hotness.SHOWN]),
                ("乡镇", hotness.by_town(rows, at)[: hotness.SHOWN]),
                ("词语", hotness.by_word(rows, at)[: hotness.SHOWN]),
            ],
            "waiting": _waiting(request),
        }
    return TopicList(request).response(**context)


def _waiting(request: HttpRequest) -> int:
    if not holds(request.user, actions.TELLS):  # type: ignore[arg-type]
        return 0
    return Notice.objects.filter(state=NoticeState.PENDING)[:999].count()


@guard(SEE, Topic, lookup="pk")
def page(request: HttpRequest, topic: Topic) -> HttpResponse:
    """One topic. Eleven statements whatever the number of its appeals."""
    officer: Officer = request.user  # type: ignore[assignment]
    at = now()
    appeals = list(queries.members(topic, officer))
    may = decide(officer, actions.NEEDS).allowed and topic.is_open
    days = queries.daily(appeals)
    context = {
        "title": topic.name,
        "topic": topic,
        "place": queries.place_name(topic.place_code),
        "tone": TONES[TopicState(topic.state)],
        "appeals": appeals,
        "mapped": sum(one.matter.longitude is not None for one in appeals),
        "words": queries.words(appeals),
        "days": days,
        "width": max(20, len(days)) * 10,
        "most": max((one.count for one in days), default=0),
        "within": f"{topic.place_code[:9]:0<12}" if topic.place_code else "",
        "candidates": list(queries.candidates(topic, officer)) if may else [],
        "may": may,
        "may_task": topic.is_open and topic.task_id is None and may_spawn(actions.TASK, officer).allowed,
        "may_ask": may and topic.state == TopicState.OPEN and topic.task_id is None,
        "may_end": may and (topic.task is None or not topic.task.is_open),
        "may_tell": holds(officer, actions.TELLS),
        "told": topic.notices.exclude(state="pending").count() if topic.ended_at else 0,
        "to_tell": topic.notices.count() if topic.ended_at else 0,
        "effects": queries.effects(topic, officer, at),
        "crumbs": [("热点专题", reverse("appeals:topics"))],
    }
    return render(request, "appeals/topics/topic.html", context)


@guard(SEE, Topic, lookup="pk")
def on_map(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Where a topic's appeals are. One statement."""
    rows = with_light(queries.members(topic, request.user), now())  # type: ignore[arg-type]
    placed = rows.exclude(matter__longitude=None).values_list(
        "matter__longitude", "matter__latitude", "matter__number", "light"
    )
    return points(placed.order_by(), reverse("appeals:topic_point", args=["KEY"]))


@guard("appeals.view")
def point(request: HttpRequest, number: str) -> HttpResponse:
    """What a point of the map says. One statement."""
    rows = visible(Appeal.objects.select_related("matter__lead_unit"), request.user, "appeals.view")  # type: ignore[arg-type]
    appeal = get_object_or_404(rows.defer("text", "address"), matter__number=number)
    return render(request, "appeals/topics/point.html", {"appeal": appeal, "href": appeal_url(appeal.number)})


def _topic_url(topic: Topic) -> str:
    return reverse("appeals:topic", args=[topic.pk])


@guard(actions.NEEDS)
def new(request: HttpRequest) -> HttpResponse:
    """A topic by hand, with the appeals that were ticked, if any."""
    given = [*request.GET.getlist("pick"), *request.POST.getlist("pick")]
    keys = [int(one) for one in given if one.isascii() and one.isdigit()]
    return form_page(
        request,
        forms.TopicForm,
        partial(actions.make, appeals=keys),
        title="新建专题",
        submit="建立专题",
        intro=f"选中的{len(keys)}件诉求加入专题。" if keys else "建立后从专题页加入诉求。",
        initial={"from_on": today(), "to_on": today()},
        done=_topic_url,
        message="专题已建立。",
        cancel=reverse("appeals:topics"),
    )


@guard(actions.NEEDS, Proposal, lookup="pk")
def accept(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """A topic out of a proposal: the officer sees its name and extent before."""
    category = proposal.category
    place = Place.objects.filter(code=proposal.place_code).first() if proposal.place_code else None
    name = rules.name_of(category.label if category else "", place.name if place else "")
    return form_page(
        request,
        forms.TopicForm,
        partial(actions.make, appeals=proposal.appeals, proposal=proposal),
        title="建立专题",
        submit="建立专题并并案",
        intro=f"{proposal.why}，共{len(proposal.appeals)}件。最早的在办件为主件，其余在办件并入主件一起办理、一起答复。",
        initial={
            "name": name, "category": category, "place": place, "from_on": proposal.from_on, "to_on": proposal.to_on,
        },
        done=_topic_url,
        message="专题已建立。",
        cancel=reverse("appeals:topics"),
    )  # fmt: skip


@require_POST
@guard(actions.NEEDS, Proposal, lookup="pk")
@idempotent
def join_named(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The appeals of a proposal join the topic that is in work already."""
    topic = actions.take(proposal=proposal, by=request.user, at=now())  # type: ignore[arg-type]
    return redirect(_topic_url(topic))


@guard(actions.NEEDS, Proposal, lookup="pk")
def pass_over(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return form_page(
        request,
        forms.PassForm,
        partial(actions.pass_over, proposal=proposal),
        title="不建专题",
        submit="确定",
        intro=f"{proposal.why}。人数再翻一番时会重新提出。",
        done=reverse("appeals:topics"),
        message="线索已处理。",
        cancel=reverse("appeals:topics"),
    )


@require_POST
@guard(actions.NEEDS, Topic, lookup="pk")
@idempotent
def join(request: HttpRequest, topic: Topic) -> HttpResponse:
    """The ticked appeals join."""
    count = actions.join(topic=topic, appeals=picks(request), by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"{count}件诉求已加入专题。")
    return redirect(_topic_url(topic))


@guard(actions.NEEDS, Topic, lookup="pk")
def ask(request: HttpRequest, topic: Topic) -> HttpResponse:
    return form_page(
        request,
        forms.AskForm,
        partial(actions.ask_task, topic=topic),
        title="提请督查",
        submit="提请",
        intro="提请后由督查部门决定是否立为督查任务。",
        done=_topic_url,
        message="已提请督查部门。",
        cancel=_topic_url(topic),
    )


@guard(SEE, Topic, lookup="pk")
def task(request: HttpRequest, topic: Topic) -> HttpResponse:
    """The topic becomes a supervised task."""
    return form_page(
        request,
        forms.TaskForm,
        partial(actions.make_task, topic=topic),
        title="转督查任务（未诉先办）",
        submit="立为督查任务",
        intro="任务销号后，办理结果自动写进专题的每一件诉求，并列出要告知的诉求人。",
        initial=_task_initial(topic),
        done=_topic_url(topic),
        message="已立为督查任务。",
        cancel=_topic_url(topic),
    )


def _task_initial(topic: Topic) -> dict[str, Any]:
    """The task as the topic suggests it: the master's unit, or the directory's, in fifteen working days."""
    proposed = known().propose(topic.category_id, topic.place_code, today()).unit
    unit = (
        topic.master.lead_unit
        if topic.master and topic.master.lead_unit
        else Unit.objects.filter(pk=proposed).first()
    )
    where = queries.place_name(topic.place_code)
    return {
        "title": f"集中解决{topic.name}问题（{where}，{topic.members.count()}件诉求）",
        "lead": unit,
        "deadline": local_day(calendar().due(now(), Term.parse(TASK_TERM)).at),
    }


@guard(actions.NEEDS, Topic, lookup="pk")
def end(request: HttpRequest, topic: Topic) -> HttpResponse:
    return form_page(
        request,
        forms.EndForm,
        partial(actions.end, topic=topic),
        title="办结专题并告知",
        submit="办结并告知",
        intro=f"{topic.members.count()}件诉求。结果写进已并案和已办结的诉求；主件还在办理的，仍由承办单位答复。",
        done=_topic_url,
        message="专题已办结，请按告知清单逐人告知。",
        cancel=_topic_url(topic),
    )


@guard(actions.TELLS)
def notices(request: HttpRequest) -> HttpResponse:
    """Who is to be told, for the phone and message desk."""
    return NoticeList(request).response(
        crumbs=[("热点专题", reverse("appeals:topics"))],
        intro="打开诉求，填写用途后查看电话；告知后在这里登记。选“网上查看”的，结果已在查询页上。",
    )


@guard(actions.TELLS)
def tick(request: HttpRequest) -> HttpResponse:
    """The desk has told those ticked, or could not."""
    keys = picks(request)
    seen = list(queries.notices(request.user).filter(pk__in=keys).values_list("pk", flat=True))  # type: ignore[arg-type]

    def act(*, state: str, note: str, by: Officer, at: datetime) -> int:
        return actions.tick(notices=seen, state=state, note=note, by=by, at=at)

    return form_page(
        request,
        forms.TickForm,
        act,
        title=f"登记告知（{len(seen)}人）",
        submit="登记",
        done=lambda count: "" if request.htmx else reverse("appeals:notices"),
        message="已登记。",
        cancel=reverse("appeals:notices"),
    )


topic_urls = [
    path("topics/", listed, name="topics"),
    path("topics/new/", new, name="topic_new"),
    path("topics/notices/", notices, name="notices"),
    path("topics/notices/tick/", tick, name="notices_tick"),
    path("topics/points/<str:number>/", point, name="topic_point"),
    path("topics/proposals/<int:pk>/accept/", accept, name="proposal_accept"),
    path("topics/proposals/<int:pk>/join/", join_named, name="proposal_join"),
    path("topics/proposals/<int:pk>/pass/", pass_over, name="proposal_pass"),
    path("topics/<int:pk>/", page, name="topic"),
    path("topics/<int:pk>/map/", on_map, name="topic_map"),
    path("topics/<int:pk>/join/", join, name="topic_join"),
    path("topics/<int:pk>/ask/", ask, name="topic_ask"),
    path("topics/<int:pk>/task/", task, name="topic_make_task"),
    path("topics/<int:pk>/end/", end, name="topic_end"),
]

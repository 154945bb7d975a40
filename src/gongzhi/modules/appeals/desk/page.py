"""Everything that the page of one appeal shows, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from gongzhi.kernel.access import decide, holds
from gongzhi.kernel.clock import calendar, now
from gongzhi.kernel.flow.models import LinkKind, Matter
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import parameter
from gongzhi.kernel.people.masking import mask_address, redacted
from gongzhi.kernel.web.guard import NotFound
from gongzhi.kernel.web.matters import matter_context
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.appeals.desk import queries
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.handling.models import (
    CategoryChange,
    Claim,
    Contact,
    Dispatch,
    Extension,
    Opinion,
    Press,
    Reply,
    Review,
)
from gongzhi.modules.appeals.handling.pressing import TASK
from gongzhi.modules.appeals.handling.rules import FAULTS, rule_words
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.queries import filed_of
from gongzhi.modules.appeals.papers.queries import offers, written
from gongzhi.modules.appeals.topics.queries import topic_of
from gongzhi.modules.appeals.whistles.queries import of_appeal
from gongzhi.modules.appeals.words import Channel, Ground


def appeal_of(officer: Officer, number: str) -> Appeal:
    """The appeal of a number as it is said or typed. One query. Raises: NotFound."""
    rows = (
        queries.appeals(officer).select_related("first_unit", "registered_by", "matter__parent").defer(None)
    )
    appeal = rows.filter(matter__number=number.strip().upper()).first()
    if appeal is None:
        raise NotFound(value=number)
    return appeal


@dataclass(frozen=True)
class ReplyShown:
    """A reply with what was found wanting in it."""

    reply: Reply
    parts: list[tuple[str, str]]
    review: Review | None
    faults: str
    current: bool


def context(appeal: Appeal, officer: Officer) -> dict[str, Any]:
    """The page's values. About twenty statements, whatever the appeal has seen."""
    _read(appeal)
    shared = matter_context(appeal.matter, officer, appeal)
    orders, text, papers = list(appeal.orders.all()), said(appeal), written(appeal)
    return {
        **shared,
        "appeal": appeal,
        "title": f"{appeal.number} {appeal.matter.title[:40]}",
        "text": text,
        "text_adds": text.strip("。！？!?. ") != appeal.matter.title,  # a short appeal is its own headline
        "facts": facts(appeal),
        "outcome": outcome(appeal),
        "term": term_words(appeal, orders, now()),
        "may_reveal": appeal.appellant is not None and _may_reveal(appeal, officer),
        "earlier": list(queries.of_caller(appeal, 6)) if holds(officer, "appeals.register") else [],
        "topic": topic_of(appeal),
        "may_topic": holds(officer, "appeals.rank"),
        "whistles": of_appeal(appeal.pk),
        "children": list(queries.joined(appeal.matter, 50)),
        "orders": orders if len(orders) > 1 or any(one.decision for one in orders) else [],
        "replies": _replies(appeal),
        "contacts": list(appeal.contacts.all()),
        "opinions": list(appeal.opinions.all()),
        "calls": list(appeal.call_backs.all()),
        "presses": list(appeal.presses.all()),
        "extensions": list(appeal.extension_requests.all()),
        "claims": list(appeal.claims.all()),
        "changes": list(appeal.category_changes.all()),
        "shown": filed_of(appeal),
        "tasks": tasks_of(appeal),
        "may_task": holds(officer, "supervision.view"),
        "papers": papers,
        "paper_offers": offers(appeal, officer, shared["assignments"], papers),
    }


def tasks_of(appeal: Appeal) -> list[Matter]:
    """The supervised tasks that were opened because of it. One query."""
    rows = Matter.objects.filter(links__other=appeal.pk, links__kind=LinkKind.CAUSE, kind=TASK)
    return list(rows.select_related("lead_unit").order_by("pk"))


def _read(appeal: Appeal) -> None:
    prefetch_related_objects(
        [appeal],
        Prefetch(
            "orders", Dispatch.objects.select_related("unit", "suggested", "by", "decided_by", "assignment")
        ),
        Prefetch("contacts", Contact.objects.select_related("unit", "by")),
        Prefetch("opinions", Opinion.objects.select_related("unit", "by")),
        Prefetch("replies", Reply.objects.select_related("unit", "by")),
        Prefetch("replies__reviews", Review.objects.select_related("by")),
        Prefetch("extension_requests", Extension.objects.select_related("unit", "decided_by")),
        Prefetch("claims", Claim.objects.select_related("unit", "first_by", "second_by")),
        Prefetch("category_changes", CategoryChange.objects.select_related("before", "after", "by")),
        Prefetch("presses", Press.objects.select_related("unit", "by")),
        "call_backs__by",
    )


def said(appeal: Appeal) -> str:
    """The words of the appeal as the page shows them: of a secret one without what tells who said it."""
    text = appeal.text.open()
    return redacted(text) if appeal.secret else text


def _may_reveal(appeal: Appeal, officer: Officer) -> bool:
    return decide(officer, appeal.reveal_permission, appeal).allowed


def facts(appeal: Appeal) -> list[tuple[str, Any]]:
    """Facts of the head that have a value."""
    address = mask_address(appeal.address.open())
    place = known().place_name(appeal.matter.place_code)
    pairs = [
        ("诉求人", appeal.caller),
        ("事项", appeal.category.label if appeal.category else "未定"),
        ("类型", f"{appeal.get_type_display()}{'（疑难）' if appeal.complex else ''}"),
        ("紧急程度", appeal.get_urgency_display() if appeal.urgency != "normal" else ""),
        ("地方", place),
        ("地址", address),
        ("渠道", dict(Channel.choices).get(appeal.channel, appeal.channel)),
        ("来文编号", appeal.outside_number),
        ("首接单位", appeal.first_unit.label if appeal.first_unit else ""),
        ("回复方式", appeal.get_reply_way_display()),
        (
            "登记",
            f"{local_minute(appeal.matter.opened_at)} {appeal.registered_by.name if appeal.registered_by else '自助'}",
        ),
        ("不予受理", f"{Ground(appeal.ground).label}，{appeal.guided_to}" if appeal.ground else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def outcome(appeal: Appeal) -> list[tuple[str, str, str]]:
    """The three questions of the rates: (label, answer, tone)."""
    tones = {"full": "good", "partly": "busy", "no": "bad", "very": "good", "yes": "good", "fairly": "busy"}
    found = []
    if appeal.responded is not None:
        found.append(
            ("响应", "按时联系" if appeal.responded else "未按时联系", "good" if appeal.responded else "bad")
        )
    if appeal.in_time is not None:
        found.append(("办结", "按期" if appeal.in_time else "逾期", "good" if appeal.in_time else "bad"))
    if appeal.solved:
        found.append(("解决", appeal.get_solved_display(), tones[appeal.solved]))
    if appeal.satisfied:
        found.append(("满意", appeal.get_satisfied_display(), tones[appeal.satisfied]))
    return found


def term_words(appeal: Appeal, orders: list[Dispatch], at: datetime) -> str:
    """`时限3月9日17:30，按求助件办结：5个工作日（日历第3版），还剩4个工作日`; "" before it is dispatched."""
    due = appeal.matter.due_at
    if due is None or not orders:
        return ""
    order = orders[-1]
    label = parameter_label(order.rule)
    words = f"办结时限 {local_minute(due)}，依据{rule_words(order.rule, label)}"
    if order.calendar_version:
        words += f"（工作日历第{order.calendar_version}版）"
    if not appeal.matter.is_open or appeal.matter.paused_at:
        return words
    return f"{words}，{left_words(due, at)}"


def parameter_label(rule: str) -> dict[str, str]:
    """The name of the parameter that a rule comes from, for `rule_words`."""
    name = rule.rpartition("=")[0]
    try:
        return {name: parameter(name).label}
    except KeyError:
        return {}


def left_words(due: datetime, at: datetime) -> str:
    """How long there is, or how late it is."""
    days = calendar()
    if due >= at:
        hours = (due - at).total_seconds() / 3600
        if hours < 24:
            return f"还剩{hours:.0f}小时" if hours >= 1 else f"还剩{hours * 60:.0f}分钟"
        return f"还剩{days.days_left(due, at)}个工作日"
    hours = (at - due).total_seconds() / 3600
    return f"已超时{hours:.0f}小时" if hours < 24 else f"已超期{(at - due).days}天"


def _replies(appeal: Appeal) -> list[ReplyShown]:
    """Newest first."""
    found = []
    for place, reply in enumerate(appeal.replies.all()):
        reviews = list(reply.reviews.all())
        review = reviews[-1] if reviews else None
        faults = "、".join(FAULTS.get(one, one) for one in review.faults) if review else ""
        found.append(ReplyShown(reply, reply.parts, review, faults, place == 0))
    return found

"""What the caller may read of an appeal, and everybody of all of them: no officer's name, no other person's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.facts import pairs_of
from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.follow.rules import days_late
from gongzhi.modules.appeals.handling.models import ContactWay, Reply
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.words import Decision, Ground, Reached, Satisfied, Solved

OWN = ("appeal", "addition")  # purposes of attachments that the caller sent
HEARD = ("callback", "closed", "answered", "archived")  # states in which the last reply was let through
JUDGED_IN = "callback"
REOPENED_FROM = ("closed", "archived")
TAKEN_AGAIN_FROM = ("answered", "merged", "archived")
# moves whose reasons the caller is told -> (what happened, the labels of the reasons)
EXPLAINED: dict[str, tuple[str, tuple[str, ...]]] = {
    "suspend": ("疑难事项，暂缓办理", ("挂起原因", "恢复条件")),
    "resume": ("恢复办理", ("恢复说明",)),
    "withdraw": ("已撤回", ("诉求人撤回的原因",)),
    "close": ("办结，没有回访", ("不回访的原因",)),
    "reject": ("不予受理的说明", ("说明",)),
    "reopen": ("重新办理", ("重办原因",)),
    "take_again": ("重新受理", ("重新受理的原因",)),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened, in the words of the portal; `parts` are labelled texts below it."""

    at: datetime
    title: str
    text: str = ""
    tone: str = ""  # "" or good, warn
    parts: tuple[tuple[str, str], ...] = ()


def by_code(number: str, code: str) -> Appeal | None:
    """The appeal of a number and its code; None when either is wrong. One query."""
    rows = Appeal.objects.select_related("matter__lead_unit", "matter__parent", "category", "appellant")
    appeal = rows.filter(matter__number=number.strip().upper()[:32]).first()
    if appeal is None or not compare_digest(appeal.code.encode(), code.strip().upper().encode()):
        return None
    return appeal


def own_files(appeal: Appeal) -> QuerySet[Attachment]:
    """What the caller sent, in order."""
    rows = Attachment.objects.filter(matter_id=appeal.pk, purpose__in=OWN, withdrawn_at=None)
    return rows.select_related("blob").order_by("id")


def story(appeal: Appeal) -> list[Step]:
    """What became of an appeal, oldest first. Twelve queries at most, however long it is."""
    steps = [Step(appeal.matter.opened_at, "已登记", f"编号{appeal.number}，{_kind(appeal)}")]
    parts = (
        _orders,
        _contacts,
        _extensions,
        _changes,
        _claims,
        _explained,
        _replies,
        _calls,
        _additions,
        _end,
    )
    for part in parts:
        steps += part(appeal)
    return sorted(steps, key=lambda step: step.at)


def _kind(appeal: Appeal) -> str:
    return appeal.category.label if appeal.category else appeal.get_type_display()


def _orders(appeal: Appeal) -> Iterator[Step]:
    for order in appeal.orders.select_related("unit"):
        yield Step(order.at, f"已交{order.unit.label}办理", f"应在{_moment(order.due_at)}前答复")
        if order.signed_at:
            yield Step(order.signed_at, f"{order.unit.label}已签收")
        if order.decision == Decision.APPROVED and order.decided_at:
            yield Step(order.decided_at, f"经核实不属{order.unit.label}职责，另行转交", tone="warn")


def _moment(at: datetime) -> str:
    from gongzhi.kernel.web.templatetags.ui import local_minute

    return str(local_minute(at))


def _contacts(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.contacts.select_related("unit"):
        how = ContactWay(one.way).label
        words = "已与您联系" if one.reached else "联系您，没有接通"
        yield Step(one.at, f"{one.unit.label}{words}（{how}）", tone="" if one.reached else "warn")


def _extensions(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.extension_requests.select_related("unit").filter(decision=Decision.APPROVED):
        if one.decided_at and one.after:
            text = f"新时限{_moment(one.after)}。理由：{one.reason}"
            yield Step(one.decided_at, f"{one.unit.label}的办理时限已延长", text, "warn")


def _changes(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.category_changes.select_related("after"):
        after = one.due_after
        due = f"时限调整为{_moment(after)}。" if after and after != one.due_before else ""
        yield Step(one.at, f"事项归类改为“{one.after.label}”", f"{due}原因：{one.reason}")


def _claims(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.claims.filter(decision=Decision.APPROVED):
        if one.second_at:
            text = f"县热线两人先后复核。理由：{one.second_opinion}"
            yield Step(one.second_at, "经复核，认定为暂时不能满足的诉求", text, "warn")


def _explained(appeal: Appeal) -> Iterator[Step]:
    """What changed or ended the appeal with a reason that somebody typed."""
    rows = Event.objects.filter(matter=appeal.pk, kind="flow.moved").prefetch_related("personals")
    for event in rows.order_by("seq"):
        if event.facts["move"] not in EXPLAINED:
            continue
        title, labels = EXPLAINED[event.facts["move"]]
        said = [(label, text) for label, text in pairs_of(event) if label in labels and text]
        if said:
            text = "；".join(f"{label}：{text}" if len(said) > 1 else text for label, text in said)
            yield Step(event.at, title, text, "warn")


def _replies(appeal: Appeal) -> Iterator[Step]:
    rows = appeal.replies.select_related("unit").prefetch_related("reviews")
    newest = max((reply.version for reply in rows), default=0)
    for reply in rows:
        if _let_through(appeal, reply, newest):
            who = reply.unit.label if reply.unit else "热线"
            yield Step(reply.at, f"{who}的答复", parts=tuple(reply.parts), tone="good")


def _let_through(appeal: Appeal, reply: Reply, newest: int) -> bool:
    """Whether the hotline wrote or passed a reply, or it is the last of an appeal that went on."""
    passed = reply.unit_id is None or any(review.passed for review in reply.reviews.all())
    return passed or (reply.version == newest and appeal.matter.state in HEARD)


def _calls(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.call_backs.all():
        if one.reached != Reached.YES:
            yield Step(one.at, "回访没有接通", tone="warn")
            continue
        again = one.solved == Solved.NO or one.satisfied == Satisfied.NO
        said = f"{Solved(one.solved).label}，{Satisfied(one.satisfied).label}"
        yield Step(one.at, "您的评价", said, "warn" if again else "good")


def _additions(appeal: Appeal) -> Iterator[Step]:
    for one in appeal.additions.all():
        files = f"（{one.files}个附件）" if one.files else ""
        yield Step(one.at, f"您补充了说明{files}", one.text.open())


def _end(appeal: Appeal) -> Iterator[Step]:
    matter = appeal.matter
    at = matter.closed_at
    if at is None:
        return
    if appeal.ground:
        yield Step(at, "不予受理", f"{Ground(appeal.ground).label}。{appeal.guided_to}", "warn")
    elif matter.state == "merged" and matter.parent is not None:
        text = f"与{matter.parent.number}是同一问题，随那一件办理，结果会一并告诉您。"
        yield Step(at, "已合并办理", text)
    elif matter.outcome == "unreached":
        yield Step(at, "已办结", "回访没有接通，先行办结。没有解决的，请在本页要求重新办理。", "warn")
    elif matter.outcome != "withdrawn":
        yield Step(at, "已办结", tone="good")


def may_judge(appeal: Appeal) -> bool:
    return appeal.matter.state == JUDGED_IN


def may_reopen(appeal: Appeal) -> str:
    """The move by which it can be said that it is not solved after all, "" for none; its term is the move's to refuse."""
    matter = appeal.matter
    if matter.state in REOPENED_FROM and matter.outcome in ("done", "unreached"):
        return "reopen"
    joined = matter.outcome == "merged" and matter.parent is not None and not matter.parent.is_open
    return (
        "take_again" if matter.state in TAKEN_AGAIN_FROM and (joined or matter.outcome == "answered") else ""
    )


def may_add(appeal: Appeal) -> bool:
    return appeal.matter.closed_at is None


@dataclass(frozen=True)
class Published:
    """An appeal as everybody may read it: what it is about, where, with whom, until when."""

    matter: Matter
    category: str
    place: str
    late: int


def fit() -> QuerySet[Appeal]:
    """Appeals of kinds fit for publication, whatever became of them, newest first."""
    kinds = Category.objects.filter(pk=OuterRef("category_id"), publishable=True)
    rows = Appeal.objects.filter(Exists(kinds), confidential=False).exclude(type="report")
    return rows.select_related("matter__lead_unit", "category").order_by("-matter")


def published() -> QuerySet[Appeal]:
    """Those that everybody may list; no text, no title, no caller is shown of them."""
    return fit().exclude(matter__state__in=("rejected", "withdrawn", "merged"))


def late(on: datetime) -> Q:
    """Appeals whose term has run out while they were open and not paused."""
    return Q(matter__closed_at=None, matter__paused_at=None, matter__due_at__lt=on)


def lateness(matter: Matter, at: datetime) -> int:
    """Whole days past the term, at least one once it is past; 0 while it is not, or nobody waits."""
    if matter.due_at is None or matter.closed_at or matter.paused_at or matter.due_at >= at:
        return 0
    return days_late(local_day(matter.due_at), local_day(at))

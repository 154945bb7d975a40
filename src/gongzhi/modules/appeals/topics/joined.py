"""What joined an appeal is answered with it: the unit's reply without anybody's name, and a notice for each caller."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.people.masking import redacted
from gongzhi.modules.appeals.handling.models import Reply
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics.models import Notice, NoticeState, TopicState
from gongzhi.modules.appeals.words import ReplyWay

TELLS = "appeals.callback"
SAID_NOTHING = "主件已经办结。"


@transaction.atomic
def tell_joined(key: int, *, at: datetime) -> int:
    """Tell those whose appeals had joined the one that was closed; those of an open topic hear from the topic.

    Once for each closing: what was told since the parent's latest reply is not told again. Returns how many.
    Records: flow.moved for each.
    """
    parent = Matter.objects.select_for_update().get(pk=key)
    rows = Appeal.objects.filter(matter__parent=key, matter__state="merged")
    rows = rows.exclude(membership__topic__state__in=(TopicState.OPEN, TopicState.ASKED, TopicState.TASKED))
    children = list(rows.select_related("matter").defer("text", "address").order_by("pk"))
    if not children or parent.is_open:
        return 0
    last = Reply.objects.filter(appeal=key).order_by("-version").first()
    since = parent.closed_at or at
    told = set(Reply.objects.filter(appeal__in=children, at__gte=since).values_list("appeal", flat=True))
    fresh = [one for one in children if one.pk not in told]
    for one in fresh:
        cause = f"与{parent.number}合并办理"
        run(one.matter, "tell_outcome", by=None, at=max(at, since), cause=cause, outcome=words_of(last))
    wanted = [one for one in fresh if not one.anonymous and one.reply_way != ReplyWay.NONE]
    _notices(parent, wanted, at=max(at, since))
    return len(fresh)


def words_of(reply: Reply | None) -> str:
    """What a unit found and did, for callers other than the one it wrote to: numbers and names are taken out.

    Whom to ring at the unit is left out: it is for the caller of that appeal.
    """
    if reply is None:
        return SAID_NOTHING
    parts = (reply.checked.open(), reply.done.open(), reply.next_step.open())
    return redacted("\n".join(one for one in parts if one)) or SAID_NOTHING


def _notices(parent: Matter, wanted: list[Appeal], *, at: datetime) -> None:
    if not wanted:
        return
    for one in wanted:  # told of an earlier closing already: waits again
        fresh = {"way": one.reply_way, "state": NoticeState.PENDING, "made_at": at, "by": None, "at": None}
        Notice.objects.update_or_create(parent=parent, appeal=one, defaults=fresh)
    tell(
        officers=officers_with(TELLS, on=local_day(at)),
        title=f"请告知诉求人：并入{parent.number}的{len(wanted)}件",
        body=f"{len(wanted)}人待告知。",
        url=f"{reverse('appeals:notices')}?state=pending",
        kind="appeals.topic",
        at=at,
        key=f"joined:{parent.pk}:{parent.version}",
    )

"""告知结果: what came of a topic is written to each of its appeals as a reply that the hotline let through."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.flow import Ask
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.handling.models import Reply, Review
from gongzhi.modules.appeals.intake.models import Appeal

TOLD_IN = ("merged", "closed", "answered", "archived")


@APPEAL.move("tell_outcome", "告知专题结果", TOLD_IN, None, needs="appeals.topic", quiet=True)
def tell_outcome(
    appeal: Appeal,
    *,
    topic: Annotated[str, Ask("专题", most=80)],
    outcome: Annotated[str, Ask("办理结果", long=True, least=2)],
    by: Officer | None,
    at: datetime,
) -> None:
    """The outcome of the topic that the appeal belongs to, as its latest reply; the appeal's state stays."""
    lead = appeal.matter.parent.lead_unit if appeal.matter.parent else appeal.matter.lead_unit
    made = Reply.objects.create(
        appeal=appeal, version=appeal.replies.count() + 1, unit=lead, checked=f"纳入“{topic}”集中办理。", done=outcome,
        in_time=None, by=by, at=at,
    )  # fmt: skip
    Review.objects.create(reply=made, passed=True, opinion="随专题办结告知", by=by, at=at)

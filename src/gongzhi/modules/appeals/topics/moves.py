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


@APPEAL.move("tell_outcome", "告知办理结果", TOLD_IN, None, needs="appeals.topic", quiet=True)
def tell_outcome(
    appeal: Appeal,
    *,
    cause: Annotated[str, Ask("随什么办理", most=120)],
    outcome: Annotated[str, Ask("办理结果", long=True, least=2)],
    by: Officer | None,
    at: datetime,
) -> None:
    """What came of the topic or of the appeal that this one had joined, as its latest reply; its state stays."""
    lead = appeal.matter.parent.lead_unit if appeal.matter.parent else appeal.matter.lead_unit
    made = Reply.objects.create(
        appeal=appeal, version=appeal.replies.count() + 1, unit=lead, checked=f"{cause}。", done=outcome,
        in_time=None, by=by, at=at,
    )  # fmt: skip
    Review.objects.create(reply=made, passed=True, opinion="随专题或主件办结告知", by=by, at=at)

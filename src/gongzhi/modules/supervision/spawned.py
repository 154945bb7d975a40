"""Tasks opened at the wish of another module, by the kind's name."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.actions import Party
from gongzhi.kernel.flow.facts import pairs_of
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.flow.spawning import Wanted, offer
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.supervision.models import Source
from gongzhi.modules.supervision.opening import Draft, open_task


def outcome(matter: Matter) -> str:
    """What the lead unit said when it reported the task as done; "" when it never did. Two queries at most."""
    rows = Event.objects.filter(matter=matter.pk, kind="flow.moved").order_by("-seq")
    for event in rows:
        if event.facts["move"] == "claim_done":
            return next((text for label, text in pairs_of(event) if label == "完成情况"), "")
    return ""


def register() -> None:
    """Offer supervised tasks to other modules. Called once, when the module is set up."""

    @offer("task", "督查任务", needs="supervision.issue", outcome=outcome)
    def open_wanted(
        wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime
    ) -> Matter:
        """A task of the hotline's focus, told to its units and signed for like any other."""
        parties = [Party(Role.LEAD, unit=lead), *(Party(Role.CO, unit=one) for one in co)]
        draft = Draft(
            text=wanted.text or wanted.title, parties=parties, deadline=wanted.deadline,
            source=Source.HOTLINE_FOCUS, basis=wanted.source,
        )  # fmt: skip
        return open_task(draft, by=by, at=at).matter

"""What follows from a round: whoever walked it was a scout that day; of a missed one its unit and the planners are told."""

from __future__ import annotations

from typing import Any

from gongzhi.kernel.events import listen
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.rounds.models import Round
from gongzhi.modules.ecology.patrols.kinds import CODES, WALK
from gongzhi.modules.ecology.stations.actions import note_round


def is_ours(event: Any) -> bool:
    """No query."""
    return event.facts.get("sort", "") in CODES


def finished(event: Any) -> None:
    """The scouts' activities are written once, however often this is told."""
    round = Round.objects.select_related("route").filter(pk=event.facts["round"]).first()
    if round is not None:
        note_round(round)


def missed(event: Any) -> None:
    """Tell those who should have walked, and the unit."""
    from django.urls import reverse

    round = Round.objects.select_related("route", "unit").filter(pk=event.facts["round"]).first()
    if round is None:
        return
    tell(
        officers=list(round.route.officers.all()), units=[round.unit], needs=WALK,
        title=f"未巡查：{round.route.name}", body=f"应在{round.due_on}前完成的巡查没有完成。请说明原因，并安排补查。",
        url=reverse("ecology:round", args=[round.pk]), kind="ecology", level="remind", at=event.at,
        key=f"eco:missed:{round.pk}",
    )  # fmt: skip


def register() -> None:
    """Called once, when the module is set up."""
    listen("rounds.finished", name="ecology.scouts", when=is_ours)(finished)
    listen("rounds.missed", name="ecology.missed_told", when=is_ours)(missed)

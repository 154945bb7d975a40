"""What the test's module adds: the flow, an operation that opens, a duty that reminds, a listener that echoes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gongzhi.kernel.duty import Duty
from gongzhi.kernel.events import listen
from gongzhi.kernel.modules import Module
from tests.support.errands import ERRAND

REMINDED, HEARD = "提醒", "听到"


def _waiting(at: datetime) -> Iterator[tuple[str, Any]]:
    from gongzhi.kernel.flow.models import Matter

    rows = Matter.objects.filter(kind="errand", closed_at=None).order_by("id").values_list("pk", flat=True)
    yield from ((str(key), key) for key in rows)


def _remind(key: int, at: datetime) -> None:
    from gongzhi.kernel.flow.actions import note
    from gongzhi.kernel.flow.facts import Noted

    note(key, Noted(REMINDED, ""), by=None, at=at)


@listen("flow.moved", name="errands.echo")
def echo(event: Any) -> None:
    """Write down that a move was heard of."""
    from gongzhi.kernel.flow.actions import note
    from gongzhi.kernel.flow.facts import Noted

    if event.facts["flow"] == "errand":
        note(event.matter, Noted(HEARD, str(event.pk)), by=None, at=event.at)


REMIND = Duty("errands.remind", "提醒", every="* * * * *", find=_waiting, act=_remind)

MODULE = Module(
    name="errandry",
    label="差事",
    permissions={"errands.view": "查看差事", "errands.work": "办理差事", "errands.direct": "安排差事"},
    flows=(ERRAND,),
    duties=(REMIND,),
    listeners=(echo,),
    api="tests.faults.errands.api.router",
)

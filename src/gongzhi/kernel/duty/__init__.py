"""What falls due by itself: scheduled duties, done once and never forgotten, and the care of background tasks.

    register(Duty("supervision.remind", "催办提醒", every="*/10 * * * *", find=due_reminders, act=remind))

A duty says when to look (`every`, a cron line in the county's time zone), what is owed at a moment (`find`: pairs of
key and row) and how one is done (`act`). Each act runs in one transaction with a unique row (duty, key): however many
clocks run and whenever they are killed, a key is done once. Put the occasion into the key: "assignment-7:before-3".
"""

from typing import TYPE_CHECKING, Any

from gongzhi.kernel.duty.rules import Duty
from gongzhi.kernel.duty.schedule import register, registered

if TYPE_CHECKING:
    from gongzhi.kernel.duty.sweeping import Tally, catch_up, sweep

__all__ = ["Duty", "Tally", "catch_up", "register", "registered", "sweep"]


def __getattr__(name: str) -> Any:
    """What needs models is loaded on first use: Django forbids it while applications load."""
    if name in ("Tally", "catch_up", "sweep"):
        from gongzhi.kernel.duty import sweeping

        return getattr(sweeping, name)
    raise AttributeError(name)

"""Personal data in the clear: only with a permission and a purpose, and never unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from gongzhi.kernel.access import facts
from gongzhi.kernel.access.queries import require
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal

SHORTEST = 4  # characters of a purpose; fewer say nothing


class PurposeMissing(Refusal):
    code = "access.purpose_missing"
    message = "请写明查看完整信息的用途（至少{least}个字），例如“电话回访核实地址”。"


def check_reveal(
    officer: Officer,
    permission: str,
    target: Model,
    *,
    fields: Sequence[str],
    purpose: str,
    at: datetime,
) -> None:
    """Let the caller show these fields of a row in the clear, and have the showing announced.

    Call it in the transaction that reads them. `permission` is the one to see such data in the clear, such as
    `people.reveal`. Raises: NotVisible, NotAllowed, PurposeMissing. Announces: access.revealed.
    """
    require(officer, permission, target)
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST:
        raise PurposeMissing(field="purpose", least=SHORTEST)
    row = f"{target._meta.label_lower}:{target.pk}"
    facts.announce(facts.Revealed(row, tuple(fields), purpose[:200]), by=officer, at=at)

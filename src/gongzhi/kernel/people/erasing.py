"""Reading a person in the clear, and erasing one: the rows are emptied, the log's chains stay whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from gongzhi.kernel.access.reveal import check_reveal
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.refusals import Refusal

LABELS = {"name": "姓名", "phone": "电话", "identity": "证件号"}


@event("people.erased", "删除个人信息")
@dataclass(frozen=True)
class Erased:
    """A person's data was erased from so many rows, on a stated ground."""

    rows: int
    ground: str

    def sentence(self) -> str:
        return f"删除{self.rows}条个人信息，依据：{self.ground}"


class GroundMissing(Refusal):
    code = "people.ground_missing"
    message = "请写明删除的依据（至少4个字），例如“本人申请”或“保存期满”。"


Follower = Callable[[Collection[int], datetime], None]
_followers: dict[str, Follower] = {}


def on_erase(follower: Follower, name: str) -> None:
    """Have `follower(keys of persons, at)` empty what else is kept of them, in the same transaction."""
    _followers[name] = follower


@transaction.atomic
def reveal(
    *, person: Person, of: Model, permission: str, purpose: str, by: Officer, at: datetime
) -> dict[str, str]:
    """What the person told, by label, for an officer with a permission over the row it belongs to and a purpose.

    Raises: NotVisible, NotAllowed, PurposeMissing. Records: access.revealed.
    """
    fields = [name for name in LABELS if getattr(person, name)]
    check_reveal(by, permission, of, fields=[LABELS[name] for name in fields], purpose=purpose, at=at)
    return {LABELS[name]: getattr(person, name).open() for name in fields}


@transaction.atomic
def erase(*, people: Sequence[Person], ground: str, by: Officer | None, at: datetime) -> int:
    """Empty the rows of these people and what modules keep of them; returns how many rows were emptied.

    The log keeps that something was said and when; its commitments no longer lead to any text.
    Raises: GroundMissing. Records: people.erased.
    """
    ground = " ".join(ground.split())
    if len(ground) < 4:
        raise GroundMissing(field="ground")
    keys = [one.pk for one in people if one.erased_at is None]
    if not keys:
        return 0
    for follower in _followers.values():
        follower(keys, at)
    blank = dict.fromkeys((*LABELS, "phone_index", "identity_index", "masked_name", "masked_phone"), "")
    Person.objects.filter(pk__in=keys).update(**blank, erased_at=at)
    record(Erased(len(keys), ground[:200]), by=by, at=at)
    return len(keys)

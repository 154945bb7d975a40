"""What a check comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.modules.ecology.sites.refused import FailedUnsaid, ItemsChanged, NothingApplied
from gongzhi.modules.ecology.words import ItemState

SHORTEST = 4


@dataclass(frozen=True)
class Said:
    """How one item was found."""

    item: str
    state: str
    note: str = ""


def result(states: Iterable[str]) -> tuple[int, int]:
    """How many items are met, of how many that concern the site.

    >>> result(["yes", "yes", "no", "na"])
    (2, 3)
    """
    found = [one for one in states if one != ItemState.NA]
    return found.count(ItemState.YES), len(found)


def examine(said: Sequence[Said], wanted: Sequence[str]) -> None:
    """Refuse a check that is not whole. Raises: ItemsChanged, NothingApplied, FailedUnsaid.

    >>> examine([Said("围挡", "yes"), Said("冲洗", "no", "没有冲洗台")], ["围挡", "冲洗"])
    """
    if [one.item for one in said] != list(wanted):
        raise ItemsChanged()
    if all(one.state == ItemState.NA for one in said):
        raise NothingApplied(field="state_0")
    for n, one in enumerate(said):
        if one.state == ItemState.NO and len(one.note.strip()) < SHORTEST:
            raise FailedUnsaid(field=f"note_{n}", item=one.item, least=SHORTEST)

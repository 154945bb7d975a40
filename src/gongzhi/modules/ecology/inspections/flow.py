"""The flow of one item that an inspection fed back: plan, put right, accepted, made public, struck off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.kernel.flow import ClockRule, Flow, State


def _row() -> Any:
    from gongzhi.modules.ecology.inspections.models import Item

    return Item


OWED = {"planning": "待报整改方案", "rectifying": "待整改", "claimed": "等待验收", "accepted": "公示中"}


def _steps(assignments: Sequence[Any], at: Any) -> dict[int, str]:
    """What each party owes next. No query."""
    return {
        one.pk: OWED.get(one.matter.state, "") if one.role == "lead" else "配合整改" for one in assignments
    }


ITEM = Flow(
    "eco_item",
    "督察整改",
    prefix="ZG",
    view="ecology.view",
    page="ecology:item",
    start="planning",
    row=_row,
    steps=_steps,
    states=(
        State("planning", "待报方案", tone="warn"),
        State("rectifying", "整改中", tone="active"),
        State("claimed", "待验收", tone="warn"),
        State("accepted", "公示中", tone="active"),
        State("struck", "已销号", closed=True, tone="good"),
    ),
    clocks=(ClockRule("plan", "报整改方案", "ecology.item.plan"),),
)
OPEN = ("planning", "rectifying", "claimed", "accepted")

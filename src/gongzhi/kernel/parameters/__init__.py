"""Policy values: declared by the code with a default, set by administrators from a day on, with a source."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .rules import Parameter, declare, declared, parameter

if TYPE_CHECKING:
    from .actions import on_change, set_value, withdraw
    from .queries import history, overview, upcoming, value, values

__all__ = [
    "Parameter",
    "declare",
    "declared",
    "history",
    "on_change",
    "overview",
    "parameter",
    "set_value",
    "upcoming",
    "value",
    "values",
    "withdraw",
]

_ACTIONS = ("on_change", "set_value", "withdraw")


def __getattr__(name: str) -> Any:
    """What needs the database, imported on first use so that the package loads before the apps do."""
    if name in __all__:
        room = "actions" if name in _ACTIONS else "queries"
        return getattr(import_module(f"{__name__}.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

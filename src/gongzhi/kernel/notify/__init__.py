"""Telling people: an inbox for every officer, and e-mail and chat robots outside, through an outbox."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongzhi.kernel.notify.actions import tell

__all__ = ["tell"]


def __getattr__(name: str) -> Any:
    # the actions need the models, and the package is imported before the apps are loaded
    if name in __all__:
        return getattr(import_module(f"{__name__}.actions"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

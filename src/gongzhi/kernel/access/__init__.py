"""Permissions: decide one, list many, say why."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongzhi.kernel.access.queries import decide, holds, permissions_of, require, scope, visible
    from gongzhi.kernel.access.rules import Decision

__all__ = ["Decision", "decide", "holds", "permissions_of", "require", "scope", "visible"]


def __getattr__(name: str) -> Any:
    # the queries need the models, and the package is imported before the apps are loaded
    if name in __all__:
        return getattr(import_module(f"{__name__}.{'rules' if name == 'Decision' else 'queries'}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

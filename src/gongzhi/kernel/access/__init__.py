"""Permissions: decide one, list many, say why.

The functions read the database and are imported on first use, so that the package loads before the apps do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gongzhi.kernel.access.rules import Decision

if TYPE_CHECKING:
    from gongzhi.kernel.access.queries import decide, holds, permissions_of, require, visible

__all__ = ["Decision", "decide", "holds", "permissions_of", "require", "visible"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f"{__name__}.queries"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

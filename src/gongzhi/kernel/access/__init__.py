"""Permissions: decide one, list many, say why."""

from gongzhi.kernel.access.queries import decide, holds, permissions_of, require, visible
from gongzhi.kernel.access.rules import Decision

__all__ = ["Decision", "decide", "holds", "permissions_of", "require", "visible"]

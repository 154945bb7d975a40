"""The county of the appeals' own tests."""

from gongzhi.modules.appeals.conftest import frozen, world

__all__ = ["frozen", "world"]

"""What a module may declare, and the registry of those that are installed."""

from gongzhi.kernel.modules.declare import MenuItem, Module, PermissionBundle, registry

__all__ = ["MenuItem", "Module", "PermissionBundle", "registry"]

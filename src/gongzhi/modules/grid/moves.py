"""The moves of a grid event. Importing this declares them, in the order of the work."""

from gongzhi.modules.grid.events import moves as moves_of_events

__all__ = ["moves_of_events"]

"""Matters: flows as data, moves declared once, assignments, clocks, search."""

from gongzhi.kernel.flow.declare import Ask, ClockRule, Each, Flow, Move, State, flow_of, flows

__all__ = ["Ask", "ClockRule", "Each", "Flow", "Move", "State", "flow_of", "flows"]

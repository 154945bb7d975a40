"""Named numbers with a unit, a period, a place, a rule for counting, and the way back to the records."""

from gongzhi.kernel.measures.declare import Cut, Measure, measure_of, measures, register

__all__ = ["Cut", "Measure", "measure_of", "measures", "register"]

"""Named numbers with a unit, a period, a place, a rule for counting, and the way back to the records."""

from gongzhi.kernel.measures.declare import Cut, Measure, Part, measure_of, measures, register
from gongzhi.kernel.measures.rules import Rate, Ratio

__all__ = ["Cut", "Measure", "Part", "Rate", "Ratio", "measure_of", "measures", "register"]

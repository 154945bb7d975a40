"""Documents kept back: written by an examiner who has not seen the reader, to test it honestly."""

from __future__ import annotations

from tests.reading.answers import Case
from tests.reading.held import batch_a, batch_b, batch_c, batch_d

CASES: list[Case] = [*batch_a.CASES, *batch_b.CASES, *batch_c.CASES, *batch_d.CASES]

"""Documents kept back: written by an examiner who has not seen the reader, to test it honestly."""

from __future__ import annotations

from tests.reading.answers import Case
from tests.reading.held import batch_a, batch_b, batch_c, batch_d, batch_e, batch_f, batch_g

CASES: list[Case] = [
    *batch_a.CASES,
    *batch_b.CASES,
    *batch_c.CASES,
    *batch_d.CASES,
    *batch_e.CASES,
    *batch_f.CASES,
    *batch_g.CASES,
]

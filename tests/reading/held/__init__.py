"""Documents kept back: written by an examiner who has not seen the reader, to test it honestly."""

from __future__ import annotations

from tests.reading.answers import Case
from tests.reading.held import (
    batch_a,
    batch_b,
    batch_c,
    batch_d,
    batch_e,
    batch_f,
    batch_g,
    batch_h,
    batch_i,
    batch_j,
)

_BATCHES = (batch_a, batch_b, batch_c, batch_d, batch_e, batch_f, batch_g, batch_h, batch_i, batch_j)
CASES: list[Case] = [case for batch in _BATCHES for case in batch.CASES]

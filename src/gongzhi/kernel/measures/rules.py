"""Rates that keep what they were made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WHOLE = 100  # a record that counts in full, in hundredths


def rounded(number: Decimal, digits: int = 2) -> Decimal:
    """Rounded half up, as figures in documents are.

    >>> rounded(Decimal("84.995")), rounded(Decimal("2.5"), 0)
    (Decimal('85.00'), Decimal('3'))
    """
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@dataclass(frozen=True)
class Ratio:
    """A rate: what counts, in hundredths of a record, over how many records. Nothing over nothing is no rate.

    >>> part = Ratio(250, 4)
    >>> part.percent, str(part), part.working, Ratio().percent, str(Ratio())
    (Decimal('62.50'), '62.50%', '2.5÷4', None, '—')
    >>> part + Ratio(100, 1)
    Ratio(hundredths=350, of=5)
    """

    hundredths: int = 0
    of: int = 0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.hundredths + other.hundredths, self.of + other.of)

    def __str__(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%"

    @property
    def counted(self) -> Decimal:
        """The numerator in records."""
        return Decimal(self.hundredths) / WHOLE

    @property
    def percent(self) -> Decimal | None:
        """Per cent with two digits; None without a denominator."""
        return rounded(Decimal(self.hundredths) / self.of) if self.of else None

    @property
    def working(self) -> str:
        """The division as it is written down."""
        return f"{self.counted.normalize():f}÷{self.of}"


@dataclass(frozen=True)
class Rate:
    """A named share of a measure's records: its parts, each with the per cent that a record of it counts, over a part.

    The weights are those of the rule as declared; a county's own come to `ratio` beside it.
    """

    name: str
    label: str
    of: str
    counts: Mapping[str, int]
    rule: str = ""  # in words

    def ratio(self, counted: Mapping[str, int], weights: Mapping[str, int] | None = None) -> Ratio:
        """The rate of counts by part.

        >>> Rate("solved", "解决率", "asked", {"full": 100, "partly": 50}).ratio({"asked": 4, "full": 2, "partly": 1})
        Ratio(hundredths=250, of=4)
        """
        given = {**self.counts, **{name: one for name, one in (weights or {}).items() if name in self.counts}}
        return Ratio(
            sum(weight * counted.get(part, 0) for part, weight in given.items()), counted.get(self.of, 0)
        )

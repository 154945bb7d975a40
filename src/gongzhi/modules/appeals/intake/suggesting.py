"""What an appeal probably is, while it is being typed: a proposal with its confidence, never a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from gongzhi.modules.appeals.directory.queries import Known, known
from gongzhi.modules.appeals.directory.rules import Kind

MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """A category that the words may mean. `confidence` is 0 to 1; `why` says what it rests on."""

    category: int
    code: str
    label: str
    confidence: float
    why: str = ""

    @property
    def percent(self) -> int:
        return round(self.confidence * 100)


Suggester = Callable[
    [str, str], Sequence[tuple[str, float]]
]  # (text, place code) -> (category code, 0 to 1), best first
SURE = 0.5  # below it a guess is shown as one
WORTH = 0.02  # below it a second guess is not worth a glance
_better: list[Suggester] = []


def use(suggester: Suggester) -> None:
    """Ask `suggester` first; where it knows nothing the words of the directory are asked."""
    _better[:] = [suggester]


def suggest(text: str, place_code: str = "", *, on: date) -> list[Suggestion]:
    """The likeliest categories of a text, best first. No query but the directory's."""
    there = known()
    offered = {one.code: one for one in there.offered(on)}
    for suggester in _better:
        told = [(code, share) for code, share in suggester(text, place_code) if code in offered]
        guesses = [one for n, one in enumerate(told) if n == 0 or one[1] >= WORTH]  # the first however weak
        if guesses:
            return [_said(offered[code], share, _held(offered[code], text)) for code, share in guesses[:MOST]]
    return by_words(text, list(offered.values()))


def _held(kind: Kind, text: str) -> str:
    """The category's own words that the text holds: what a person can check."""
    return "、".join(word for word in kind.keywords if word in text)


def _said(kind: Kind, confidence: float, why: str) -> Suggestion:
    return Suggestion(kind.pk, kind.code, kind.label, round(max(0.0, min(1.0, confidence)), 2), why)


def by_words(text: str, kinds: Sequence[Kind]) -> list[Suggestion]:
    """By how many of a category's own words the text holds; a longer word tells more."""
    scored = []
    for kind in kinds:
        hits = [word for word in kind.keywords if word in text]
        score = sum(len(word) for word in hits)
        if score:
            scored.append((score, kind, hits))
    scored.sort(key=lambda one: (-one[0], one[1].code))
    total = sum(score for score, _, _ in scored[:MOST]) + 1
    return [_said(kind, score / total, "、".join(hits)) for score, kind, hits in scored[:MOST]]


def unit_of(category: int | None, place: str, on: date, there: Known | None = None) -> int:
    """The unit that the directory names; 0 for none."""
    return (there or known()).propose(category, place, on).unit

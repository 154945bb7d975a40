"""How the worked answers of the reading set are written: one line a task, as a careful clerk would note it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Wanted = dict[str, Any]


class _Any:
    """Equal to whatever is found: stands in an answer where the conventions leave the clerk in doubt."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


ANY: Any = _Any()


@dataclass(frozen=True)
class Case:
    """A fictional document and its worked answer. `make` gives the file's bytes or the pasted text."""

    name: str
    file: str
    make: Callable[[], bytes | str]
    tasks: list[Wanted]
    document: dict[str, Any] = field(default_factory=dict)
    groups: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)
    doubts: frozenset[str] = frozenset()  # codes that must be among the doubts


def task(
    no: str,
    text: str,
    leads: str = "",
    cos: str = "",
    *,
    leaders: str = "",
    targets: str = "",
    by: str | None = None,
    by_text: str | None = None,
    etc: bool = False,
    headings: list[str] | None = None,
) -> Wanted:
    """A task of the answer. Lists are split at blanks; a target is op, value and unit: ">=12个 approx2600户"."""
    wanted: Wanted = {
        "no": no,
        "text": text,
        "lead_leaders": _list(leaders),
        "lead_units": _list(leads),
        "co_units": _list(cos),
        "open_ended": etc,
        "targets": ANY if targets is ANY else [_target(t) for t in targets.split()],
        "deadline": by,
    }
    if by_text is not None:
        wanted["deadline_text"] = by_text
    if headings is not None:
        wanted["headings"] = headings
    return wanted


def _list(words: Any) -> Any:
    return ANY if words is ANY else words.split()


def _target(words: str) -> tuple[str, float, str]:
    op = next(o for o in (">=", "<=", "approx", ">", "<", "=") if words.startswith(o))
    rest = words[len(op) :]
    digits = "".join(c for c in rest if c in "0123456789.")
    at = rest.index(digits) + len(digits)
    return op, float(digits), rest[at:]

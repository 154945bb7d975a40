"""What a module says of its rounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RoundKind:
    """A sort of patrol or visit: what it is called, who sees, walks and plans it, what a finding on it becomes.

    `view`, `walk` and `plan` are permissions over the unit of a route. `finding` is the kind of matter that a finding
    is opened as (see `flow.spawning`), "" when rounds of this kind find nothing.
    """

    code: str
    label: str
    module: str
    view: str
    walk: str
    plan: str
    finding: str = ""
    finding_label: str = "问题"
    subject: str = ""  # what a route of this kind is about, in words: 河段, 林区; "" for none
    page: str = ""  # url name of the page of a round, taking its key


_kinds: dict[str, RoundKind] = {}


def register(kind: RoundKind) -> RoundKind:
    """Add a kind; once for each code. The module registry calls this."""
    known = _kinds.setdefault(kind.code, kind)
    if known != kind:
        raise ValueError(f"rounds {kind.code} are declared twice")
    return kind


def kind_of(code: str) -> RoundKind:
    """Raises KeyError."""
    return _kinds[code]


def round_kinds(module: str = "") -> list[RoundKind]:
    """The kinds of a module, or all, in the order of their declaration."""
    return [one for one in _kinds.values() if module in ("", one.module)]


def labels() -> dict[str, str]:
    return {code: one.label for code, one in _kinds.items()}

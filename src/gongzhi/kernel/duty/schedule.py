"""The duties that this installation knows."""

from __future__ import annotations

from gongzhi.kernel.duty.rules import Duty

_duties: dict[str, Duty] = {}


def register(duty: Duty) -> Duty:
    """Add a duty; once for each name. Called while the owning package or module is set up."""
    known = _duties.setdefault(duty.name, duty)
    if known != duty:
        raise ValueError(f"duty {duty.name} is declared twice")
    return duty


def registered() -> tuple[Duty, ...]:
    """All duties, by name."""
    return tuple(_duties[name] for name in sorted(_duties))


def forget(name: str) -> None:
    """Take a duty out again; for tests."""
    _duties.pop(name, None)

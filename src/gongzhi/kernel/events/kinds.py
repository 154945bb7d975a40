"""Event kinds: past tense, typed, each knowing its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Protocol, TypeVar


class Fact(Protocol):
    """A frozen dataclass declared with `@event`, which gives it `kind` and `personal`."""

    def sentence(self) -> str: ...


T = TypeVar("T", bound=type)
_kinds: dict[str, type[Any]] = {}


def event(kind: str, label: str = "", *, personal: tuple[str, ...] = ()) -> Callable[[T], T]:
    """Declare a frozen dataclass as an event kind, e.g. `flow.moved`; `label` is what people call it.

    `personal` names the text fields whose plaintext lies beside the log and can be erased.
    Raises ValueError when the kind is taken, or a personal field does not exist.
    """

    def declare(cls: T) -> T:
        if kind in _kinds and _kinds[kind].__qualname__ != cls.__qualname__:
            raise ValueError(f"event kind {kind} is declared twice")
        unknown = set(personal) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"{kind} has no field {', '.join(sorted(unknown))}")
        cls.kind = kind  # type: ignore[attr-defined]
        cls.personal = personal  # type: ignore[attr-defined]
        cls.called = label or kind  # type: ignore[attr-defined]
        _kinds[kind] = cls
        return cls

    return declare


def adopt(*classes: type[Any]) -> None:
    """Take over fact classes that a package below this one declared, with their own `kind` and `personal`.

    Raises ValueError when a kind is taken.
    """
    for cls in classes:
        if cls.kind in _kinds and _kinds[cls.kind].__qualname__ != cls.__qualname__:
            raise ValueError(f"event kind {cls.kind} is declared twice")
        _kinds[cls.kind] = cls


def kinds() -> dict[str, type[Any]]:
    return dict(_kinds)


def called(kind: str) -> str:
    """What people call a kind; one nobody declares any more goes by its own name."""
    return getattr(_kinds.get(kind), "called", kind)


def sentence_of(kind: str, payload: dict[str, Any], personal: dict[str, str]) -> str:
    """The event in words; an erased personal text reads 〔已删除〕, a kind nobody declares any more its own name."""
    cls = _kinds.get(kind)
    if cls is None:
        return kind
    values = {key: value for key, value in payload.items() if key not in cls.personal}
    values.update(
        {name: personal.get(name, "〔已删除〕" if payload.get(name) else "") for name in cls.personal}
    )
    known = {field.name for field in fields(cls)}
    return cls(**{key: value for key, value in values.items() if key in known}).sentence()


_listeners: dict[str, dict[str, Callable[[Any], None]]] = {}  # event kind -> listener name -> function
L = TypeVar("L", bound=Callable[[Any], None])


_wanted: dict[tuple[str, str], Callable[[Any], bool]] = {}  # (event kind, listener name) -> which events


def listen(*kinds: str, name: str, when: Callable[[Any], bool] | None = None) -> Callable[[L], L]:
    """Declare a function of an Event as a listener of event kinds; it runs after commit (see `outbox`).

    `when(event)` says which events are owed to it at all; it is asked in the transaction of the fact, so it asks
    the event alone: no query, no present moment.

    It runs in a transaction of its own together with the mark that it ran, so effects inside the database
    happen exactly once; an effect outside may be repeated after a kill and needs a key: (name, event id).
    """

    def declare(function: L) -> L:
        for kind in kinds:
            taken = _listeners.setdefault(kind, {}).get(name)
            if taken is not None and taken.__qualname__ != function.__qualname__:
                raise ValueError(f"two listeners of {kind} are called {name}")
            _listeners[kind][name] = function
            if when is not None:
                _wanted[kind, name] = when
        return function

    return declare


def listeners_of(kind: str) -> dict[str, Callable[[Any], None]]:
    return _listeners.get(kind, {})


def wants(name: str, event: Any) -> bool:
    """Whether a listener is to be told of this event of a kind that it listens to."""
    asked = _wanted.get((event.kind, name))
    return asked is None or asked(event)

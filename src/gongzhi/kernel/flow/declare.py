"""A flow and its moves as data. A move is one typed function; form, API, permission, event and clocks follow from it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Ask:
    """What a move asks for in one parameter: label, help, limits. The type comes from the annotation.

    Types: str, int, Decimal, date, bool, Unit, list[Unit], Officer, Post, list[Attachment] (uploads).
    """

    label: str
    required: bool = True
    help: str = ""
    long: bool = False  # several lines of text
    most: int = 0  # most characters or greatest value; 0 is 4,000 characters for long text and 200 for short
    least: int | None = None
    choices: Sequence[tuple[str, str]] | Callable[[Any], Sequence[tuple[str, str]]] | None = None
    initial: Any = None  # a value, or a function of the row
    personal: bool = False  # kept beside the log, erasable
    name: str = ""
    type: Any = str


@dataclass(frozen=True)
class Each:
    """A parameter that is a dict with one entry per thing of the row, such as the value reached for each target.

    `asks` gives the Ask of every entry; an Ask's `name` is the entry's key and its `type` the value's.
    """

    asks: Callable[[Any], Sequence[Ask]]


@dataclass(frozen=True)
class State:
    code: str
    label: str
    closed: bool = False
    tone: str = "neutral"  # how the badge looks: neutral, active, good, warn, bad


@dataclass(frozen=True)
class ClockRule:
    """A clock of the flow: its label and the parameter that holds its term.

    `governs`: run for the matter itself, its end is the matter's own term.
    """

    name: str
    label: str
    term: str  # parameter whose value is a term such as "5wd" (see clock.Term.parse)
    warn: str = ""  # parameter: warn this long before
    basis: str = ""
    governs: bool = False


Condition = Callable[[Any], str]


@dataclass(frozen=True)
class Move:
    """One declared move. `party` names the assignment roles whose unit may make it; empty: any holder of `needs` in whose
    reach the matter lies. `to` is None when the state stays. `when` returns why it is not possible now, or ''."""

    code: str
    label: str
    from_states: tuple[str, ...]
    to: str | None
    needs: str
    body: Callable[..., Any]
    asks: tuple[Ask, ...] = ()
    each: dict[str, Each] = field(default_factory=dict)
    order: tuple[str, ...] = ()  # the parameters as they are declared, asks and each together
    party: tuple[str, ...] = ()
    assignment_states: tuple[
        str, ...
    ] = ()  # states of the assignment in which the move is open; empty: any not closed
    when: Condition | None = None
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    hidden: bool = False  # not offered at all while `when` gives a reason
    rank: int = 50  # among the buttons of one tone: lower stands first
    confirm: str = ""
    tone: str = "default"  # primary, default, danger
    basis: str = ""
    # what stands above the form's fields: row -> (template, its values), None for nothing
    aside: Callable[[Any], tuple[str, dict[str, Any]] | None] | None = None
    bulk: bool = False  # may be made for several picked matters at once
    quiet: bool = False  # never offered as a button: made by the system or by a page of its own
    doc: str = ""
    takes_assignment: bool = False


class Flow:
    """A kind of matter: its states, clocks and moves. Matters run under the version they were opened with."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        prefix: str,
        states: Sequence[State],
        start: str,
        view: str,
        version: int = 1,
        clocks: Sequence[ClockRule] = (),
        row: Callable[[], Any] | None = None,
        page: str = "",
        steps: Callable[[Sequence[Any], Any], dict[int, str]] | None = None,
        after: Callable[[Any, datetime], Any] | None = None,
    ) -> None:
        self.name, self.label, self.prefix, self.version, self.view = name, label, prefix, version, view
        self.states = {state.code: state for state in states}
        self.clocks = {clock.name: clock for clock in clocks}
        self.start = start
        self.row = row  # gives the module's model whose primary key is the matter; None when there is none
        self.page = page  # url name of the matter's page, taking the number; '' for the kernel's own page
        # (assignments with their matters, moment) -> what each owes next, in words; one or two queries for all
        self.steps = steps
        # (row, moment) -> what follows from any move, once it is done and told: a light judged anew. The matter in
        # `row.matter` is saved after it
        self.after = after
        self.moves: dict[str, Move] = {}
        if start not in self.states:
            raise ValueError(f"flow {name} starts in an unknown state {start}")
        key = (name, version)
        if key in _flows:
            raise ValueError(f"flow {name} version {version} is declared twice")
        _flows[key] = self

    def __repr__(self) -> str:
        return f"Flow({self.name} v{self.version})"

    @property
    def open_states(self) -> tuple[str, ...]:
        return tuple(code for code, state in self.states.items() if not state.closed)

    def move(
        self,
        code: str,
        label: str,
        from_states: str | Sequence[str],
        to: str | None,
        *,
        needs: str,
        **more: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a move by decorating its body: `def body(row, *, <asked>, by, at[, assignment])`.

        `from_states` may be "*" for every open state. Raises ValueError on an unknown state, clock or type.
        """
        starts = (
            self.open_states
            if from_states == "*"
            else (from_states,)
            if isinstance(from_states, str)
            else tuple(from_states)
        )
        for state in (*starts, *([to] if to else [])):
            if state not in self.states:
                raise ValueError(f"move {code} of {self.name}: no state {state}")
        for clock in (*more.get("starts", ()), *more.get("stops", ())):
            if clock not in self.clocks:
                raise ValueError(f"move {code} of {self.name}: no clock {clock}")

        def declare(body: Callable[..., Any]) -> Callable[..., Any]:
            asks, each, takes_assignment = _read_signature(body)
            order = tuple(name for name in inspect.signature(body).parameters if name not in GIVEN)[1:]
            self.moves[code] = Move(
                code=code,
                label=label,
                from_states=starts,
                to=to,
                needs=needs,
                body=body,
                asks=asks,
                each=each,
                order=order,
                takes_assignment=takes_assignment,
                doc=inspect.getdoc(body) or "",
                **more,
            )
            return body

        return declare


_flows: dict[tuple[str, int], Flow] = {}
GIVEN = frozenset({"by", "at", "assignment"})


def flow_of(kind: str, version: int | None = None) -> Flow:
    """The flow of a kind in a version, or in its newest. Raises KeyError."""
    if version is None:
        version = max(number for name, number in _flows if name == kind)
    return _flows[kind, version]


def flows() -> list[Flow]:
    """The newest version of every flow, by name."""
    newest: dict[str, Flow] = {}
    for (name, _), one in sorted(_flows.items()):
        newest[name] = one
    return list(newest.values())


def _read_signature(body: Callable[..., Any]) -> tuple[tuple[Ask, ...], dict[str, Each], bool]:
    hints = get_type_hints(body, include_extras=True)
    asks: list[Ask] = []
    each: dict[str, Each] = {}
    parameters = list(inspect.signature(body).parameters.values())
    for parameter in parameters[1:]:
        if parameter.name in GIVEN:
            continue
        hint = hints.get(parameter.name, str)
        if get_origin(hint) is not Annotated:
            raise ValueError(
                f"{body.__qualname__}: parameter {parameter.name} needs Annotated[type, Ask(...)]"
            )
        base, extra = get_args(hint)[0], get_args(hint)[1]
        if isinstance(extra, Each):
            each[parameter.name] = extra
            continue
        values = {**extra.__dict__, "name": parameter.name, "type": _plain(base)}
        if parameter.default is not inspect.Parameter.empty and extra.initial is None:
            values["initial"] = parameter.default
        asks.append(Ask(**values))
    return tuple(asks), each, "assignment" in {one.name for one in parameters}


def _plain(base: Any) -> Any:
    """`Unit | None` as Unit; everything else as it is."""
    options = [one for one in get_args(base) if one is not type(None)]
    if get_origin(base) is not list and len(options) == 1:
        return options[0]
    return base

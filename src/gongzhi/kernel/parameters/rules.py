"""Declarations of parameters and the checks of their values. Pure: no database, no present moment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from gongzhi.kernel.clock import Term
from gongzhi.kernel.refusals import Kind, Refusal

KINDS = {
    int: "整数",
    Decimal: "数字",
    str: "文字",
    bool: "是或否",
    list: "列表",
    dict: "对照表",
    Term: "期限",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class UnknownParameter(Refusal):
    code = "parameters.unknown"
    kind = Kind.ABSENT
    message = "没有名为“{name}”的参数，请从参数列表中选择。"


class WrongKind(Refusal):
    code = "parameters.wrong_kind"
    message = "“{label}”应填{kind}，现在是“{value}”。"


class OutOfRange(Refusal):
    code = "parameters.out_of_range"
    message = "“{label}”应{range}，现在是{value}。"


class NotAChoice(Refusal):
    code = "parameters.not_a_choice"
    message = "“{label}”只能取：{choices}；现在是“{value}”。"


class Unfit(Refusal):
    code = "parameters.unfit"
    message = "“{label}”不合要求：{reason}"


@dataclass(frozen=True)
class Parameter:
    """A value that policy sets and the code uses.

    `name` is dotted, its first word the package that declares it. `value` is the default, in force whenever
    no administrator has set another; it has a `source` of its own. `least` and `most` bound numbers
    (inclusive), and the length of lists and texts. `choices` are the allowed values with their labels, for a
    list those of its items; they do not concern terms. `check` gets a value of the right kind and answers what is wrong with it, "" for nothing.
    """

    name: str
    label: str
    value: Any
    source: str
    kind: type[Any]
    unit: str = ""
    group: str = ""
    help: str = ""
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    choices: Mapping[Any, str] | tuple[Any, ...] = ()
    check: Callable[[Any], str] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: a parameter cannot be of kind {self.kind}")
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a dotted lower-case name")
        if not self.source:
            raise ValueError(f"{self.name}: a default needs its source")
        object.__setattr__(self, "value", self.clean(self.value))

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def labels(self) -> dict[Any, str]:
        """The choices with their labels, in order; empty when any value will do."""
        if isinstance(self.choices, Mapping):
            return dict(self.choices)
        return {choice: str(choice) for choice in self.choices}

    @property
    def range(self) -> str:
        """The bounds in words.

        >>> Parameter("a.gap", "差距", 5, "规定", int, "个", least=0, most=100).range
        '为0到100个'
        """
        sized = self.kind in (str, list, dict)
        unit = "个字" if self.kind is str else "项" if sized else self.unit
        what = "有" if sized else "为"
        if self.most is None:
            return f"{what}{self.least}{unit}以上"
        return (
            f"{what}{self.most}{unit}以下" if self.least is None else f"{what}{self.least}到{self.most}{unit}"
        )

    def clean(self, value: Any) -> Any:
        """The value as this parameter's kind. Raises: WrongKind, OutOfRange, NotAChoice, Unfit."""
        fit = _converted(self, value)
        self._check_choice(fit)
        self._check_range(fit)
        if self.check is not None and (reason := self.check(fit)):
            raise Unfit(field="value", label=self.label, reason=reason)
        return fit

    def stored(self, value: Any) -> Any:
        """A clean value as JSON; decimals and terms as text, which loses nothing."""
        return str(value) if self.kind in (Decimal, Term) else value

    def loaded(self, stored: Any) -> Any:
        """A value from its JSON. One that no longer fits the declaration's kind raises WrongKind."""
        return _converted(self, stored)

    def shown(self, value: Any) -> str:
        """The value as people read it.

        >>> Parameter("a.gap", "差距", 5, "规定", int, "个百分点").shown(5)
        '5个百分点'
        """
        if self.kind is bool:
            return "是" if value else "否"
        if self.kind is list:
            return "、".join(self.labels.get(item, str(item)) for item in value) or "无"
        if self.kind is dict:
            return "；".join(f"{key}：{item}" for key, item in value.items()) or "无"
        if self.kind is Term:
            return str(value.label)
        return f"{self.labels.get(value, value)}{self.unit}"

    def _check_choice(self, value: Any) -> None:
        labels = self.labels
        for item in value if self.kind is list else [value]:
            if labels and item not in labels:
                raise NotAChoice(
                    field="value", label=self.label, choices="、".join(labels.values()), value=item
                )

    def _check_range(self, value: Any) -> None:
        if self.kind is Term:
            return
        size = len(value) if self.kind in (str, list, dict) else value
        too_small = self.least is not None and size < self.least
        too_big = self.most is not None and size > self.most
        if too_small or too_big:
            raise OutOfRange(field="value", label=self.label, range=self.range, value=size)


_declared: dict[str, Parameter] = {}


def declare(*parameters: Parameter) -> None:
    """Make parameters known. Declaring the same one twice is harmless, two of one name are a bug."""
    for one in parameters:
        if _declared.setdefault(one.name, one) != one:
            raise ValueError(f"{one.name} is declared twice, differently")


def declared(prefix: str = "") -> list[Parameter]:
    """The known parameters whose names begin with `prefix`, by group and name."""
    return sorted(
        (one for name, one in _declared.items() if name.startswith(prefix)),
        key=lambda one: (one.group, one.name),
    )


def parameter(name: str) -> Parameter:
    """One declaration. Raises KeyError: the code asks for what it never declared."""
    return _declared[name]


def _converted(parameter: Parameter, value: Any) -> Any:
    """A value of the right kind; numbers also from the text an officer typed."""
    kind = parameter.kind
    if kind in (int, Decimal):
        number = _number(value)
        if number is not None and kind is Decimal:
            return number
        if number is not None and number == number.to_integral_value():
            return int(number)
    elif kind is Term:
        return _term(parameter, value)
    elif kind in (list, dict):
        copy = _copied(list(value) if kind is list and isinstance(value, tuple) else value)
        if isinstance(copy, kind):
            return copy
    elif kind is str and isinstance(value, str):
        return value.strip()
    elif isinstance(value, kind):
        return value
    raise WrongKind(field="value", label=parameter.label, kind=KINDS[kind], value=value)


def _term(parameter: Parameter, value: Any) -> Term:
    """A term from its code or from words such as 5个工作日."""
    try:
        return Term.parse(value if isinstance(value, Term) else str(value))
    except Refusal as refusal:
        raise Unfit(field="value", label=parameter.label, reason=str(refusal)) from refusal


def _number(value: Any) -> Decimal | None:
    """The number in an int, Decimal, float or text; None when it is none. True and False are none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 18 else None


def _copied(value: Any) -> Any:
    """A copy of what JSON can hold without changing it; None for anything else."""
    try:
        copy = json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return None
    return copy if copy == value else None

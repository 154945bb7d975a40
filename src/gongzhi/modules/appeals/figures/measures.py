"""The measures of appeals: work orders of units and appeals as they came in, with the parts that rates are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Clock
from gongzhi.kernel.measures import Cut, Measure, Part
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.appeals.desk.queries import OWED
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.figures.filters import IntakeFilter, OrderFilter, filtered, intake, orders
from gongzhi.modules.appeals.intake.models import Merit
from gongzhi.modules.appeals.words import AppealType, Channel, Decision

GONE = ("merged", "withdrawn", "rejected")  # outcomes of appeals that no unit answers any more


def cases() -> Q:
    """The order by which a unit answers for an appeal: the last one, when it was neither returned nor came to nothing."""
    last = Q(number=F("appeal__dispatches"), ended_at=None)
    return last & ~Q(appeal__matter__outcome__in=GONE)


def _run_out(clock: str, **found: Any) -> Exists:
    """Whether a clock of an order's assignment or matter runs and its term has passed."""
    return Exists(Clock.objects.filter(name=clock, stopped_at=None, due_at__lt=now(), **found))


def _respond_due() -> Q:
    late = Q(appeal__responded=None) & Q(_run_out("contact", assignment=OuterRef("assignment")))
    return cases() & Q(appeal__anonymous=False) & (Q(appeal__responded__isnull=False) | late)


def _finish_due() -> Q:
    late = Q(
        appeal__in_time=None, appeal__matter__state__in=OWED, appeal__matter__due_at__lt=now(),
        appeal__matter__paused_at=None,
    )  # fmt: skip
    return cases() & (Q(appeal__in_time__isnull=False) | late)


def _sign_due() -> Q:
    late = Q(signed_at=None, ended_at=None) & Q(_run_out("sign", assignment=OuterRef("assignment")))
    return Q(signed_in_time__isnull=False) | late


def _asked() -> Q:
    return cases() & ~Q(appeal__merit=Merit.UNREASONABLE)


def reached() -> Q:
    return _asked() & ~Q(appeal__solved="")


def _and(base: Callable[[], Q], **more: Any) -> Callable[[], Q]:
    return lambda: base() & Q(**more)


def _once() -> Q:
    return cases() & Q(
        appeal__matter__closed_at__isnull=False, appeal__redos=0, appeal__dispatches=1, appeal__returns=0
    )


PARTS = (
    Part("cases", "承办件", cases),
    Part("respond_due", "应响应", _respond_due),
    Part("responded", "按时响应", _and(cases, appeal__responded=True, appeal__anonymous=False)),
    Part("reached", "回访接通", reached),
    Part("solved_full", "已解决", _and(reached, appeal__solved="full")),
    Part("solved_partly", "部分解决", _and(reached, appeal__solved="partly")),
    Part("solved_no", "未解决", _and(reached, appeal__solved="no")),
    Part("satisfied", "满意", _and(reached, appeal__satisfied__in=("very", "yes"))),
    Part("fairly", "基本满意", _and(reached, appeal__satisfied="fairly")),
    Part("unsatisfied", "不满意", _and(reached, appeal__satisfied="no")),
    Part("unreached", "回访未接通", lambda: _asked() & Q(appeal__solved="", appeal__calls__gt=0)),
    Part("excluded", "认定不合理", lambda: cases() & Q(appeal__merit=Merit.UNREASONABLE)),
    Part("sign_due", "应签收", _sign_due),
    Part("signed", "按时签收", lambda: Q(signed_in_time=True)),
    Part("finish_due", "应办结", _finish_due),
    Part("in_time", "按期办结", _and(cases, appeal__in_time=True)),
    Part("returned", "退单", lambda: Q(decision=Decision.APPROVED)),
    Part(
        "answered", "已答复", lambda: cases() & (Q(appeal__replied_at__isnull=False) | Q(appeal__redos__gt=0))
    ),
    Part("redone", "重办", _and(cases, appeal__redos__gt=0)),
    Part("closed", "已办结", _and(cases, appeal__matter__closed_at__isnull=False)),
    Part("once", "一次办结", _once),
)


def _labels(model: type[Any]) -> Callable[[list[Any]], Mapping[Any, str]]:
    def words(keys: list[Any]) -> Mapping[Any, str]:
        found = model.objects.in_bulk([key for key in keys if key is not None])
        return {key: one.label for key, one in found.items()} | {None: "未定"}

    return words


ORDERS = Measure(
    name="appeals.orders",
    label="派单",
    unit="件次",
    rows=filtered(
        OrderFilter, lambda officer: orders(officer).annotate(town=Substr("appeal__matter__place_code", 1, 9))
    ),
    cuts={
        one.name: one
        for one in (
            Cut("unit", "承办单位", "unit", _labels(Unit)),
            Cut("town", "乡镇", "town"),
            Cut("category", "事项", "appeal__category", _labels(Category)),
            Cut("major", "领域", "appeal__category__major"),
            Cut("type", "类型", "appeal__type", dict(AppealType.choices)),
        )
    },
    parts={one.name: one for one in PARTS},
    drill="appeals:figure_orders",
    rule="按派单日归月、按派给的单位归属；“承办件”是该诉求最后一次派单，没有退单、并案、撤回和不予受理。",
)
INTAKE = Measure(
    name="appeals.intake",
    label="受理",
    unit="件",
    rows=filtered(
        IntakeFilter, lambda officer: intake(officer).annotate(town=Substr("matter__place_code", 1, 9))
    ),
    cuts={
        one.name: one
        for one in (
            Cut("town", "乡镇", "town"),
            Cut("category", "事项", "category", _labels(Category)),
            Cut("major", "领域", "category__major"),
            Cut("type", "类型", "type", dict(AppealType.choices)),
            Cut("channel", "渠道", "channel", dict(Channel.choices)),
        )
    },
    parts={
        one.name: one
        for one in (
            Part("direct", "直接办结", lambda: Q(matter__outcome="answered")),
            Part("dispatched", "转办", lambda: Q(dispatches__gt=0)),
            Part("rejected", "不予受理", lambda: Q(matter__outcome="rejected")),
            Part("merged", "并案", lambda: Q(matter__outcome="merged")),
            Part("hard", "疑难件", lambda: Q(hard=True)),
        )
    },
    drill="appeals:figure_intake",
    rule="按登记日归月，登记的诉求全部计入。",
)
MEASURES = (ORDERS, INTAKE)

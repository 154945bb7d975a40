"""Reading whistles, the units that were called, and what is counted of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gongzhi.kernel.access import visible
from gongzhi.kernel.flow.models import Clock, MatterLink
from gongzhi.kernel.flow.queries import light_at
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.kernel.org.rules import place_range
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.words import Came, Step

VIEW = "appeals.whistles"
SEALED = ("text", "tried")


def whistles(officer: Officer) -> QuerySet[Whistle]:
    """The whistles this officer sees, with what a list shows of them, in no order. One query."""
    rows = visible(Whistle.objects.all(), officer, VIEW)
    return rows.select_related("matter__lead_unit", "town").defer("matter__search", *SEALED)


def with_light(rows: QuerySet[Whistle], at: datetime) -> QuerySet[Whistle]:
    """With the light, how many units were called and how many of them came."""
    called = Call.objects.filter(whistle=OuterRef("pk")).order_by().values("whistle")
    return rows.annotate(
        light=light_at(at, "matter__"),
        called=Coalesce(Subquery(called.annotate(n=Count("pk")).values("n")), 0),
        reported=Coalesce(
            Subquery(called.filter(reported_at__isnull=False).annotate(n=Count("pk")).values("n")), 0
        ),
    )


def calls(officer: Officer) -> QuerySet[Call]:
    """The calls of the whistles this officer sees, in no order. One query."""
    seen = visible(Whistle.objects.order_by(), officer, VIEW)
    rows = Call.objects.filter(whistle__in=seen.values("pk")).select_related(
        "whistle__matter", "whistle__town", "unit", "assignment"
    )
    return rows.defer(
        "came", "result", "reason", "whistle__matter__search", *(f"whistle__{one}" for one in SEALED)
    )


def with_terms(rows: QuerySet[Call]) -> QuerySet[Call]:
    """With `report_due` and `result_due`, from the clocks."""

    def due(name: str) -> Subquery:
        clock = Clock.objects.filter(assignment=OuterRef("assignment"), name=name).order_by("-pk")
        return Subquery(clock.values("due_at")[:1])

    return rows.annotate(report_due=due("report_in"), result_due=due("result"))


def _over(at: datetime) -> Exists:
    """The report-in term ended without anybody coming: before now, or before the whistle was withdrawn."""
    clock = Clock.objects.filter(assignment=OuterRef("assignment"), name="report_in")
    return Exists(clock.filter(due_at__lt=Coalesce(F("stopped_at"), Value(at))))


def came(what: str, at: datetime) -> Q:
    """Calls by how their unit reported in; see `words.Came`."""
    missing = Q(reported_at=None) & Q(_over(at))
    return {
        Came.IN_TIME.value: Q(in_time=True),
        Came.LATE.value: Q(in_time=False),
        Came.MISSING.value: missing,
        Came.WAITING.value: Q(reported_at=None, whistle__matter__state="dispatched"),
        Came.DECIDED.value: Q(reported_at__isnull=False) | missing,
    }[what]


def step(what: str) -> Q:
    """Calls by what their part waits for; see `words.Step`."""
    running = Q(whistle__matter__closed_at=None)
    return {
        Step.REPORT.value: running & Q(reported_at=None),
        Step.RESULT.value: running & Q(reported_at__isnull=False, result_at=None),
        Step.CONFIRM.value: running & Q(result_at__isnull=False, confirmed_at=None),
        Step.RATE.value: running & Q(confirmed_at__isnull=False, score=None),
        Step.RATED.value: Q(score__isnull=False),
    }[what]


def waiting(what: str, at: datetime) -> Q:
    """Whistles of which some unit waits at a step; `missing` is those of which one has not come in its term."""
    of = Call.objects.filter(whistle=OuterRef("pk"))
    if what == Came.MISSING:
        return Q(matter__closed_at=None) & Q(Exists(of.filter(came(what, at))))
    return Q(Exists(of.filter(step(what))))


def of_appeal(matter: int) -> list[MatterLink]:
    """The whistles that an appeal led to. One query."""
    rows = MatterLink.objects.filter(other=matter, kind="cause", matter__kind="whistle")
    return list(rows.select_related("matter").order_by("pk"))


def since(days: str, at: datetime, column: str = "matter__opened_at") -> Q:
    """Opened in the last days; all for ""."""
    return Q(**{f"{column}__gte": at - timedelta(days=int(days))}) if days else Q()


def at_place(code: str) -> Q:
    first, last = place_range(code)
    return Q(matter__place_code__gte=first, matter__place_code__lt=last)


def call_totals(rows: QuerySet[Call], at: datetime) -> dict[str, Any]:
    """How units reported in, and the average rating. One query."""
    return rows.order_by().aggregate(called=Count("pk"), **_counts(at))


def _counts(at: datetime) -> dict[str, Any]:
    return {
        "decided": Count("pk", filter=came("decided", at)),
        "timely": Count("pk", filter=came("in_time", at)),
        "late": Count("pk", filter=came("late", at)),
        "missing": Count("pk", filter=came("missing", at)),
        "rated": Count("pk", filter=Q(score__isnull=False)),
        "average": Avg("score"),
    }


def by_unit(rows: QuerySet[Call], at: datetime) -> list[dict[str, Any]]:
    """The same by unit, most called first. One query."""
    counted = rows.order_by().values("unit", "unit__short_name", "unit__name")
    found = counted.annotate(called=Count("pk"), **_counts(at))
    return sorted(found, key=lambda one: (-one["called"], one["unit"]))


def whistle_totals(rows: QuerySet[Whistle]) -> dict[str, int]:
    """Whistles blown, refused and repeated. One query."""
    return rows.order_by().aggregate(**_blown())


def _blown() -> dict[str, Any]:
    return {
        "blown": Count("pk"),
        "refused": Count("pk", filter=Q(matter__state="refused")),
        "repeats": Count("pk", filter=Q(earlier__isnull=False)),
    }


def by_town(rows: QuerySet[Whistle], called: QuerySet[Call], towns: QuerySet[Unit]) -> list[dict[str, Any]]:
    """Whistles of every township, those without any too, with the average of the ratings it gave. Three queries."""
    blown = {one["town"]: one for one in rows.order_by().values("town").annotate(**_blown())}
    given = called.filter(score__isnull=False).order_by().values("whistle__town")
    rated = {one["whistle__town"]: one for one in given.annotate(rated=Count("pk"), average=Avg("score"))}
    nothing = {"blown": 0, "refused": 0, "repeats": 0}
    found = [
        nothing | blown.get(town.pk, {}) | {"town": town.pk, "label": town.label}
        | {"rated": 0, "average": None} | rated.get(town.pk, {})
        for town in towns
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one["blown"], one["town"]))


def townships(officer: Officer) -> QuerySet[Unit]:
    """The townships whose whistles this officer may see. One query."""
    rows = Unit.objects.filter(kind=UnitKind.TOWNSHIP)
    seen = visible(Whistle.objects.order_by(), officer, VIEW)
    if _sees_all(officer):
        return rows.order_by("code")
    return rows.filter(pk__in=seen.values("town")).order_by("code")


def _sees_all(officer: Officer) -> bool:
    from gongzhi.kernel.access.queries import scope

    return scope(officer, VIEW).whole

"""Which sites an officer sees, and how each stands by its last check."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import BooleanField, Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.ecology.sites.actions import PHOTOS
from gongzhi.modules.ecology.sites.models import Answer, Check, Site
from gongzhi.modules.ecology.sites.policy import KINDS, days
from gongzhi.modules.ecology.words import ItemState

VIEW = "ecology.view"
PARTS = [
    ("standing", "在管"), ("meeting", "达标"), ("below", "未达标"), ("unchecked", "没有检查过"), ("stale", "到期未检查"),
    ("ended", "已结束"), ("coming", "未开工"),
]  # fmt: skip


def seen(officer: Officer) -> QuerySet[Site]:
    """The sites that an officer sees, in no order."""
    return visible(Site.objects.order_by(), officer, VIEW)


def failing() -> Exists:
    """The last check failed on an item that is not put right: no problem of it has passed its check."""
    failed = Answer.objects.filter(check_of=OuterRef("last_check"), state=ItemState.NO)
    return Exists(failed.filter(problem__checked_at=None))


def part(name: str, on: date | None = None) -> Q:
    """Sites by what figures count of them. All but the last two stand on that day."""
    on = on or today()
    standing = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    checked = Q(last_check__isnull=False)
    return {
        "standing": standing,
        "meeting": standing & checked & ~Q(failing()),
        "below": standing & checked & Q(failing()),
        "unchecked": standing & Q(last_check=None),
        "stale": standing & _stale(on),
        "ended": Q(to_on__lte=on),
        "coming": Q(from_on__gt=on),
    }[name]


def _stale(on: date) -> Q:
    """Last checked, or else begun, longer ago than the frequency of its standard says."""
    found = Q(pk__in=[])
    for standard, kinds in KINDS.items():
        since = on - timedelta(days=days(standard, on))
        late = Q(last_check__on__lt=since) | Q(last_check=None, from_on__lt=since)
        found |= Q(kind__in=kinds) & late
    return found


def told(rows: QuerySet[Site]) -> QuerySet[Site]:
    """Sites with `state` (a name of a part) and whether they are `stale`, and all that pages show. One query."""
    states = ("ended", "coming", "unchecked", "below")
    return (
        rows.select_related("town", "unit", "place__parent", "last_check__by")
        .defer("place__boundary", "place__parent__boundary")
        .annotate(
            state=Case(
                *[When(part(one), then=Value(one)) for one in states],
                default=Value("meeting"),
                output_field=CharField(),
            ),
            stale=Case(
                When(part("stale"), then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
        )
    )


def answers(check: Check) -> QuerySet[Answer]:
    """The items of a check with the problems that came of them. One query."""
    return check.answers.select_related("problem__matter").order_by("order")


def photos(check: Check) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(owner=PHOTOS, owner_key=check.pk, withdrawn_at=None)
    return rows.select_related("blob").order_by("pk")

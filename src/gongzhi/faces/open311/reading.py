"""Appeals as anybody may read them by GeoReport: nothing in here names a person.

Words are shown of what came by this door only, whose senders are told that they are public; numbers and names are
taken out of them all the same. Of other appeals there is the kind, the place and the unit, as on the portal.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from gongzhi.faces.open311.offering import checked
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.people.masking import redacted
from gongzhi.modules.appeals.directory.queries import Known, known
from gongzhi.modules.appeals.follow.queries import fit, lateness, published
from gongzhi.modules.appeals.follow.rules import WAITING
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.protocol.filters import MOST_ROWS, Filters
from gongzhi.modules.appeals.open311.protocol.shapes import Request

CHANNEL = "open311"
ROUGH = 3  # decimals of a position that was not told for publication


def requests(asked: Filters, at: datetime) -> list[Request]:
    """What the filters leave, newest first, a thousand at most. One query."""
    if asked.ids is not None:
        rows = _readable(fit(), at).filter(matter__number__in=asked.ids)
    else:
        rows = _readable(published(), at).filter(
            matter__opened_at__gte=asked.start, matter__opened_at__lte=asked.end
        )
        if asked.services is not None:
            rows = rows.filter(category__code__in=asked.services)
        if asked.statuses is not None:
            rows = _of_status(rows, asked.statuses)
    there = known()
    return [request(one, there, at) for one in rows[:MOST_ROWS]]


def _of_status(rows: QuerySet[Appeal], statuses: tuple[str, ...]) -> QuerySet[Appeal]:
    if len(statuses) != 1:
        return rows if statuses else rows.none()
    return rows.filter(matter__closed_at__isnull=statuses == ("open",))


def _readable(rows: QuerySet[Appeal], at: datetime) -> QuerySet[Appeal]:
    latest = Event.objects.filter(matter=OuterRef("pk")).order_by("-seq").values("at")[:1]
    rows = rows.annotate(changed_at=Subquery(latest)).defer("matter__search")
    if checked(at):
        rows = rows.exclude(channel=CHANNEL, matter__state="registered")
    return rows


def request(one: Appeal, there: Known, at: datetime) -> Request:
    """One appeal. No query."""
    matter, ours = one.matter, one.channel == CHANNEL
    place, late = there.place_name(matter.place_code), lateness(matter, at)
    said = WAITING.get(matter.state, matter.state_now.label)
    closed = matter.closed_at
    assert one.category is not None  # what is fit for publication has a kind
    return Request(
        request_id=matter.number,
        status="closed" if closed else "open",
        status_notes=f"{said}，已逾期{late}天" if late else said,
        service_name=one.category.label,
        service_code=one.category.code,
        requested_at=matter.opened_at,
        updated_at=closed or getattr(one, "changed_at", None) or matter.opened_at,
        description=redacted(one.text.open()) if ours else "",
        agency=matter.lead_unit.label if matter.lead_unit else "",
        expected_at=matter.due_at,
        address=(redacted(one.address.open()) if ours else "") or place,
        address_id=matter.place_code,
        lat=_degrees(matter.latitude, ours),
        long=_degrees(matter.longitude, ours),
    )


def _degrees(given: float | None, exactly: bool) -> float | None:
    return given if given is None or exactly else round(given, ROUGH)

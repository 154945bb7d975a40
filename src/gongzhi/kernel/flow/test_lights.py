"""The light in the query, in the filter and in hand is one rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.errands import AT, County

from gongzhi.kernel.flow.models import Light, Matter
from gongzhi.kernel.flow.queries import light_at, light_is, light_now

MOMENTS = st.none() | st.integers(-3, 3).map(lambda hours: AT + timedelta(hours=hours))
JUDGED = st.sampled_from(["", *(light.value for light in Light)])


def kept(county: County) -> Matter:
    found = Matter.objects.first()
    return found or county.open()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due=MOMENTS, warn=MOMENTS, paused=MOMENTS, closed=MOMENTS, judged=JUDGED)
def test_light_is_the_same_three_ways(
    county: County,
    due: datetime | None,
    warn: datetime | None,
    paused: datetime | None,
    closed: datetime | None,
    judged: str,
) -> None:
    matter = kept(county)
    columns = {
        "due_at": due,
        "warn_at": warn,
        "paused_at": paused,
        "closed_at": closed,
        "judged_light": judged,
    }
    Matter.objects.filter(pk=matter.pk).update(**columns)
    matter.refresh_from_db()

    light = light_now(matter, AT)

    assert Matter.objects.annotate(light=light_at(AT)).get(pk=matter.pk).light == light
    assert [one for one in Light if Matter.objects.filter(light_is(one, AT), pk=matter.pk).exists()] == [
        light
    ]
    through = matter.assignments.annotate(light=light_at(AT, "matter__"))
    assert [one.light for one in through] == [light]
    assert matter.assignments.filter(light_is(light, AT, "matter__")).exists()


def test_a_term_turns_red_by_itself(county: County) -> None:
    matter = county.open(due_at=AT + timedelta(hours=2), warn_at=AT + timedelta(hours=1))

    def light(hours: float) -> str:
        return Matter.objects.annotate(light=light_at(AT + timedelta(hours=hours))).get(pk=matter.pk).light

    assert [light(0), light(1.5), light(2.5)] == ["green", "yellow", "red"]
    assert timezone.is_aware(matter.opened_at)

"""Changes below the log are in the log."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from tests.support.errands import AT, County

from gongzhi.kernel.clock.actions import set_day
from gongzhi.kernel.events.models import Event, Personal
from gongzhi.kernel.events.queries import unmattered
from gongzhi.kernel.org.actions import rename_unit
from gongzhi.kernel.org.seats import appoint
from gongzhi.kernel.parameters import set_value


def latest() -> Event:
    return Event.objects.latest("id")


def test_a_renamed_unit_is_told(county: County) -> None:
    rename_unit(
        unit=county.water,
        name="清泽县水务局",
        short_name="县水务局",
        on=date(2026, 3, 2),
        by=county.clerk,
        at=AT,
    )

    assert (latest().kind, latest().actor) == ("org.unit_renamed", county.clerk)
    assert latest().sentence == "清泽县县水利局自2026-03-02起更名为清泽县水务局"


def test_a_parameter_is_told_with_its_source(county: County) -> None:
    set_value(
        name="errand.sign_term",
        value="3wd",
        from_on=date(2026, 3, 3),
        source="县政府令",
        by=county.clerk.pk,
        at=AT,
    )

    assert (latest().kind, latest().facts["source"], latest().actor) == (
        "parameters.set",
        "县政府令",
        county.clerk,
    )


def test_a_calendar_is_told(county: County) -> None:
    set_day(day=date(2026, 3, 4), open=False, source="暴雪停工通知", by=county.clerk.pk, at=AT)

    assert latest().kind == "clock.published"
    assert unmattered(("clock.published",))[0] == latest()


def test_a_name_lies_beside_the_log(county: County) -> None:
    appoint(post=county.post, officer=county.clerk, on=date(2026, 3, 2), by=county.clerk, at=AT)

    event = Event.objects.filter(kind="org.appointed").latest("id")
    assert Personal.objects.get(event=event, field="name").text == county.clerk.name
    assert county.clerk.name not in event.payload
    assert event.sentence.startswith(county.clerk.name)


def test_what_is_undone_is_not_told(county: County) -> None:
    before = Event.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        set_day(day=date(2026, 3, 4), open=False, source="误操作", by=None, at=AT)
        _ = 1 / 0

    assert Event.objects.count() == before

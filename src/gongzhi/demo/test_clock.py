"""The demonstration's time: steps, what is played on the way, and that production has no such thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from gongzhi.demo import clock
from gongzhi.kernel.clock import ZONE, now
from gongzhi.kernel.clock.present import NotADemo
from gongzhi.kernel.duty.models import DutyRun
from gongzhi.kernel.duty.sweeping import CLOCK
from gongzhi.kernel.org.models import Officer, Unit

AT = datetime(2026, 3, 2, 15, 20, tzinfo=ZONE)


@pytest.mark.django_db
def test_production_has_no_such_page_and_no_such_time(settings: Any) -> None:
    settings.DEMO = False
    somebody = Officer.objects.create(
        username="somebody", name="某人", unit=Unit.objects.create(code="U", name="单位")
    )
    client = Client()
    client.force_login(somebody)

    assert [client.get("/demo/clock/").status_code, client.post("/demo/clock/").status_code] == [404, 404]
    with pytest.raises(NotADemo):
        clock.set_demo_time(AT)


@pytest.mark.parametrize(
    ("name", "given", "to"),
    [
        ("day", "", "2026-03-03"),
        ("week", "", "2026-03-09"),
        ("month", "", "2026-04-02"),
        ("set", "2026-11-30", "2026-11-30"),
    ],
)
def test_buttons_lead_to_a_morning(name: str, given: str, to: str) -> None:
    assert clock.step(name, given, AT).isoformat() == f"{to}T09:00:00+08:00"


def test_a_month_ends_where_the_next_one_does() -> None:
    assert clock.step("month", "", datetime(2026, 1, 31, 9, tzinfo=ZONE)).day == 28


def test_what_is_no_day_or_too_far_is_refused_in_words() -> None:
    with pytest.raises(clock.NotADay, match="“昨天”不是日期"):
        clock.step("set", "昨天", AT)
    with pytest.raises(clock.TooFar, match="2027-03-03"):
        clock.step("set", "2030-01-01", AT)


@pytest.fixture
def demo(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> None:
    """A demonstration with a data folder of its own, on 2 March 2037: later than what the test database records."""
    from gongzhi import env

    settings.DEMO = True
    monkeypatch.setattr(env, "VAR", tmp_path)
    clock.set_demo_time(AT.replace(year=2037))


def test_playing_goes_on_to_the_new_time(demo: None) -> None:
    DutyRun.objects.create(duty=CLOCK, last_at=now())
    begun = clock.go(now() + timedelta(days=3))
    before = clock.job(begun)
    clock.play.func()
    after = clock.job(begun)

    assert (before.done, before.total, before.finished) == (0, 3, False)
    assert (after.done, after.total, after.finished, after.text) == (3, 3, True, "已推算到2037-03-05")


def test_playing_is_left_to_a_clock_process_that_lives(demo: None) -> None:
    from gongzhi.kernel.duty import leases

    DutyRun.objects.create(duty=CLOCK, last_at=now())
    clock.go(now() + timedelta(days=3))
    leases.beat("clock-1", "clock")
    clock.play.func()

    assert (clock.played_until() or now()).astimezone(UTC).day == 2


def test_control_asks_for_sign_in_and_comes_back_to_the_page(demo: None, django_user_model: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    from gongzhi.demo.views import control

    request = RequestFactory().post(
        "/demo/clock/", {"step": "day"}, HTTP_REFERER="http://testserver/worklist/"
    )
    request.session, request.user, request.htmx = SessionStore(), AnonymousUser(), False  # type: ignore[attr-defined]
    request._messages = []  # type: ignore[attr-defined]

    assert control(request).url.startswith("/login")
    assert (
        Client().get("/demo/clock/").status_code == 404
    )  # not routed in this process, which began as production

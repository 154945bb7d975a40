from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi import env

from . import present
from .present import BeforeTheRecord, NotADemo, demo_time, now, recorded_until, set_demo_time, today

AUTUMN = datetime(2020, 11, 2, 1, tzinfo=UTC)
SECOND = timedelta(seconds=5)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(env, "VAR", tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def demo(folder, settings, monkeypatch):
    monkeypatch.setattr(present, "_recorded", [])
    settings.DEMO = True
    return folder


@pytest.fixture
def recorded(monkeypatch):
    monkeypatch.setattr(present, "_recorded", [])
    recorded_until(lambda: None)
    recorded_until(lambda: AUTUMN)


def test_a_demonstration_goes_on_from_the_moment_it_was_set_to(demo):
    set_demo_time(AUTUMN)

    assert timedelta() <= now() - AUTUMN < SECOND
    assert today() == date(2020, 11, 2)
    assert demo_time() == AUTUMN


def test_a_demonstration_follows_the_file_that_another_process_writes(demo):
    set_demo_time(AUTUMN)
    assert now() - AUTUMN < SECOND
    real = datetime.now(UTC).isoformat()
    demo.joinpath("clock.json").write_text(f'{{"at": "2021-01-04T00:00:00+00:00", "set": "{real}"}}')

    assert today() == date(2021, 1, 4)


def test_a_demonstration_without_a_set_time_shows_the_real_one(demo):
    assert abs(now() - datetime.now(UTC)) < SECOND
    assert demo_time() is None


def test_a_demonstration_returns_to_the_real_time(demo):
    set_demo_time(AUTUMN)

    assert abs(set_demo_time(None) - datetime.now(UTC)) < SECOND
    assert list(demo.iterdir()) == []


def test_time_cannot_go_back_before_what_is_recorded(demo, recorded):
    set_demo_time(AUTUMN + timedelta(days=9))
    set_demo_time(AUTUMN)

    with pytest.raises(BeforeTheRecord, match="已有2020-11-02 09:00的记录，时间不能调到2020-11-01 09:00。"):
        set_demo_time(AUTUMN - timedelta(days=1))

    assert demo_time() == AUTUMN


def test_force_goes_back_all_the_same(demo, recorded):
    assert set_demo_time(AUTUMN - timedelta(days=1), force=True) < AUTUMN


def test_production_never_looks_at_the_file(demo, settings):
    set_demo_time(AUTUMN)
    settings.DEMO = False

    assert abs(now() - datetime.now(UTC)) < SECOND
    assert demo_time() is None
    with pytest.raises(NotADemo, match="只有演示系统"):
        set_demo_time(AUTUMN)


def test_a_moment_without_a_time_zone_is_a_bug(demo):
    with pytest.raises(ValueError, match="no time zone"):
        set_demo_time(datetime(2020, 11, 2))

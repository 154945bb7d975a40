"""A worker of a grid, and a small module that gives a walk, a report and its households to the phone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.files.actions import attach
from gongzhi.kernel.modules.phone import (
    Act,
    Entry,
    Field,
    Item,
    Pack,
    Phone,
    Row,
    Said,
    Step,
    Taken,
    declare_phone,
    withdraw_phone,
)
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Post
from gongzhi.kernel.org.world import World

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
HERE = {"longitude": 118.2, "latitude": 32.1, "accuracy": 8}


def _report(said: Said) -> Taken:
    """A report becomes a post, for want of a table of its own; its photos hang on the post."""
    if said.values["text"] == "别人的":
        raise NotAllowed(reason="不是您的网格。")
    where = "有定位" if said.position else said.no_position
    post = Post.objects.create(code=said.key[:20], title=said.values["text"], aliases=[where])
    attach([one.pk for some in said.files.values() for one in some], by=said.by, at=said.at, owner="post", owner_key=post.pk)  # fmt: skip
    return Taken("已登记。", number=f"P{post.pk}")


def _visit(said: Said) -> Taken:
    Post.objects.create(code=said.key[:20], title=said.row, aliases=[said.values])
    return Taken("走访已登记。")


def _today(officer: Officer, at: datetime) -> Iterable[Item]:
    yield Item(
        "walk-1", "patrol", "东庄水库巡查", "每日一次", due="今天18:00前",
        steps=(Step("1", "大坝", longitude=118.2, latitude=32.1, radius=50), Step("2", "溢洪道")),
        acts=(Act("walks.begin", "开始巡查", "due", "going"), Act("walks.end", "结束巡查", "going", "done")),
        step_acts=(Act("walks.check", "到位打卡", "going"),),
    )  # fmt: skip


def _households(officer: Officer, on: date) -> Iterable[Row]:
    return [Row(str(n), f"东庄村{n}号", f"王* · {n % 5 + 1}口人", "东一组", f"F{n:07d}") for n in range(1, 4)]


def _kinds(officer: Officer) -> tuple[tuple[str, str], ...]:
    return (("E01", "市容 / 暴露垃圾"), ("E10", "设施 / 道路破损"))


WALKS = Phone(
    entries=(
        Entry(
            "walks.report", "上报问题", _report, offered=True, icon="alert-triangle",
            fields=(
                Field("text", "说明", "long", required=True, most=200),
                Field("kind", "类别", "choice", choices=_kinds),
                Field("photos", "照片", "photos", most=3),
                Field("voice", "录音", "voice"),
                Field("sure", "是否紧急", "yes_no"),
                Field("count", "数量", "number", most=100),
            ),
        ),
        Entry("walks.begin", "开始巡查", _visit, position="needed"),
        Entry("walks.check", "到位打卡", _visit, position="needed"),
        Entry("walks.end", "结束巡查", _visit),
        Entry("walks.visit", "走访住户", _visit, fields=(Field("home", "家中有人", "yes_no", required=True),)),
        Entry("walks.secret", "别人的事", _visit, permission="walks.secret"),
    ),
    today=_today,
    packs=(Pack("walks.households", "住户", _households, entries=("walks.visit",)),),
)  # fmt: skip


@pytest.fixture
def walks() -> Iterator[Phone]:
    declare_phone(WALKS)
    yield WALKS
    withdraw_phone(WALKS)


@pytest.fixture
def world(db: None) -> World:
    return furnished()


def furnished() -> World:
    """The kernel's small county with a rectangle and a grid of its own."""
    made = World()
    made.county.west, made.county.south, made.county.east, made.county.north = 118.0, 32.0, 118.5, 32.4
    made.county.save()
    made.grid = Place.objects.create(code="34992110020007", name="第七网格", kind=PlaceKind.GRID, parent=made.place)  # type: ignore[attr-defined]  # fmt: skip
    Officer.objects.update(place=made.grid)  # type: ignore[attr-defined]
    made.he.refresh_from_db()
    made.lin.refresh_from_db()
    return made


class PhoneOf:
    """A phone in somebody's hand. `clock` is what its clock shows less what it should."""

    def __init__(self, officer: Officer, clock: float = 0.0) -> None:
        self.client, self.clock, self.officer = Client(), clock, officer
        self.client.force_login(officer)

    def letter(self, at: datetime, key: str, kind: str, **more: Any) -> dict[str, Any]:
        shown = (at.timestamp() + self.clock) * 1000
        return {"key": key, "kind": kind, "said_at": shown, "sent_at": shown, "position": HERE} | more

    def post(self, address: str, body: Any, **more: Any) -> Any:
        return self.client.post(address, body, headers={"Accept": "application/json"}, **more)

    def entry(self, at: datetime, key: str, kind: str = "walks.report", **more: Any) -> Any:
        body = json.dumps(self.letter(at, key, kind, **more))
        return self.post("/field/entries", body, content_type="application/json")

    def file(self, at: datetime, key: str, upload: Any, sort: str = "photos", **more: Any) -> Any:
        letter = self.letter(at, key, "file", values={"sort": sort}, **more)
        return self.post("/field/files", {"letter": json.dumps(letter), "file": upload})

    def sync(self, *have: str) -> Any:
        return self.client.get("/field/sync", {"have": list(have)}, headers={"Accept": "application/json"})

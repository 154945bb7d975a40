"""The daily anchor."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest
from django.db import transaction
from tests.support.errands import AT, County
from tests.support.threads import at_once

from gongzhi.kernel.events import anchors
from gongzhi.kernel.events.models import Anchor, Event
from gongzhi.kernel.events.rules import merkle_root

DAY = date(2026, 3, 1)
MIDNIGHT = datetime(2026, 3, 1, 16, 10, tzinfo=UTC)  # 00:10 on the 2nd in Shanghai


def test_anchor_covers_all_events_in_order(county: County) -> None:
    county.open_many(5)

    anchor = anchors.make_anchor(day=DAY, at=MIDNIGHT)

    leaves = list(Event.objects.order_by("id").values_list("hash", flat=True))
    assert (anchor.count, anchor.root, anchor.previous) == (len(leaves), merkle_root(leaves), "")
    assert anchor.hash == anchors.hash_of(Anchor.objects.get())


def test_anchors_are_chained_and_each_covers_what_is_new(county: County) -> None:
    county.open_many(2)
    first = anchors.make_anchor(day=DAY, at=MIDNIGHT)
    county.open_many(3)

    second = anchors.make_anchor(day=DAY + timedelta(days=3), at=MIDNIGHT)

    assert (second.previous, second.first_id, second.count) == (first.hash, first.last_id + 1, 3)


def test_an_anchor_is_made_once_a_day(county: County) -> None:
    assert anchors.make_anchor(day=DAY, at=MIDNIGHT) == anchors.make_anchor(day=DAY, at=MIDNIGHT)
    assert list(anchors.owed(MIDNIGHT)) == []
    assert [key for key, _ in anchors.owed(MIDNIGHT + timedelta(days=1))] == ["2026-03-02"]


def test_a_day_without_events_is_anchored_too(county: County) -> None:
    anchors.make_anchor(day=DAY, at=MIDNIGHT)

    empty = anchors.make_anchor(day=DAY + timedelta(days=1), at=MIDNIGHT)

    assert (empty.count, empty.root) == (0, "")
    assert dict(anchors.page(empty))["记录范围"] == "当日没有记录"


def test_page_reads_out(county: County) -> None:
    page = dict(anchors.page(anchors.make_anchor(day=DAY, at=MIDNIGHT)))

    assert page["日期"] == "2026-03-01"
    assert [len(group) for group in page["本日锚值"].split()] == [8] * 8
    assert page["生成时间"] == "2026-03-02 00:10:00"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_anchor_waits_for_a_slow_writer_and_misses_nothing() -> None:
    county = County()
    begun, waiting = Flag(), Flag()

    def slow() -> None:
        with transaction.atomic():
            county.open("慢")
            begun.set()
            waiting.wait(timeout=1)  # the anchor cannot say that it waits: it gets a second to begin

    def fast_then_anchor() -> Anchor:
        begun.wait(timeout=20)
        county.open("快")
        return anchors.make_anchor(day=DAY, at=MIDNIGHT)

    _, anchor = at_once([slow, fast_then_anchor])

    assert anchor.count == Event.objects.count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_anchor_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "PATIENCE", "100ms")
    county = County()
    begun, ended = Flag(), Flag()

    def slow() -> None:
        with transaction.atomic():
            county.open("慢")
            begun.set()
            ended.wait(timeout=20)

    def anchor() -> str:
        begun.wait(timeout=20)
        try:
            anchors.make_anchor(day=DAY, at=MIDNIGHT)
        except anchors.WritersBusy as busy:
            return str(busy)
        finally:
            ended.set()
        return "made"

    assert at_once([slow, anchor])[1] == "有业务正在写入，日锚稍后再做。"


def test_anchor_is_put_into_a_folder(county: County, settings: Any, tmp_path: Path) -> None:
    settings.EVENT_ANCHOR_FOLDER = str(tmp_path)
    anchor = anchors.make_anchor(day=DAY, at=MIDNIGHT)

    sent = [anchors.send(*row) for _, row in anchors.to_send(MIDNIGHT)]

    kept = json.loads((tmp_path / "gongzhi-anchor-2026-03-01.json").read_text())
    assert (len(sent), kept["hash"], kept["root"]) == (1, anchor.hash, anchor.root)


def test_anchor_is_posted_to_a_webhook(county: County, settings: Any) -> None:
    taken: list[dict[str, Any]] = []

    class Notary(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Notary)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.EVENT_ANCHOR_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"
    anchor = anchors.make_anchor(day=DAY, at=MIDNIGHT)

    for _, row in anchors.to_send(MIDNIGHT):
        anchors.send(*row)

    server.shutdown()
    assert [one["hash"] for one in taken] == [anchor.hash]


def test_nothing_is_sent_where_nothing_is_configured(county: County) -> None:
    anchors.make_anchor(day=DAY, at=MIDNIGHT)

    assert list(anchors.to_send(AT)) == []

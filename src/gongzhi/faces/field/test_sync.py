"""What a phone keeps: its officer's own, small, and only what has changed."""

from __future__ import annotations

import gzip
import json

from django.test import Client

from gongzhi.faces.field import shell
from gongzhi.faces.field.conftest import PhoneOf
from gongzhi.kernel.access.sessions import MUST_CHANGE
from gongzhi.kernel.modules.phone import Pack, Phone, Row, declare_phone, withdraw_phone


def test_a_phone_gets_its_officer_the_day_and_what_may_be_said(walks, world) -> None:
    found = PhoneOf(world.he).sync().json()

    assert found["officer"]["name"] == "何甲"
    assert [one["key"] for one in found["items"]] == ["walk-1"]
    assert "walks.secret" not in [one["name"] for one in found["entries"]]
    assert found["county"]["box"] == [118.0, 32.0, 118.5, 32.4]


def test_a_pack_that_the_phone_holds_is_not_sent_again(walks, world) -> None:
    phone = PhoneOf(world.he)
    pack = next(one for one in phone.sync().json()["packs"] if one["name"] == "walks.households")

    again = phone.sync(f"walks.households:{pack['version']}").json()["packs"][-1]

    assert (len(pack["rows"]), "rows" in again) == (3, False)


def test_two_thousand_households_travel_in_a_tenth_of_the_limit(world) -> None:
    rows = [
        Row(str(100_000 + n), f"东庄村{n % 40 + 1}组{n}号{n % 6 + 1}室", f"王* · {n % 5 + 1}口人", f"{n % 12}网格", f"F{n:08d}", "", "", 118.2 + n / 1e4, 32.1)
        for n in range(2000)
    ]  # fmt: skip
    many = Phone(packs=(Pack("many.households", "住户", lambda officer, on: rows),))
    declare_phone(many)
    phone = PhoneOf(world.he)
    answer = phone.client.get(
        "/field/sync", headers={"Accept": "application/json", "Accept-Encoding": "gzip"}
    )
    withdraw_phone(many)

    assert len(json.loads(gzip.decompress(answer.content))["packs"][-1]["rows"]) == 2000
    assert len(answer.content) < 100_000


def test_the_page_is_everybodys_and_names_nobody(walks, world) -> None:
    alone, signed_in = Client(), PhoneOf(world.he).client
    pages = [one.get("/field/").content for one in (alone, signed_in)]

    assert pages[0] == pages[1]
    assert "microphone=(self)" in alone.get("/field/").headers["Permissions-Policy"]


def test_signing_in_leads_past_the_first_password_to_the_page(walks, world) -> None:
    phone = PhoneOf(world.he)
    led = phone.client.get("/field/enter").headers["Location"]
    kept = phone.client.session
    kept[MUST_CHANGE] = True
    kept.save()

    assert (led, phone.client.get("/field/enter").headers["Location"]) == ("/field/", "/password")


def test_the_worker_keeps_every_file_of_the_page(client) -> None:
    said = client.get("/field/worker.js")

    assert said.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert [one for one in shell.files() if one not in said.content.decode()] == []


def test_the_manifest_makes_it_installable(client) -> None:
    found = client.get("/field/manifest.webmanifest").json()

    assert (found["start_url"], found["display"], [one["sizes"] for one in found["icons"]]) == (
        "/field/",
        "standalone",
        ["192x192", "512x512", "512x512"],
    )

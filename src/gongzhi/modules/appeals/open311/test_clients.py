"""Clients that others wrote, over a real connection: civicbot (JSON, every method) and georeport (JSON and XML)."""

from __future__ import annotations

from typing import Any

import pytest
from civicbot import Endpoint, HttpTransport, Open311Client, ValidationError
from civicbot.http import HttpError, RateLimiter
from georeport.georeport import GeoReport

from gongzhi.kernel.clock import now
from gongzhi.kernel.modules.install import sync_sets
from gongzhi.modules.appeals.conftest import World
from gongzhi.modules.appeals.directory import queries as directory
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311 import limits
from gongzhi.modules.appeals.open311.conftest import ROOT, TEXT, Door


@pytest.fixture
def served(live_server: Any, transactional_db: None) -> Door:
    sync_sets()
    directory.forget()
    limits.forget()
    door = Door(World())
    door.address = f"{live_server.url}{ROOT}"  # type: ignore[attr-defined]
    return door


def civicbot(door: Any) -> Open311Client:
    return Open311Client(
        Endpoint("qingze", "清泽县", door.address, write=True), HttpTransport(rate_limiter=RateLimiter(0))
    )


def filed(client: Open311Client, door: Door, code: str = "E01", **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"lat": 33.1234567, "lng": 116.7654321, "description": TEXT}
    sent = client.create_request(
        code, dry_run=False, confirm="SEND", api_key=door.key, validate_remote=True, **(given | more)
    )
    found: dict[str, Any] = sent.response[0]
    return found


def test_civicbot_files_and_reads(served: Door) -> None:
    client = civicbot(served)
    told = filed(client, served, attributes={"lamps": "3", "signs": ["dark", "blink"]}, phone="13700009999")
    found = client.get_request(told["service_request_id"])

    assert found is not None
    assert (found["description"], found["lat"], found["long"]) == (TEXT, 33.1234567, 116.7654321)
    assert [one["service_request_id"] for one in client.list_requests(status="open", service_code="E01")] == [
        told["service_request_id"]
    ]
    assert client.list_requests(service_request_ids=[told["service_request_id"], "x"]) == [found]


def test_civicbot_is_refused_by_its_own_look_at_the_definition(served: Door) -> None:
    with pytest.raises(ValidationError, match="signs"):
        filed(civicbot(served), served, attributes={"signs": ["bright"]})


def test_civicbot_follows_a_token(served: Door) -> None:
    client = civicbot(served)
    token = filed(client, served, "E10")["token"]
    assert client.get_token(token)[0]["service_request_id"] is None

    appeal = Appeal.objects.get()
    served.world.move(appeal, "dispatch", by=served.world.sender, at=now())
    assert client.get_token(token)[0]["service_request_id"] == appeal.number


def test_civicbot_hears_the_errors(served: Door) -> None:
    client = civicbot(served)
    with pytest.raises(HttpError) as wrong_key:
        client.create_request("E01", dry_run=False, confirm="SEND", api_key="no", lat=33.1, lng=116.7)
    with pytest.raises(HttpError) as absent:
        client.get_request("nothing")

    assert (wrong_key.value.status, absent.value.status) == (403, 404)


@pytest.mark.parametrize("format", ["json", "xml"])
def test_georeport_reads_lists_and_one(served: Door, format: str) -> None:
    numbers = [served.filed(description=f"第{n}处垃圾没有人清理") for n in range(2)]
    client = GeoReport(served.address, output_format=format)  # type: ignore[attr-defined]

    assert [one["service_code"] for one in client.get_service_list()] == ["E01", "E10"]
    assert client.get_service_definition("E01")["service_code"] == "E01"
    found = client.get_service_requests(service_code=["E01"], status="open")
    assert sorted(one["service_request_id"] for one in found) == sorted(numbers)
    one = client.get_service_request(numbers[0])
    first = one[0] if isinstance(one, list) else one
    assert first["service_request_id"] == numbers[0]

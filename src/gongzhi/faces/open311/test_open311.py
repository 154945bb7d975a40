"""GeoReport v2 over HTTP: what is offered, filed and read, and what nobody may read."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from gongzhi.kernel.exchange import tokens
from gongzhi.modules.appeals.conftest import AT, PHONE, World, frozen, world
from gongzhi.modules.appeals.models import Appeal, Category

__all__ = ["frozen", "world"]
V2 = "/open311/v2/"
WORDS = '路灯<3盏> & "x" ]]> &amp; 😀不亮'


@pytest.fixture
def county(world: World, frozen: Any) -> World:
    Category.objects.filter(code="E01").update(publishable=True)
    frozen(AT)
    return world


@pytest.fixture
def key(county: World) -> str:
    return tokens.create(officer=county.clerk, name="地图网站", days=30, at=AT)[1]


def post(client: Any, key: str, format: str = "json", **more: Any) -> Any:
    given = {"api_key": key, "service_code": "E01", "lat": "32.95", "long": "116.3", "description": WORDS}
    sent = "&".join(f"{name}={_quoted(value)}" for name, value in (given | more).items())
    kind = "application/x-www-form-urlencoded"
    return client.post(f"{V2}requests.{format}", sent, content_type=kind)


def _quoted(value: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(value)


def test_only_kinds_fit_for_publication_are_offered(client: Any, county: World) -> None:
    found = client.get(f"{V2}services.json").json()

    assert [(one["service_code"], one["service_name"], one["metadata"]) for one in found] == [
        ("E01", "市容/暴露垃圾", True)
    ]
    assert client.get(f"{V2}services/E01.json").json()["attributes"][0]["code"] == "since"
    assert client.get(f"{V2}services/E13.json").status_code == 404


def test_a_post_is_an_appeal_and_is_read_back_exactly(client: Any, county: World, key: str) -> None:
    made = post(client, key, first_name="小明", last_name="王", phone=PHONE, **{"attribute[danger]": "yes"})
    number = made.json()[0]["service_request_id"]
    appeal = Appeal.objects.get()

    one = client.get(f"{V2}requests/{number}.json").json()
    root = etree.fromstring(client.get(f"{V2}requests/{number}.xml").content)

    assert (appeal.number, appeal.channel, appeal.caller) == (number, "open311", "王** 138****8000")
    assert [row["description"] for row in one] == [WORDS] == [root.findtext("request/description")]
    assert (one[0]["lat"], one[0]["long"], one[0]["status"]) == (32.95, 116.3, "open")
    assert appeal.additions.get().text.open() == "有危险"


def test_nobody_is_named_in_what_is_read(client: Any, county: World, key: str) -> None:
    words = f"我叫赵小虎，电话{PHONE}，门口垃圾满了"
    post(client, key, description=words, first_name="小虎", phone=PHONE, email="a@b.example", device_id="d77")
    told = county.dispatched(category="E01", text="我儿子赵小虎在垃圾堆旁摔伤了", phone="13900139000")

    for address in ("requests.json", "requests.xml?extensions=true", f"requests/{told.number}.json"):
        shown = client.get(V2 + address).content.decode()
        assert told.number in shown
        secrets = ("赵小虎", PHONE, "a@b.example", "d77", told.code, key, "摔伤")
        assert not [word for word in secrets if word in shown], address


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "gz_wrong"}, 403),
        ({"service_code": "E13"}, 404),
        ({"lat": "NaN"}, 400),
        ({"description": "字" * 4_001}, 400),
        ({"jurisdiction_id": "elsewhere"}, 404),
        ({"attribute[danger]": "perhaps"}, 400),
        ({"description": "字"}, 400),
    ],
)
def test_what_does_not_hold_is_refused(client: Any, county: World, key: str, more: Any, status: int) -> None:
    answer = post(client, key, **more)

    assert (answer.status_code, Appeal.objects.count()) == (status, 0)
    assert answer.json()[0]["description"]


def test_the_same_number_of_the_sender_is_the_same_request(client: Any, county: World, key: str) -> None:
    first, again = (post(client, key, **{"attribute[fixmystreet_id]": "77"}) for _ in range(2))

    assert (first.status_code, first.json(), Appeal.objects.count()) == (200, again.json(), 1)


def test_what_is_checked_first_has_a_token_and_then_a_number(client: Any, county: World, key: str) -> None:
    county.rule("appeals.open311.checked", 1)
    made = post(client, key).json()[0]
    appeal = Appeal.objects.get()
    address = f"{V2}tokens/{made['token']}.json"

    assert "service_request_id" not in made
    assert client.get(address).json()[0]["service_request_id"] is None
    assert client.get(f"{V2}requests.json").json() == []
    county.move(appeal, "dispatch", by=county.sender, unit=None)
    assert client.get(address).json()[0]["service_request_id"] == appeal.number
    assert client.get(f"{V2}tokens/{appeal.number}-WRONG.json").status_code == 404


def test_filters_narrow_and_nonsense_finds_nothing(client: Any, county: World, key: str) -> None:
    number = post(client, key).json()[0]["service_request_id"]

    def found(query: str) -> Any:
        answer = client.get(f"{V2}requests.json?{query}")
        rows = answer.json()
        return [one.get("service_request_id", answer.status_code) for one in rows]

    assert found("status=open") == found("service_code=E01") == found("status=") == [number]
    assert found("status=closed") == found("status=banana") == found("service_code=E99") == []
    assert found(f"service_request_id={number},nothing&status=closed") == [number]
    assert client.get(f"{V2}requests.json?start_date=yesterday").status_code == 400


@pytest.mark.parametrize("name", ["99999999999999999999999", "-1", "0", "中"])
def test_ids_that_are_none_are_absent(client: Any, county: World, name: str) -> None:
    assert client.get(f"{V2}requests/{name}.json").status_code == 404
    assert client.get(f"{V2}requests.{name}").status_code == 404


def test_a_list_costs_the_same_for_many(
    client: Any, county: World, key: str, django_assert_max_num_queries: Any
) -> None:
    post(client, key)
    client.get(f"{V2}requests.json")
    with django_assert_max_num_queries(3):
        client.get(f"{V2}requests.json")
    for n in range(8):
        post(client, key, description=f"第{n}处垃圾没有清走")
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{V2}requests.json").json()) == 9

"""Registering an appeal through the API, and the declared moves there."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import create
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.conftest import PHONE, TEXT, World
from gongzhi.modules.appeals.intake.models import Appeal

PATH = "/api/v1/appeals"
BODY = {
    "text": TEXT, "type": "help", "category": "E13", "name": "王小明", "phone": PHONE, "place": "349921001001",
}  # fmt: skip


def secret(officer: Officer) -> str:
    return create(officer=officer, name="测试", days=30, at=now())[1]


def send(token: str, body: dict[str, Any], key: str = "", path: str = PATH) -> Any:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_appeal_is_registered(world: World) -> None:
    answer = send(secret(world.clerk), BODY)

    appeal = Appeal.objects.get()
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["number"], told["state"], told["code"], told["lead_unit"]) == (
        appeal.number,
        "registered",
        appeal.code,
        None,
    )


def test_list_and_registering_share_their_address(world: World) -> None:
    token = secret(world.clerk)
    send(token, BODY)

    answer = Client().get(f"{PATH}/", headers={"Authorization": f"Bearer {token}"})
    assert [one["title"] for one in answer.json()["items"]] == [
        "昨晚起小区三栋楼没水，家里有孩子和老人，什么时候恢复供水"
    ]


def test_same_key_registers_one(world: World) -> None:
    token = secret(world.clerk)
    first, second = send(token, BODY, "k1"), send(token, BODY, "k1")

    assert first.json() == second.json()
    assert (second.status_code, Appeal.objects.count()) == (201, 1)


def test_registering_costs_twelve_statements(world: World) -> None:
    token = secret(world.clerk)
    send(token, BODY, "k1")  # the first of a day begins its serials and marks the token as used

    with statements() as told:
        answer = send(token, BODY | {"text": "楼道里的灯坏了半个月。"}, "k2")

    assert answer.status_code == 201
    assert len(told) <= 12, "\n".join(one[:90] for one in told)


def test_refusals_name_their_field(world: World) -> None:
    token = secret(world.clerk)

    assert send(token, BODY | {"category": "E99"}).json()["field"] == "category"
    assert send(token, BODY | {"place": "349922100000"}).json()["field"] == "place_code"
    send(token, BODY)
    assert (send(token, BODY).status_code, send(token, BODY | {"text": "a\x00b"}).status_code) == (409, 422)


def test_a_handler_may_not_register(world: World) -> None:
    assert send(secret(world.waterman), BODY).status_code == 403


def test_moves_go_through_the_same_door(world: World) -> None:
    number = send(secret(world.clerk), BODY).json()["number"]

    answer = send(secret(world.sender), {"version": 1, "unit": "U30"}, path=f"{PATH}/{number}/moves/dispatch")

    assert (answer.status_code, answer.json()["state"], answer.json()["lead_unit"]) == (
        200,
        "dispatched",
        "县供水公司",
    )

"""A round walked by a program, and the month as it reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import create
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import CheckIn, Round
from gongzhi.modules.ecology.conftest import WORDS, Eco
from gongzhi.modules.ecology.models import Problem

PATH = "/api/v1/ecology"


class Program:
    def __init__(self, officer: Officer) -> None:
        self.token = create(officer=officer, name="测试", days=30, at=now())[1]

    def get(self, path: str) -> Any:
        return Client().get(f"{PATH}{path}", headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, key: str = "", **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return Client().post(
            f"{PATH}{path}", json.dumps(body), content_type="application/json", headers=headers
        )


@pytest.fixture
def scout(eco: Eco, friday: Any) -> Program:
    """On Friday, with the round of these days due."""
    Round.objects.update(due_on=friday.date())
    return Program(eco.scout)


def test_a_program_walks_a_round_from_beginning_to_end(eco: Eco, scout: Program):
    (round,) = scout.get("/rounds/due").json()
    here = f"/rounds/{round['id']}"
    assert scout.post(f"{here}/begin").json()["state"] == "under_way"

    said = [
        scout.post(
            f"{here}/check-ins",
            stop=one["id"],
            longitude=one["longitude"],
            latitude=one["latitude"],
            accuracy=5,
        ).json()
        for one in round["stops"]
    ]
    found = scout.post(
        f"{here}/findings", text=WORDS, type="sewage", severity="serious", stop=round["stops"][0]["id"]
    )
    ended = scout.post(f"{here}/finish").json()

    assert [one["verdict"] for one in said] == ["on_spot", "on_spot"]
    assert (found.status_code, Problem.objects.get().number) == (201, found.json()["number"])
    assert (ended["state"], ended["stops_reached"]) == ("done", 2)


def test_a_step_with_one_key_is_done_once(eco: Eco, scout: Program):
    here = f"/rounds/{Round.objects.get().pk}"
    scout.post(f"{here}/begin", "a")
    first, again = (scout.post(f"{here}/findings", "b", text=WORDS, type="sewage").json() for _ in range(2))
    for _ in range(2):
        scout.post(f"{here}/check-ins", "c")

    assert first == again and (Problem.objects.count(), CheckIn.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/check-ins", {}, 409),
        ("/findings", {"text": WORDS, "type": "moon"}, 422),
        ("/check-ins", {"stop": 999999}, 404),
        ("/begin", {"said_at": "yesterday"}, 422),
    ],
)
def test_what_cannot_be_is_said_as_a_problem(eco: Eco, scout: Program, path, body, status):
    answer = scout.post(f"/rounds/{Round.objects.get().pk}{path}", **body)

    assert (answer.status_code, answer.headers["Content-Type"][:24]) == (status, "application/problem+json")


def test_a_round_of_another_unit_is_not_there(eco: Eco, friday: Any):
    assert Program(eco.stranger).post(f"/rounds/{Round.objects.get().pk}/begin").status_code in (403, 404)


def test_the_month_is_that_of_the_page(eco: Eco, friday: Any):
    eco.walked(others=[eco.second], find=2)
    told = Program(eco.leader).get("/months/2026-03").json()

    assert (told["total"]["rounds"], told["total"]["persons"], told["total"]["problems"]) == (1, 2, 2)
    assert [(one["name"], one["problems"]) for one in told["units"]] == [("泽口镇", 2)]

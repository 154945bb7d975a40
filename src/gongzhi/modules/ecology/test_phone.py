"""A station's patrol on the phone: begun, checked in, a problem found, ended."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from gongzhi.faces.field.conftest import PhoneOf
from gongzhi.kernel.rounds.models import CheckIn, Round
from gongzhi.modules.ecology.conftest import AT, GATE, WORDS, Eco
from gongzhi.modules.ecology.models import Problem

SPOT = {"longitude": GATE[0], "latitude": GATE[1], "accuracy": 8}


@pytest.fixture(autouse=True)
def _nine_o_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def test_a_patrol_on_the_phone_reports_a_problem_on_both_lines(eco: Eco) -> None:
    phone = PhoneOf(eco.scout)
    item = phone.sync().json()["items"][0]
    on = {"item": item["key"], "position": SPOT}
    found = {"category": "sewage", "severity": "serious", "text": WORDS, "liable": "豆制品作坊"}
    said = [
        ("ecology.begin", {}),
        ("ecology.check", {"step": item["steps"][0]["key"]}),
        ("ecology.found", {"step": item["steps"][0]["key"], "values": found}),
        ("ecology.finish", {"values": {"note": "老桥封闭施工"}}),
    ]
    answers = [
        phone.entry(AT, f"0123456789abcdef-{n}", kind, **on, **more) for n, (kind, more) in enumerate(said)
    ]

    assert [one.status_code for one in answers] == [200] * 4
    assert CheckIn.objects.get().verdict == "on_spot"
    assert Round.objects.get(state="done").stops_reached == 1
    problem = Problem.objects.select_related("matter").get()
    assert (problem.severity, problem.liable, problem.matter.assignments.count()) == (
        "serious",
        "豆制品作坊",
        3,
    )


def test_somebody_elses_patrol_is_not_on_the_phone(eco: Eco) -> None:
    assert PhoneOf(eco.stranger).sync().json()["items"] == []

"""A county that offers lamps at once and roads after a look, and a program with a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import create
from gongzhi.modules.appeals.conftest import AT, World
from gongzhi.modules.appeals.directory.actions import set_category
from gongzhi.modules.appeals.open311 import limits
from gongzhi.modules.appeals.open311.actions import set_offer

ROOT = "/open311/v2"
TEXT = "人民路东段路灯<3盏>不亮 & 晚上看不见 ]]> &amp; 😀\n请来看看"
QUESTIONS: list[dict[str, Any]] = [
    {"code": "lamps", "datatype": "number", "description": "几盏不亮", "required": False},
    {
        "code": "signs",
        "datatype": "multivaluelist",
        "description": "现象",
        "values": [["dark", "不亮"], ["blink", "闪烁"]],
    },
]


class Door:
    """What a program does: `post`, `get`; answers as (status, value)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lamps = self.offered("E01", "市容", "暴露垃圾", QUESTIONS)
        self.roads = self.offered("E10", "设施", "道路破损", [], checked_first=True)
        self.key = create(officer=world.clerk, name="外部平台", days=30, at=now())[1]
        self.client = Client(enforce_csrf_checks=True)

    def offered(self, code: str, major: str, name: str, questions: list[Any], **more: bool) -> Any:
        row = set_category(
            category=self.world.categories[code], code=code, major=major, name=name, publishable=True,
            keywords=self.world.categories[code].keywords, by=None, at=AT,
        )  # fmt: skip
        set_offer(category=row, questions=questions, by=None, at=AT, **more)
        return row

    def given(self, **values: Any) -> dict[str, Any]:
        found = {
            "api_key": self.key, "service_code": "E01", "lat": "33.1234567", "long": "116.7654321", "description": TEXT,
        }  # fmt: skip
        return {name: value for name, value in (found | values).items() if value is not None}

    def post(self, path: str = "requests.json", **values: Any) -> tuple[int, Any]:
        from urllib.parse import urlencode

        body = urlencode(self.given(**values), doseq=True)
        answer = self.client.post(f"{ROOT}/{path}", body, content_type="application/x-www-form-urlencoded")
        return answer.status_code, self.read(answer)

    def get(self, path: str, **query: str) -> tuple[int, Any]:
        answer = self.client.get(f"{ROOT}/{path}", query)
        return answer.status_code, self.read(answer)

    def read(self, answer: Any) -> Any:
        assert not answer.cookies
        if answer["Content-Type"].startswith("text/xml"):
            return etree.fromstring(answer.content)
        return answer.json()

    def filed(self, **values: Any) -> str:
        """File one and give its id."""
        status, [told] = self.post(**values)
        assert status == 200, told
        return str(told["service_request_id"])

    def code(self, found: tuple[int, Any]) -> tuple[int, str]:
        """(status, first error's code)."""
        return found[0], found[1][0]["code"]


@pytest.fixture
def door(world: World) -> Iterator[Door]:
    limits.forget()
    yield Door(world)
    limits.forget()

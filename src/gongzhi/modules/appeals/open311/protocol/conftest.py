"""The offered services and the posts that the protocol's tests share."""

from __future__ import annotations

from datetime import UTC, datetime

from gongzhi.modules.appeals.open311.protocol import posting
from gongzhi.modules.appeals.open311.protocol.fields import Fields
from gongzhi.modules.appeals.open311.protocol.shapes import (
    Attribute,
    Service,
    Submission,
)

NOW = datetime(2026, 3, 2, 1, 0, 30, 999, tzinfo=UTC)
HARD = '路灯<3盏> & "x" ]]> &amp; 😀\n第二行'
LAMP = Service(
    "E09",
    "设施/路灯不亮",
    "路灯不亮、闪烁",
    keywords=("路灯", "灯,杆"),
    group="设施",
    attributes=(
        Attribute("lamps", "number", "几盏不亮", required=True),
        Attribute("since", "datetime", "从何时起"),
        Attribute("kind", "singlevaluelist", "灯型", values=(("led", "LED"), ("sun", "太阳能"))),
        Attribute("signs", "multivaluelist", "现象", values=(("dark", "不亮"), ("blink", "闪烁"))),
        Attribute("note", "string", "备注"),
        Attribute("hint", "text", "触电危险请拨95598", variable=False),
        Attribute("fixmystreet_id", "string", "对方编号", automated="hidden_field"),
    ),
)
BARE = Service("E10", "设施/道路破损", kind="batch")
OFFERED = {one.code: one for one in (LAMP, BARE)}
GOOD = {"service_code": "E10", "lat": "33.0001", "long": "116.0001", "description": "坑"}


def sent(*pairs: tuple[str, str], **values: str) -> Fields:
    return Fields([*values.items(), *pairs])


def post(*pairs: tuple[str, str], **values: str) -> Submission:
    found = posting.submission(sent(*pairs, **(GOOD | values)), OFFERED)
    assert isinstance(found, Submission), found
    return found


def refused(*pairs: tuple[str, str], **values: str) -> list[tuple[int, str]]:
    found = posting.submission(sent(*pairs, **(GOOD | values)), OFFERED)
    assert isinstance(found, list), found
    return [(one.status, one.code) for one in found]


def lamp(*pairs: tuple[str, str], **values: str) -> Submission:
    return post(("attribute[lamps]", "3"), *pairs, service_code="E09", **values)


def lamp_refused(*pairs: tuple[str, str]) -> list[tuple[int, str]]:
    return refused(*pairs, service_code="E09")

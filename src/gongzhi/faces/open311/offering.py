"""What is offered: the categories that are fit for publication, as services."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.directory.rules import Kind
from gongzhi.modules.appeals.open311.protocol.shapes import CODE, Attribute, Service
from gongzhi.modules.appeals.policy import number

PUBLIC = "填写的内容会公开，请不要写姓名、电话等个人信息。"
QUESTIONS = (
    Attribute("since", "datetime", "从什么时候开始的", datatype_description="日期，或带时区的时间"),
    Attribute("danger", "singlevaluelist", "有没有危险", values=(("no", "没有"), ("yes", "有"))),
    Attribute("fixmystreet_id", "string", "来文编号", automated="hidden_field"),
)


def services(at: datetime) -> dict[str, Service]:
    """By code, in the order of the directory. No query but the directory's and the rule's."""
    kind = "batch" if checked(at) else "realtime"
    found = [one for one in known().offered(local_day(at)) if one.publishable and CODE.fullmatch(one.code)]
    return {one.code: _service(one, kind) for one in found}


def checked(at: datetime) -> bool:
    """Whether what comes in is looked at before it is published."""
    return bool(number("open311.checked", at))


def _service(one: Kind, kind: str) -> Service:
    group, _, name = one.label.partition("/")
    words = " ".join(part for part in (one.guidance, PUBLIC) if part)
    return Service(one.code, one.label, f"{name}。{words}", kind, tuple(one.keywords), group, QUESTIONS)

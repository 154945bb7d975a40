"""The main job as far as the first signature, through the pages: a document founds a county and becomes its tasks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from gongzhi.demo.accounts import PASSWORD
from gongzhi.demo.load import load_starters
from gongzhi.kernel.flow.models import Assignment, AssignmentState
from gongzhi.kernel.org.models import LeadingGroup, Officer, Post, Unit, UnitGroup
from gongzhi.modules.supervision.founding.samples import FIRST
from gongzhi.modules.supervision.models import Item, Plan, PlanState, Task
from gongzhi.modules.supervision.plan_samples import at_once

SOURCES = Path(__file__).parents[6] / "shared" / "sources"
INPUT = re.compile(r"<input\b[^>]*>|<select\b.*?</select>", re.S)


def source(number: str) -> bytes:
    found = sorted(SOURCES.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("needs the public source documents in ../shared/sources")
    return found[0].read_bytes()


@pytest.fixture
def empty(db: None, frozen: Callable[[datetime], None]) -> None:
    at = datetime(2020, 8, 3, 1, tzinfo=UTC)
    frozen(at)
    load_starters(at)


def signed_in(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post(reverse("login"), {"username": username, "password": password})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the page's form as it stands."""
    sent: dict[str, Any] = {}
    for tag in INPUT.findall(page):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        if tag.startswith("<select"):
            chosen = (
                re.findall(r'<option value="([^"]*)" selected', tag)
                or re.findall(r'value="([^"]*)"', tag)[:1]
            )
            if "multiple" in tag:
                sent[name[1]] = re.findall(r'<option value="([^"]*)" selected', tag)
            else:
                sent[name[1]] = chosen[0]
            continue
        value = re.search(r'value="([^"]*)"', tag)
        many = sent.get(name[1])
        got = value[1] if value else ""
        sent[name[1]] = [*(many if isinstance(many, list) else [many]), got] if many is not None else got
    return sent


def imported(client: Client, data: bytes) -> Plan:
    answer = client.post(
        reverse("supervision:plan_import"),
        {"upload": SimpleUploadedFile("first.txt", data), "source": "work_report", "_once": "import"},
    )
    assert answer.status_code in (302, 303), answer.content.decode()[-3000:]
    return Plan.objects.latest("pk")


def founded(client: Client, plan: Plan) -> dict[str, Any]:
    """Open the table, confirm it as proposed, and give back what was sent."""
    address = reverse("supervision:founding", args=[plan.pk])
    form = fields(client.get(address).content.decode())
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()[:6000]
    return form


def opened(client: Client, plan: Plan) -> list[tuple[str, str]]:
    """Open all accounts and read (user name, first password) from the slips."""
    address = f"{reverse('supervision:unit_accounts')}?plan={plan.pk}"
    answer = client.post(address, fields(client.get(address).content.decode()))
    assert (answer.status_code, answer["Location"]) == (302, "/first-passwords"), answer.content.decode()[
        :4000
    ]
    slips = client.get("/first-passwords").content.decode()
    return re.findall(r"账号</dt><dd><code>([^<]+)</code>.*?初始密码</dt><dd><code>([^<]+)</code>", slips)


def issued(client: Client, plan: Plan) -> Any:
    plan.refresh_from_db()
    address = reverse("supervision:plan_issue", args=[plan.pk])
    page = client.get(address).content.decode()
    form = fields(page) | {"default_deadline": "2020-12-31", "sure": "1"}
    form["_version"] = str(plan.version)
    return client.post(address, form)


def first_sign_in(username: str, password: str) -> Client:
    """Sign in on the slip's words, be led to the change of password, and take an own one."""
    client = signed_in(username, password)
    assert client.get("/").headers.get("Location", "").startswith(reverse("password-change"))
    new = "Xinmima-2468"
    answer = client.post(reverse("password-change"), {"old": password, "new": new, "again": new})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return client


def sign_for_one(client: Client, unit: Unit) -> Assignment:
    owed = Assignment.objects.filter(unit=unit, state=AssignmentState.OPEN).select_related("matter").first()
    assert owed is not None
    address = reverse("matter-move", args=[owed.matter.number, "sign_for"])
    form = fields(client.get(address).content.decode())
    answer = client.post(address, form)
    assert answer.status_code in (200, 302, 303), answer.content.decode()[-3000:]
    owed.refresh_from_db()
    return owed


def lead(client: Client, plan: Plan, item: Item, name: str) -> None:
    """Give an item a lead unit on the review page."""
    address = reverse("supervision:plan_item_edit", args=[plan.pk, item.pk])
    form = fields(client.get(address).content.decode())
    unit = Unit.objects.get(short_name=name)
    form |= {"lead_units": [f"u:{unit.pk}"], "text": item.text, "version": item.version}
    answer = client.post(address, form, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200, answer.content.decode()[-3000:]


def test_a_county_is_founded_by_its_first_document_and_signs_for_its_tasks(empty):
    with at_once():
        client = signed_in("ducha1")
        plan = imported(client, FIRST.encode())
        review = client.get(reverse("supervision:plan_review", args=[plan.pk])).content.decode()
        assert "从文件建立单位体系" in review
        founded(client, plan)
        assert (
            "从文件建立单位体系"
            not in client.get(reverse("supervision:plan_review", args=[plan.pk])).content.decode()
        )
        slips = opened(client, plan)
        assert issued(client, plan).status_code == 303
        unit = Unit.objects.get(short_name="县教育局")
        username, password = next(one for one in slips if one[0] == "xjyj")
        owed = sign_for_one(first_sign_in(username, password), unit)

    assert owed.state == AssignmentState.SIGNED
    assert Officer.objects.get(username="xjyj").unit == unit


def test_the_slips_are_printable_and_gone_afterwards(empty):
    with at_once():
        client = signed_in("ducha1")
        plan = imported(client, FIRST.encode())
        founded(client, plan)
        slips = opened(client, plan)
        word = client.get("/first-passwords.docx").content

    from io import BytesIO

    cells = [
        cell.text for table in Document(BytesIO(word)).tables for row in table.rows for cell in row.cells
    ]
    assert all(any(password in cell for cell in cells) for _, password in slips)
    assert client.post("/first-passwords")["Location"] == reverse("supervision:plan_review", args=[plan.pk])
    assert slips[0][1] not in client.get("/first-passwords").content.decode()


@pytest.mark.parametrize("number", ["004"])
def test_a_city_of_147_tasks(empty, number):
    data = source(number)
    with at_once():
        client = signed_in("ducha1")
        plan = imported(client, data)
        founded(client, plan)
        slips = opened(client, plan)
        item = Item.objects.filter(plan=plan, lead_units=["市教育局"]).first()
        lead(client, plan, item, "市科技局")
        answer = issued(client, plan)
        assert answer.status_code == 303, answer.content.decode()[-4000:]
        word = dict(slips)
        owed = sign_for_one(first_sign_in("skjj", word["skjj"]), Unit.objects.get(short_name="市科技局"))
    plan.refresh_from_db()

    assert (plan.state, Task.objects.filter(plan=plan).count()) == (PlanState.ISSUED, 147)
    assert Task.objects.get(no=item.no, plan=plan).matter.lead_unit.label == "市科技局"
    assert owed.state == AssignmentState.SIGNED
    assert (Post.objects.count(), LeadingGroup.objects.count(), UnitGroup.objects.count()) == (9, 1, 7)
    assert all(post.aliases == [post.tenures.get().officer.name] for post in Post.objects.all())
    assert Assignment.objects.filter(role="leader", post=None).count() == 0


def test_a_district_with_a_leading_group_and_lost_names(empty):
    data = source("003")
    with at_once():
        client = signed_in("ducha1")
        plan = imported(client, data)
        founded(client, plan)
        slips = opened(client, plan)
        for item in Item.objects.filter(plan=plan, lead_units=[]):
            lead(client, plan, item, "区发改委")
        answer = issued(client, plan)
        assert answer.status_code == 303, answer.content.decode()[-4000:]
        owed = sign_for_one(
            first_sign_in("qzjj", dict(slips)["qzjj"]), Unit.objects.get(short_name="区住建局")
        )
    group = LeadingGroup.objects.get()
    seats = group.members.all()

    assert (Task.objects.filter(plan=plan).count(), owed.state) == (39, AssignmentState.SIGNED)
    assert group.office == Unit.objects.get(short_name="区发改委")
    assert (seats.count(), seats.filter(printed_name="").count()) == (38, 18)
    assert Post.objects.exclude(tenures=None).count() == Post.objects.exclude(aliases=[]).count() == 4

"""Every page of administration: who may open it, what it costs, what it gives as a spreadsheet."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gongzhi.kernel.access.actions import PermissionSeparated, create_set
from gongzhi.kernel.access.models import Holding, PermissionSet, SignInRecord
from gongzhi.kernel.clock import now
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.models import LeadingGroup, Place, Post, Tenure, UnitGroup
from gongzhi.kernel.web.guard import SIGNED_IN
from gongzhi.modules.administration.urls import urlpatterns

SYSTEM = (
    "units",
    "units/new",
    "groups",
    "groups/new",
    "places",
    "places/new",
    "places/map",
    "places/map/take",
    "places/map/parts",
    "places/map/boundaries.geojson",
    "posts",
    "posts/new",
    "leading-groups",
    "leading-groups/new",
    "officers",
    "officers/new",
    "officers/from-units",
    "parameters",
    "parameters/access.sessions",
    "parameters/access.sessions/set",
    "calendar",
    "calendar/day",
    "calendar/notice",
    "calendar/hours",
    "channels",
    "channels/new",
    "deliveries",
    "failing",
    "running",
)
SECURITY = ("holdings", "holdings/new", "ungranted", "sets", "sets/new", "tokens")
AUDIT = ("sign-ins", "audit-holdings", "log", "log-checks", "log-checks/new", "anchors")


@pytest.mark.parametrize(
    ("path", "who"),
    [
        *((path, "system_admin") for path in SYSTEM),
        *((path, "security_admin") for path in SECURITY),
        *((path, "auditor") for path in AUDIT),
    ],
)
def test_a_page_opens_to_its_administrator_and_to_no_other(as_, path, who):
    everybody = ("system_admin", "security_admin", "auditor", "he")
    opened = {one: as_(one).get(f"/administration/{path}").status_code for one in everybody}

    assert opened == {one: 200 if one == who else 403 for one in everybody}


def one_more(world, n: int) -> None:
    """One more row in every list."""
    unit = world.unit(f"X{n}", f"新设{n}局", parent=world.office)
    Place.objects.create(code=f"34992110020{n}", name=f"新{n}村", kind="village", parent=world.place)
    group = UnitGroup.objects.create(name=f"新组{n}")
    group.members.add(unit, world.office)
    post = Post.objects.create(code=f"N{n}", title=f"新职务{n}", unit=unit)
    post.charge.add(unit)
    officer = world.officer(f"new{n}", f"新{n}", unit)
    world.officer(f"idle{n}", f"闲{n}", unit)
    Tenure.objects.create(post=post, officer=officer, from_on=date(2024, 1, 1))
    LeadingGroup.objects.create(name=f"新小组{n}", office=unit)
    held = PermissionSet.objects.create(name=f"set{n}", label=f"集{n}", permissions=["x"])
    Holding.objects.create(
        officer=officer, set=held, unit=unit, from_on=date(2024, 1, 1), granted_by=world.he
    )
    SignInRecord.objects.create(at="2026-03-02T01:00Z", outcome="in", username=f"new{n}", officer=officer)


@pytest.mark.parametrize(
    ("path", "who"),
    [
        *(
            (path, "system_admin")
            for path in ("units", "groups", "places", "posts", "leading-groups", "officers")
        ),
        *((path, "security_admin") for path in ("holdings", "ungranted", "sets")),
        *((path, "auditor") for path in ("sign-ins", "audit-holdings")),
    ],
)
def test_a_list_costs_the_same_with_one_row_and_with_four(world, as_, path, who):
    client, counts = as_(who), []
    one_more(world, 1)
    client.get(f"/administration/{path}")
    for rows in (1, 4):
        for n in range(2, rows + 1):
            one_more(world, n)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/administration/{path}").status_code == 200
        # values of parameters are read again once a second, whatever is asked for
        counts.append(sum("_revision" not in one["sql"] for one in seen.captured_queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 14


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("units", "system_admin"),
        ("holdings", "security_admin"),
        ("parameters", "system_admin"),
        ("calendar?year=2026", "system_admin"),
    ],
)
def test_a_list_comes_as_a_spreadsheet(as_, path, who):
    answer = as_(who).get(f"/administration/{path}{'&' if '?' in path else '?'}export=xlsx")

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet.max_row > 1


@pytest.mark.parametrize("path", ["units?q=不存在", "officers?q=不存在", "places?q=不存在", "posts?q=不存在"])
def test_a_list_that_finds_nothing_says_what_to_do(system, path):
    assert "没有符合条件的记录" in system.get(f"/administration/{path}").content.decode()


def test_everybody_opens_the_own_account(as_):
    assert "正在登录的设备" in as_("he").get("/administration/account").content.decode()


@pytest.mark.parametrize("path", ["parameters/no.such", "units/999999", "calendar/day/never/clear"])
def test_what_is_not_there_is_a_404(system, path):
    assert system.get(f"/administration/{path}").status_code == 404


def test_an_auditor_changes_nothing_but_starts_a_check(as_, auditor):
    """Every POST of administration but those of one's own account: refused, whatever it is about."""
    allowed = {"verification-new", "event-reveal"}
    refused = {}
    for one in urlpatterns:
        if one.name in allowed or one.callback.permission == SIGNED_IN:
            continue
        answer = auditor.post(reverse(f"administration:{one.name}", args=_some(one)), {})
        refused[one.name] = answer.status_code

    seen = {
        "sign-ins",
        "audit-holdings",
        "log",
        "event",
        "verifications",
        "verification",
        "anchors",
        "anchor",
    }
    assert {name: code for name, code in refused.items() if name not in seen and code not in (403, 404)} == {}
    # what the auditor reads does nothing when it is posted to
    assert Event.objects.exclude(kind="access.signed").count() == Event.objects.filter(actor=None).count()


@pytest.mark.parametrize(
    ("who", "forbidden"),
    [
        ("system_admin", ("holding-new", "grant-many", "set-new", "tokens", "log", "anchors")),
        ("security_admin", ("officer-new", "officers-from-units", "unit-new", "channel-new", "log")),
        ("auditor", ("officer-new", "holding-new", "set-new", "unit-new", "calendar-day", "running")),
    ],
)
def test_each_administrator_is_refused_what_another_does(as_, who, forbidden):
    client = as_(who)
    found = {name: client.post(reverse(f"administration:{name}"), {}).status_code for name in forbidden}

    assert found == dict.fromkeys(forbidden, 403)


def test_a_set_of_the_countys_own_brings_no_two_administrators_together(security):
    answer = security.post(
        "/administration/sets/new",
        {"name": "all", "label": "全能", "permissions": ["administration.officers", "administration.audit"]},
    )

    assert answer.status_code == 422
    with pytest.raises(PermissionSeparated):
        create_set(name="all", label="全能", permissions=["administration.log"], by=None, at=now())
    assert not PermissionSet.objects.filter(name="all").exists()


def _some(one) -> list[object]:
    """Values that fit an address, of nothing that is there."""
    kinds = {"int": 999_999, "str": "x", "slug": "x", "uuid": UUID(int=7)}
    return [kinds[name] for name in re.findall(r"<(\w+):", str(one.pattern))]

"""The pages of grid governance: they open, cost the same for few and many rows, and say who may not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import create
from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.measures import queries as measures
from gongzhi.kernel.org.models import PlaceKind
from gongzhi.kernel.people.census.kinds import FORMS
from gongzhi.kernel.people.census.rules import identity_check
from gongzhi.kernel.people.models import Household, Organisation, Person, Resident
from gongzhi.kernel.rounds import actions
from gongzhi.kernel.rounds.models import Route
from gongzhi.kernel.sheets.models import Intake
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.conftest import AT, FIRST, HERE, LONG_AGO, World, photo, square
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.actions import enrol, join
from gongzhi.modules.grid.grids.models import Duty
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.visits.actions import set_asks
from gongzhi.modules.grid.visits.models import AskList, Visit

ASKS = "燃气软管是否老化｜是否→E31：是\n主要收入｜单选：务农、务工"


def enter(client: Client, officer: Any) -> Client:
    client.force_login(officer)
    return client


def identity(n: int) -> str:
    first = f"34992119800101{n:03}"
    return first + identity_check(first)


def settle(world: World, first: int, last: int) -> None:
    """Rows for every list, from number to number."""
    for n in range(first, last):
        home = world.household(f"{n:04}")
        Visit.objects.create(household=home, place_code=FIRST, by=world.worker, at=AT)
        Organisation.objects.create(
            credit_code=f"C{n}", name=f"商店{n}", place_code=FIRST, address="东头", changed_at=AT
        )
        Component.objects.create(
            code=f"34992101010{n:05}", name="路灯", part_class="01", place_code=FIRST, changed_at=AT
        )
        enrol(place=world.first, name=f"志愿者{n}", by=world.centre, at=AT)
        join(place=world.first, post="party", name=f"党员{n}", by=world.centre, at=AT)
        Duty.objects.create(
            unit=world.city,
            name=f"任务{n}",
            net="城管",
            content="巡查",
            basis="文件",
            from_on=LONG_AGO,
            at=AT,
        )
        Category.objects.create(code=f"X{n}", major="其他", name=f"其他{n}")
        AskList.objects.create(
            name=f"问题{n}", questions=[], from_on=date(2021, 1, 1 + n % 28), care=f"c{n}"[:6], at=AT
        )
        for kind in ("people.house", "grid.component"):
            Intake.objects.create(kind=kind, name="表.xlsx", rows=1, by=world.centre, at=AT)
        route = Route.objects.create(
            kind="grid.patrol",
            name=f"路线{n}",
            unit=world.town,
            place=world.first,
            rhythm="daily",
            from_on=LONG_AGO,
        )
        actions.begin_round(route=route, by=world.worker, at=AT)
        world.reported(text=f"第{n}处路灯不亮，请来修。", photos=[])
        world.place(
            f"{FIRST[:12]}0{n:02}" if n < 100 else f"{FIRST[:12]}1{n:02}",
            f"第{n}网格",
            PlaceKind.GRID,
            world.village,
            square(116.4, 32.7, 116.41, 32.71),
        )


PAGES = (
    "events", "residents", "households", "houses", "organisations", "intakes", "visits", "asks", "grids", "members",
    "volunteers", "duties", "categories", "components", "component_sheets",
    "rounds", "routes", "walkers",
)  # fmt: skip


def test_lists_cost_the_same_for_few_rows_and_for_many(world: World, client: Client) -> None:
    """costs: EventList, ResidentList, HouseholdList, HouseList, OrganisationList, SheetList, VisitList, AskListing, GridList, MemberList, VolunteerList, DutyList, EventKindList, ComponentList, GridRounds, GridRoutes, GridWalkers"""
    enter(client, world.centre)
    settle(world, 10, 13)
    few = {name: _cost(client, name) for name in PAGES}
    settle(world, 13, 36)
    many = {name: _cost(client, name) for name in PAGES}

    assert many == few


def _cost(client: Client, name: str) -> int:
    address = reverse(f"grid:{name}")
    client.get(address)  # what is read once and kept is read now
    with statements() as told:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(told)


@pytest.mark.parametrize("who", ["worker", "head", "office", "centre", "cityman"])
def test_every_page_opens_or_says_no(world: World, client: Client, who: str) -> None:
    event = world.closed()
    home = world.household()
    enter(client, getattr(world, who))
    found = {}
    for name in (*PAGES, "report", "map", "overview", "map_places", "points"):
        found[name] = client.get(reverse(f"grid:{name}")).status_code
    for name, key in (
        ("event", event.number),
        ("grid", FIRST),
        ("land", FIRST),
        ("household", home.pk),
        ("category", world.lamp.pk),
    ):
        found[name] = client.get(reverse(f"grid:{name}", args=[key])).status_code

    assert set(found.values()) <= {200, 403, 404}
    closed_to = {name for name, code in found.items() if code != 200}
    assert closed_to == {
        "worker": {"asks", "overview", "component_sheets"},
        "head": {"asks"},
        "office": {"asks"},
        "centre": set(),
        "cityman": {"asks", "overview", "report", "residents", "households", "houses", "organisations", "intakes", "visits", "household", "component_sheets"},
    }[who]  # fmt: skip


def test_the_page_of_an_event_shows_its_stages_and_photos(world: World, client: Client) -> None:
    event = world.closed()
    page = enter(client, world.office).get(reverse("grid:event", args=[event.number])).content.decode()

    assert page.count("stage-done") == 7
    assert page.count("<img") == 3
    assert "在现场，距事件0米" in page


def test_an_event_is_reported_and_verified_on_the_pages(world: World, client: Client) -> None:
    enter(client, world.worker).post(
        reverse("grid:report"),
        {
            "text": "路灯坏了两盏，晚上很黑。",
            "category": "E09",
            "channel": "worker",
            "longitude": HERE[0],
            "latitude": HERE[1],
            "photos": photo(),
            "_once": "a",
        },
    )
    event = GridEvent.objects.get()
    assert (event.reported_in, event.matter.state) == (FIRST, "reported")

    event = world.handled()
    enter(client, world.other)
    address = reverse("grid:verify", args=[event.number])
    given = {
        "passed": "1",
        "longitude": HERE[0] + 0.1,
        "latitude": HERE[1],
        "_version": event.matter.version,
        "_once": "b",
    }
    far = client.post(address, given | {"photos": photo("核.jpg", b"1")})
    assert (far.status_code, "超过200米" in far.content.decode()) == (422, True)
    near = client.post(address, given | {"photos": photo("核.jpg", b"1"), "longitude": HERE[0], "_once": "c"})
    event.refresh_from_db()
    assert (near.status_code, event.verified_by) == (303, world.other)


def test_a_sheet_is_looked_over_and_taken_in_on_the_pages(world: World, client: Client) -> None:
    world.household()
    heads = FORMS["resident"].heads
    rows = [{"姓名": f"居民{n}", "身份证号": identity(n), "网格代码": FIRST} for n in range(1, 4)]
    rows[1]["身份证号"] = rows[1]["身份证号"][:17] + ("1" if rows[1]["身份证号"][17] != "1" else "2")
    sheet = written_table("表", heads, [[row.get(head, "") for head in heads] for row in rows])
    enter(client, world.worker)
    answer = client.post(
        reverse("grid:intake_upload"),
        {"subject": "resident", "file": SimpleUploadedFile("表.xlsx", sheet), "_once": "a"},
    )
    report = client.get(answer["Location"]).content.decode()
    assert ("校验码不对" in report, identity(1) in report) == (True, False)
    faulty = client.get(reverse("grid:intake_faulty", args=[Intake.objects.get().pk]))
    assert faulty.status_code == 200
    client.post(answer["Location"], {"_once": "b"})
    assert Resident.objects.exclude(identity_index="").count() == 2


def test_somebody_is_read_in_the_clear_with_a_purpose_only(world: World, client: Client) -> None:
    home = world.household()
    row = Resident.objects.get(household=home)
    enter(client, world.worker)
    page = client.get(reverse("grid:resident", args=[row.pk])).content.decode()
    asked = client.post(reverse("grid:resident_open", args=[row.pk]), {"purpose": "看"})
    told = client.post(
        reverse("grid:resident_open", args=[row.pk]), {"purpose": "走访前核对对象"}
    ).content.decode()

    assert ("王小明" in page, asked.status_code, "王小明" in told) == (False, 422, True)
    assert enter(client, world.neighbour).get(reverse("grid:resident", args=[row.pk])).status_code == 404
    assert Person.objects.count() == 1


def test_a_visit_is_written_down_on_the_page(world: World, client: Client) -> None:
    set_asks(name="日常", care="", questions=ASKS, from_on=LONG_AGO, by=None, at=AT)
    home = world.household()
    enter(client, world.worker).post(
        reverse("grid:visit_new", args=[home.pk]),
        {"met": "1", "q1": "是", "q2": "务农", "note": "一切正常。", "finding": "", "_once": "a"},
    )

    assert (Visit.objects.get().findings, GridEvent.objects.get().channel) == (1, "visit")
    assert Household.objects.get().visited_on is not None


def test_a_grid_is_split_on_the_pages(world: World, client: Client) -> None:
    for n in range(1, 5):
        world.household(f"{n:04}")
    enter(client, world.centre)
    answer = client.post(reverse("grid:split", args=[FIRST]), {"way": "ew", "_once": "a"})
    shown = client.get(answer["Location"])
    parts = client.get(reverse("grid:split_parts", args=[FIRST])).json()
    assert (shown.status_code, [one["properties"]["name"] for one in parts["features"]]) == (
        200,
        ["第3网格　2户", "第4网格　2户"],
    )

    done = client.post(
        answer["Location"],
        {"name0": "第3网格", "name1": "第4网格", "workers0": [world.worker.pk], "workers1": [world.other.pk], "rest": "0", "reason": "村民代表会议决议", "_once": "b"},
    )  # fmt: skip
    assert done["Location"] == reverse("grid:grid", args=[FIRST])
    assert "已拆分为" in client.get(done["Location"]).content.decode()


def test_figures_and_their_lists_agree(world: World, client: Client) -> None:
    world.closed()
    world.reported()
    enter(client, world.centre)
    counted = measures.parts("grid.events", world.centre)[()]
    for part, count in counted.items():
        page = client.get(f"{reverse('grid:events')}?part={part}").content.decode()
        assert page.count('data-href="/grid/events/WG') == count, part


def test_the_map_colours_places_and_places_events(world: World, client: Client) -> None:
    world.reported()
    enter(client, world.centre)
    places = client.get(f"{reverse('grid:map_places')}?by=open&level=grid&place=349921100200").json()
    points = client.get(f"{reverse('grid:points')}?state=open").json()

    assert {one["properties"]["code"]: one["properties"]["value"] for one in places["features"]} == {
        FIRST: 1.0,
        FIRST[:-1] + "2": 0,
    }
    assert [one[:2] for one in points["points"]] == [[HERE[0], HERE[1]]]
    opened = client.get(points["detail"].replace("KEY", points["points"][0][2]))
    assert opened.status_code == 200


def test_programs_report_events(world: World, client: Client) -> None:
    token = create(officer=world.worker, name="测试", days=30, at=now())[1]
    body = {"text": "路灯坏了两盏，晚上很黑。", "longitude": HERE[0], "latitude": HERE[1], "key": "p-1"}
    heads = {"Authorization": f"Bearer {token}"}
    answers = [
        client.post("/api/v1/grid/events", json.dumps(body), content_type="application/json", headers=heads)
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert (answers[0].json()["reported_in"], GridEvent.objects.count()) == (FIRST, 1)

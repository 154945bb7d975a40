"""The pages of ecology: every list at one cost, every figure opening exactly what it counts, forms with their remedies."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.rounds.models import Round, Route
from gongzhi.modules.ecology.chiefs.actions import Drawn, name_chief, set_reach
from gongzhi.modules.ecology.chiefs.models import Reach
from gongzhi.modules.ecology.conftest import AT, DAY, HOUR, WORDS, Eco, photo
from gongzhi.modules.ecology.models import Activity, Problem, Station


@pytest.fixture
def desk(client: Any, eco: Eco, friday: Any) -> Any:
    """The browser of the county's office for ecology, on Friday."""
    client.force_login(eco.office)
    return client


def listed(client: Any, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.findall(r'data-href="([^"]+)"', answer.content.decode())


def cost_of(client: Any, address: str) -> int:
    """Statements of a page; the least of three, for what is kept for a second is read anew now and then."""

    def once() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    return min(once() for _ in range(3))


def week(eco: Eco) -> None:
    """A round of two with a problem that is struck off, one of one with a problem in hand, one withdrawn, one missed."""
    eco.struck()
    eco.walked(at=AT + 2 * DAY, route=eco.planned(name="泽河线", times=1), find=1)
    eco.move(eco.find(eco.begun(by=eco.second, at=AT + 4 * DAY), by=eco.second, at=AT + 4 * DAY), "withdraw", eco.chief, reason="已经报过。")  # fmt: skip
    eco.planned(name="沟渠线", rhythm="workday", times=1)
    Round.objects.filter(route__name="沟渠线").update(state="missed")


def chiefed(eco: Eco, name: str = "清河泽口段") -> Reach:
    made = set_reach(
        drawn=Drawn(name, "river", "village", eco.village, eco.town, metres=3200), by=None, at=AT
    )
    name_chief(reach=made, officer=eco.scout, from_on=date(2026, 3, 2), by=None, at=AT)
    return made


# figures


def test_every_figure_of_the_month_opens_exactly_what_it_counts(desk, eco: Eco):
    week(eco)
    page = desk.get("/ecology/?month=2026-03").context

    figures = [(one["value"], one["href"]) for one in page["figures"]]
    figures += [(value, href) for line in page["lines"] for _, value, href in line.cells]
    figures += [(int(text), href) for text, href in page["sentence"] if href]
    figures += [(one.value, one.url) for one in page["types"]]
    assert [(len(listed(desk, href)), href) for _, href in figures] == figures


def test_the_month_says_rounds_person_times_and_problems(desk, eco: Eco):
    eco.walked(others=[eco.second], find=2)
    page = desk.get("/ecology/?month=2026-03").context

    said = "".join(text for text, _ in page["sentence"])
    assert said == (
        "2026年3月，全县1个乡镇生态环保工作站和各级河长、林长巡查1轮次、2人次，发现问题2个，已整改0个、销号0个，逾期未整改0个。"
    )


def test_a_withdrawn_problem_and_a_round_under_way_do_not_count(desk, eco: Eco):
    week(eco)
    total = {one["label"]: one["value"] for one in desk.get("/ecology/?month=2026-03").context["figures"]}

    assert (total["巡查"], total["参加"], total["发现问题"], total["已销号"], total["未巡查"]) == (
        1,
        1,
        2,
        1,
        1,
    )


def test_the_report_costs_the_same_for_few_and_many(desk, eco: Eco):
    there = "/ecology/?month=2026-03"
    eco.walked(find=1)
    before = cost_of(desk, there)
    for n in range(8):
        eco.walked(route=eco.planned(name=f"线路{n}"), find=2)

    assert cost_of(desk, there) == before


def test_a_month_that_is_none_shows_the_present_one(desk):
    for month in ("2026-13", "abc", "٢٠٢٦-٠٣", ""):
        assert desk.get("/ecology/", {"month": month}).context["month"].code == "2026-03"


def test_the_month_goes_out_as_a_sheet_and_as_a_document(desk, eco: Eco):
    week(eco)
    sheet = openpyxl.load_workbook(
        BytesIO(desk.get("/ecology/?month=2026-03&export=xlsx").getvalue())
    ).worksheets[0]
    document = desk.get("/ecology/report/document/?month=2026-03")

    assert [cell.value for cell in sheet[2]][:4] == ["泽口镇", 1, 1, 2]
    assert document.getvalue()[:2] == b"PK"


def test_townships_are_shaded_by_their_problems(desk, eco: Eco):
    eco.walked(find=3)
    square = [[115.9, 32.9], [116.1, 32.9], [116.1, 33.1], [115.9, 33.1], [115.9, 32.9]]
    eco.town_place.bound({"type": "Polygon", "coordinates": [square]})
    eco.town_place.save()

    shown = desk.get("/ecology/report/places/?month=2026-03").json()["features"][0]["properties"]
    assert (shown["name"], shown["value"]) == ("泽口镇", 3) and len(listed(desk, shown["href"])) == 3


# lists


@pytest.mark.parametrize(
    "address", ["rounds/", "rounds/people/", "routes/", "problems/", "stations/activities/"]
)
def test_a_list_costs_the_same_for_few_and_many(desk, eco: Eco, address):
    """costs: RoundList, WalkerList, RouteList, EcoRounds, EcoWalkers, EcoRoutes, ProblemList, ActivityList, _OfModule"""

    there = f"/ecology/{address}"
    eco.walked(find=1)
    before = cost_of(desk, there)
    for n in range(5):
        eco.walked(route=eco.planned(name=f"线路{n}"), find=1, others=[eco.second])

    assert cost_of(desk, there) == before


@pytest.mark.parametrize("address", ["stations/", "reaches/", "items/"])
def test_small_lists_cost_the_same_for_few_and_many(desk, eco: Eco, address):
    """costs: StationList, ReachList, ItemList"""
    from gongzhi.modules.ecology.inspections.test_moves import fed_back
    from gongzhi.modules.ecology.stations.actions import set_station

    there = f"/ecology/{address}"
    chiefed(eco)
    fed_back(eco)
    before = cost_of(desk, there)
    for n in range(4):
        chiefed(eco, f"柳湾沟{n}段")
        fed_back(eco)
        unit = eco.unit(f"T01-{n + 2}", f"泽口镇第{n}工作站", "", parent=eco.town, place=eco.town_place)
        set_station(unit=unit, town=eco.town, opened_on=date(2020, 1, 1), posts=8, by=None, at=AT)

    assert cost_of(desk, there) == before


@pytest.mark.parametrize(
    ("filters", "count"),
    [("", 3), ("?part=counted", 2), ("?part=struck", 1), ("?state=open", 1), ("?wait=town", 1), ("?type=noise", 0), ("?severity=normal", 3)],
)  # fmt: skip
def test_problems_are_filtered(desk, eco: Eco, filters, count):
    week(eco)

    assert len(listed(desk, f"/ecology/problems/{filters}")) == count


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("?state=missed", 1),
        ("?state=done", 1),
        ("?fault=any", 0),
        ("?fault=speed", 0),
        ("?kind=ecology.river", 0),
    ],
)
def test_rounds_are_filtered(desk, eco: Eco, filters, count):
    week(eco)

    assert len(listed(desk, f"/ecology/rounds/{filters}")) == count


def test_a_doubtful_round_is_found_by_its_doubt(desk, eco: Eco):
    eco.route.least_minutes = 500
    eco.route.save()
    eco.walked()

    for fault, count in (("short", 1), ("any", 1), ("near", 0)):
        assert len(listed(desk, f"/ecology/rounds/?fault={fault}")) == count


# walking by the pages


def test_a_round_is_walked_through_the_pages(client, eco: Eco, friday):
    client.force_login(eco.scout)
    round = eco.begun(at=friday, route=eco.planned(name="临时线", rhythm="workday", from_on=date(2026, 3, 6)))
    here = f"/ecology/rounds/{round.pk}/"
    stops = list(round.route.stops.all())

    for n, stop in enumerate(stops):
        spot = {"longitude": stop.longitude, "latitude": stop.latitude, "stop": stop.pk, "_once": f"a{n}"}
        assert client.post(f"{here}check-in/", spot | {"photos": [photo()]}).status_code == 303
    told = {
        "text": WORDS,
        "category": "sewage",
        "severity": "serious",
        "stop": stops[0].pk,
        "_once": "b",
        "files": [photo()],
    }
    assert client.post(f"{here}find/", told).status_code == 303
    assert client.post(f"{here}finish/", {"_once": "c"}).status_code == 303

    round.refresh_from_db()
    problem = Problem.objects.get()
    assert (round.state, round.stops_reached, problem.severity, problem.matter.longitude) == (
        "done",
        2,
        "serious",
        116.0,
    )
    page = client.get(here).content.decode()
    assert problem.number in page and "在现场" in page and "距点位" in page
    track = client.get(f"{here}track/").json()
    assert (len(track["points"]), len(track["line"]), track["points"][0][3]) == (2, 2, "green")


def test_a_round_is_begun_with_colleagues(client, eco: Eco, friday):
    client.force_login(eco.scout)
    Round.objects.update(due_on=date(2026, 3, 6))
    round = Round.objects.get()

    client.post(f"/ecology/rounds/{round.pk}/begin/", {"others": [eco.second.pk], "_once": "a"})
    assert Round.objects.get().walkers.count() == 2


def test_an_early_end_comes_back_with_the_reason_to_give(client, eco: Eco, friday):
    client.force_login(eco.scout)
    round = eco.begun(at=AT)

    answer = client.post(f"/ecology/rounds/{round.pk}/finish/", {"_once": "a"})
    assert answer.status_code == 422 and "闸口" in answer.content.decode()


def test_my_rounds_are_those_that_are_due(client, eco: Eco, friday):
    client.force_login(eco.scout)
    eco.planned(name="今日线", rhythm="workday")
    Round.objects.filter(route__name="今日线").update(from_on=date(2026, 3, 6), due_on=date(2026, 3, 6))

    page = client.get("/ecology/rounds/mine/").content.decode()
    assert "今日线" in page and "清河线" not in page


def test_a_round_of_another_unit_is_not_there(client, eco: Eco):
    client.force_login(eco.stranger)

    assert client.get(f"/ecology/rounds/{Round.objects.get().pk}/").status_code == 404


# planning by the pages


def route_form(eco: Eco, **more: Any) -> dict[str, Any]:
    given = {
        "kind": "ecology.patrol", "name": "新线", "unit": eco.site.pk, "place": eco.town_place.pk, "officers": [eco.scout.pk],
        "rhythm": "weekly", "times": 1, "from_on": "2026-03-06", "stops": "大桥，116.01，33.01，150\n老闸", "least_minutes": 0,
        "least_metres": 0, "_once": "a",
    }  # fmt: skip
    return given | more


def test_a_route_is_set_up_and_changed_by_lines(desk, eco: Eco):
    desk.post("/ecology/routes/new/", route_form(eco))
    route = Route.objects.get(name="新线")
    assert [(one.name, one.longitude, one.radius) for one in route.stops.all()] == [
        ("大桥", 116.01, 150),
        ("老闸", None, 100),
    ]

    desk.post(
        f"/ecology/routes/{route.pk}/edit/", route_form(eco, stops="老闸\n新闸，116.02，33.02", _once="b")
    )
    names = [one.name for one in route.stops.filter(is_active=True)]
    assert names == ["老闸", "新闸"] and route.stops.count() == 3


@pytest.mark.parametrize("line", ["大桥，东经，33", "大桥，116", "大桥，116，33，1，2", "大桥，nan，33"])
def test_a_line_that_is_no_stop_is_named(desk, eco: Eco, line):
    answer = desk.post("/ecology/routes/new/", route_form(eco, stops=line))

    assert answer.status_code == 422 and "点位" in answer.content.decode()
    assert not Route.objects.filter(name="新线").exists()


def test_a_route_is_ended_through_the_page(desk, eco: Eco):
    desk.post(f"/ecology/routes/{eco.route.pk}/end/", {"on": "2026-03-06", "_once": "a"})

    assert Route.objects.get(pk=eco.route.pk).to_on == date(2026, 3, 6)


def test_an_extra_round_begins_at_once(client, eco: Eco, friday):
    client.force_login(eco.scout)

    client.post(f"/ecology/routes/{eco.route.pk}/extra/", {"_once": "a"})
    assert Round.objects.filter(extra=True, state="under_way").count() == 1


# one problem, one station, one reach


def test_the_page_of_a_problem_shows_both_lines_and_three_hands(desk, eco: Eco):
    problem = eco.struck()
    page = desk.get(f"/ecology/problems/{problem.number}/").content.decode()

    for words in (
        "双报告",
        "泽口镇",
        "县生态环境分局",
        "2026-03-02 10:00",
        "按时",
        "冯干事",
        "沈科员",
        "潘局长",
        "清河线",
        WORDS,
    ):
        assert words in page


def test_a_problem_is_on_the_map_with_its_popup(desk, eco: Eco):
    problem = eco.reported()
    points = desk.get("/ecology/problems/points/").json()

    assert points["points"] == [[116.0, 33.0, problem.number, "green"]]
    assert problem.number in desk.get(points["detail"].replace("KEY", problem.number)).content.decode()


def test_a_problem_of_others_is_not_there(client, eco: Eco):
    client.force_login(eco.stranger)

    assert client.get(f"/ecology/problems/{eco.reported().number}/").status_code == 404


def test_a_station_shows_its_people_and_their_four_duties(desk, eco: Eco):
    from gongzhi.modules.ecology.stations.actions import note_round

    round = eco.walked(find=1, others=[eco.second])
    note_round(round)
    note_round(round)
    page = desk.get(f"/ecology/stations/{eco.station.pk}/").context

    assert {label: count for label, count, _ in page["duties"]} == {
        "宣传员": 0,
        "侦查员": 2,
        "信息员": 1,
        "督办员": 0,
    }
    for _, count, href in page["duties"]:
        assert desk.get(href).content.decode().count('class="c-on') - 1 <= count + 1


def test_publicity_is_logged_by_those_of_the_station_and_not_ahead_of_time(client, eco: Eco, friday):
    client.force_login(eco.scout)
    address = f"/ecology/stations/{eco.station.pk}/log/"
    given = {"duty": "publicist", "on": "2026-03-05", "text": "集市发放禁烧宣传单", "people": 300}

    assert client.post(address, given | {"on": "2026-03-09", "_once": "a"}).status_code == 422
    client.post(address, given | {"_once": "b"})
    assert Activity.objects.values_list("duty", "people").get() == ("publicist", 300)


def test_a_station_is_set_up_and_staffed_through_the_pages(desk, eco: Eco):
    other = eco.unit("T01-9", "泽口镇第二工作站", "第二工作站", parent=eco.town, place=eco.town_place)
    given = {
        "town": eco.town.pk,
        "unit": other.pk,
        "opened_on": "2026-03-01",
        "posts": 8,
        "yuan": "300000",
        "_once": "a",
    }
    desk.post("/ecology/stations/new/", given)
    made = Station.objects.get(unit=other)
    desk.post(
        f"/ecology/stations/{made.pk}/staff/", {"officer": eco.mayor.pk, "duties": ["overseer"], "_once": "b"}
    )

    assert (made.budget, [one.duties for one in made.staff.all()]) == (30_000_000, [["overseer"]])
    answer = desk.post(
        f"/ecology/stations/{made.pk}/staff/", {"officer": eco.scout.pk, "duties": ["scout"], "_once": "c"}
    )
    assert answer.status_code == 409 or "泽口镇工作站" in answer.content.decode()


def test_a_unit_that_is_not_below_the_town_cannot_be_its_station(desk, eco: Eco):
    given = {"town": eco.town.pk, "unit": eco.water.pk, "opened_on": "2026-03-01", "posts": 8, "_once": "a"}

    answer = desk.post("/ecology/stations/new/", given)
    assert answer.status_code == 422 and "不在泽口镇之下" in answer.content.decode()


def test_the_page_of_a_reach_says_who_when_and_what(desk, eco: Eco):
    reach = chiefed(eco)
    round = eco.begun(route=reach.route)
    eco.find(round)
    page = desk.get(f"/ecology/reaches/{reach.pk}/").content.decode()

    assert "村级河长：孙巡查" in page and Problem.objects.get().number in page and "每月2次" in page
    assert len(listed(desk, "/ecology/reaches/?special=troubled")) == 1
    assert len(listed(desk, "/ecology/reaches/?stale=30")) == 1


def test_a_new_chief_takes_the_patrol_over_and_the_former_stays_written(desk, eco: Eco):
    reach = chiefed(eco)
    desk.post(
        f"/ecology/reaches/{reach.pk}/chief/",
        {"officer": eco.second.pk, "from_on": "2026-03-05", "_once": "a"},
    )

    reach.refresh_from_db()
    assert [(one.officer, one.to_on) for one in reach.chiefs.all()] == [
        (eco.second, None),
        (eco.scout, date(2026, 3, 5)),
    ]
    assert list(Route.objects.get(reach=reach).officers.all()) == [eco.second]
    answer = desk.post(
        f"/ecology/reaches/{reach.pk}/chief/",
        {"officer": eco.scout.pk, "from_on": "2026-03-01", "_once": "b"},
    )
    assert answer.status_code == 422 and "2026-03-05" in answer.content.decode()


def test_a_reach_of_one_name_and_place_is_kept_once(desk, eco: Eco):
    chiefed(eco)
    given = {
        "name": "清河泽口段",
        "kind": "river",
        "level": "village",
        "place": eco.village.pk,
        "unit": eco.town.pk,
        "metres": 0,
        "hectares": 0,
    }

    answer = desk.post("/ecology/reaches/new/", given | {"_once": "a"})
    assert answer.status_code in (409, 422) and "已有" in answer.content.decode()


@pytest.mark.parametrize(("course", "status"), [("116.0，33.0\n116.1，33.05", 303), ("上游\n下游", 422), ("116，133\n116，33", 422), ("116，33", 422)])  # fmt: skip
def test_the_course_of_a_reach_is_typed_point_by_point(desk, eco: Eco, course, status):
    given = {
        "name": "新沟", "kind": "river", "level": "town", "place": eco.town_place.pk, "unit": eco.town.pk, "metres": 10, "hectares": 0,
        "course": course, "_once": "a",
    }  # fmt: skip

    assert desk.post("/ecology/reaches/new/", given).status_code == status
    if status == 303:
        made = Reach.objects.get()
        assert desk.get(f"/ecology/reaches/{made.pk}/shape/").json()["line"] == [
            [116.0, 33.0],
            [116.1, 33.05],
        ]
        assert "116.1，33.05" in desk.get(f"/ecology/reaches/{made.pk}/edit/").content.decode()


def test_why_a_round_was_missed_is_said_by_those_who_walk(client, eco: Eco, friday):
    client.force_login(eco.scout)
    Round.objects.update(state="missed")
    round = Round.objects.get()

    client.post(f"/ecology/rounds/{round.pk}/explain/", {"reason": "全员参加防汛值守。", "_once": "a"})
    assert "全员参加防汛值守" in client.get(f"/ecology/rounds/{round.pk}/").content.decode()
    assert Round.objects.get().state == "missed"


@pytest.mark.parametrize(
    "address",
    ["rounds/", "rounds/people/", "routes/", "problems/", "reaches/", "stations/", "stations/activities/"],
)
def test_lists_go_out_as_sheets(desk, eco: Eco, address):
    week(eco)
    chiefed(eco)
    answer = desk.get(f"/ecology/{address}?export=xlsx")

    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    assert sheet.max_row > 1


def test_leaders_see_and_do_not_act(client, eco: Eco, friday):
    client.force_login(eco.leader)
    eco.walked(find=1)

    for address in (
        "",
        "rounds/",
        "problems/",
        "stations/",
        "reaches/",
        "items/",
        f"stations/{eco.station.pk}/",
    ):
        assert client.get(f"/ecology/{address}").status_code == 200
    assert client.get("/ecology/routes/new/").status_code == 403
    assert Matter.objects.get().is_open and timedelta(hours=1) == HOUR

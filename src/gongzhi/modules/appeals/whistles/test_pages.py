from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from tests.support.errands import statements

from gongzhi.kernel.files.models import Attachment
from gongzhi.modules.appeals.conftest import AT, photo
from gongzhi.modules.appeals.whistles.conftest import TRIED, WORDS, Whistling
from gongzhi.modules.appeals.whistles.models import Whistle

LATER = AT + timedelta(days=3)


@pytest.fixture
def desk(client, county: Whistling, frozen):
    """The command desk's browser, three days after most of what the tests tell of."""
    client.force_login(county.commander)
    frozen(LATER)
    return client


def given(county: Whistling, **more: object) -> dict[str, object]:
    return {
        "type": "enforcement", "text": WORDS, "tried": TRIED, "wanted": [county.world.city.pk],
        "place": "349921100200", "_once": "a",
    } | more  # fmt: skip


def listed(client, address: str) -> list[str]:
    return re.findall(r'data-href="([^"]+)"', client.get(address).content.decode())


def several(county: Whistling) -> None:
    """One of each fate: closed, late, missing, refused and repeated, disapproved, drafted."""
    county.closed(at=AT)
    late = county.dispatched(type="emergency", at=AT)
    county.came(late, county.world.cityman, at=AT + timedelta(hours=2))
    county.move(county.approved(at=AT), "refuse", county.commander, at=AT, reason="属镇级职责。")
    county.move(county.drafted(at=AT), "disapprove", county.principal, at=AT, reason="自己能办。")
    county.settled(type="key_work", at=AT)
    county.drafted(type="key_work", at=LATER - timedelta(hours=1))


def test_a_whistle_is_drafted_through_the_page_with_its_evidence(client, county: Whistling):
    client.force_login(county.world.townsman)

    answer = client.post("/appeals/whistles/new/", given(county, files=[photo()]))

    whistle = Whistle.objects.get()
    assert answer.headers["Location"] == f"/appeals/whistles/{whistle.number}/"
    assert Attachment.objects.filter(matter_id=whistle.pk, purpose="evidence").count() == 1


def test_bad_input_comes_back_beside_its_field_with_what_was_typed(client, county: Whistling):
    client.force_login(county.world.townsman)

    answer = client.post("/appeals/whistles/new/", given(county, wanted=[]))

    assert answer.status_code == 422
    assert "请至少选一个需要报到的单位" in answer.content.decode() and WORDS in answer.content.decode()


def test_a_bureau_that_opens_the_form_is_told_who_may_whistle(client, county: Whistling):
    client.force_login(county.world.cityman)

    answer = client.post("/appeals/whistles/new/", given(county))

    assert answer.status_code == 403 and "请由事发地的乡镇" in answer.content.decode()


@pytest.mark.parametrize("address", ["", "units/", "?wait=missing", "units/?came=decided", "overview/"])
def test_a_list_costs_the_same_for_one_row_and_for_many(desk, county: Whistling, address):
    """costs: WhistleList, CallList"""

    def cost() -> int:
        with statements() as seen:
            assert desk.get(f"/appeals/whistles/{address}").status_code == 200
        return len(seen)

    county.dispatched()
    cost()
    before = cost()
    for _ in range(12):
        county.dispatched()

    assert cost() == before <= 12


@pytest.mark.parametrize(
    ("tab", "count"),
    [
        ("", 6),
        ("?state=drafted", 1),
        ("?state=approved_by_town", 0),
        ("?wait=report", 1),
        ("?wait=missing", 1),
        ("?wait=confirm", 1),
        ("?wait=rate", 0),
        ("?special=repeated", 3),
        ("?period=30", 6),
    ],
)
def test_each_tab_lists_what_waits_there(desk, county: Whistling, tab, count):
    several(county)

    assert len(listed(desk, f"/appeals/whistles/{tab}")) == count


def test_every_figure_of_the_overview_opens_exactly_what_it_counts(desk, county: Whistling):
    several(county)
    page = desk.get("/appeals/whistles/overview/").context

    counted = [(one["value"], one["href"]) for one in page["figures"] if one["unit"] in ("件", "家次")]
    for one in page["units"]:
        kinds = (
            ("called", "all"),
            *((name, f"to_{name}") for name in ("decided", "timely", "late", "missing", "rated")),
        )
        counted += [(one[name], one[link]) for name, link in kinds]  # fmt: skip
    for one in page["towns"]:
        pairs = (
            ("blown", "all"),
            ("refused", "to_refused"),
            ("repeats", "to_repeats"),
            ("rated", "to_rated"),
        )
        counted += [(one[name], one[link]) for name, link in pairs]

    assert [(len(listed(desk, link)), link) for _, link in counted] == counted


def test_the_overview_reckons_report_in_and_ratings(desk, county: Whistling):
    several(county)
    page = desk.get("/appeals/whistles/overview/").context

    figures = {one["label"]: one["value"] for one in page["figures"]}
    assert figures["应报到"] == 6 and figures["按时报到"] == 4 and figures["超时未报到"] == 1
    assert round(figures["按时报到率"], 1) == 66.7 and figures["平均评分"] == 75
    scores = {one["label"]: one["average"] for one in page["units"]}
    assert scores == {"县城管局": 90, "县供水公司": 60}


def test_a_town_that_whistles_far_more_or_less_than_the_rest_is_marked(desk, county: Whistling):
    from gongzhi.kernel.org.models import UnitKind

    for n in range(3):
        county.world.unit(f"T1{n}", f"甲乙{n}镇人民政府", f"甲乙{n}镇", kind=UnitKind.TOWNSHIP)
    for _ in range(8):
        county.drafted()

    towns = desk.get("/appeals/whistles/overview/").context["towns"]
    assert [(one["label"], one["odd"]) for one in towns][:2] == [("泽口镇", "many"), ("甲乙0镇", "few")]


def test_the_page_shows_terms_report_in_result_confirmation_and_rating(desk, county: Whistling):
    whistle = county.closed()

    page = desk.get(f"/appeals/whistles/{whistle.number}/").content.decode()

    for words in (
        "按时报到",
        "孙队长等3人",
        "河边卡口",
        "已清运并处罚。",
        "2026-03-03 09:00",
        ">90<",
        "来得快。",
    ):
        assert words in page


def test_the_town_confirms_a_unit_from_its_row(client, county: Whistling):
    client.force_login(county.world.townsman)
    whistle, city = county.settled(), county.world.city
    address = f"/matters/{whistle.number}/moves/confirm/"

    page = html.unescape(client.get(f"/appeals/whistles/{whistle.number}/").content.decode())
    form = client.get(f"{address}?unit={city.pk}").content.decode()
    client.post(address, {"unit": city.pk, "_once": "b", "version": whistle.matter.version, "_version": whistle.matter.version})  # fmt: skip

    assert f"{address}?unit={city.pk}" in page
    assert re.search(rf'<option value="{city.pk}" selected', form)
    assert county.call(whistle, city).confirmed_by == county.world.townsman


def test_a_unit_that_was_not_called_does_not_see_the_whistle(client, county: Whistling):
    whistle = county.dispatched()
    client.force_login(county.world.builder)
    stranger = client.get(f"/appeals/whistles/{whistle.number}/").status_code
    client.force_login(county.world.cityman)

    assert (stranger, client.get(f"/appeals/whistles/{whistle.number}/").status_code) == (404, 200)


def test_repeated_whistles_stand_above_the_form_of_accepting(desk, county: Whistling):
    first, again = county.drafted(), county.approved()

    form = desk.get(f"/matters/{again.number}/moves/accept/").content.decode()

    assert first.number in form and "同一地方、同一类型近期已经吹过" in form


def test_an_appeal_and_its_whistle_point_at_each_other(client, county: Whistling):
    world = county.world
    appeal = world.appeal(WORDS, category="E30", place_code="349921100200")
    world.move(appeal, "dispatch", by=world.sender, unit=world.town, co=[])
    world.move(appeal, "sign_for", by=world.townsman)
    world.move(appeal, "whistle", by=world.townsman, type="enforcement", tried=TRIED, wanted=[world.city])
    whistle = Whistle.objects.get()
    client.force_login(world.townsman)

    assert whistle.number in client.get(f"/appeals/{appeal.number}/").content.decode()
    assert appeal.number in client.get(f"/appeals/whistles/{whistle.number}/").content.decode()

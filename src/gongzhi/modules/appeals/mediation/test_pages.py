from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.modules.appeals.conftest import AT
from gongzhi.modules.appeals.mediation.conftest import WORDS, Mediation
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, TalkPoint

LISTS = ("disputes/", "points/", "rooms/", "mediators/")


@pytest.fixture
def head(client, county: Mediation):
    client.force_login(county.world.head)
    return client


def given(county: Mediation, **more: object) -> dict[str, object]:
    return {
        "source": "talk_point", "point": county.point.pk, "kind": "neighbour", "text": WORDS, "applicant": "谢某",
        "level": "village", "people": 2, "risk": "blue", "_once": "a",
    } | more  # fmt: skip


def test_a_dispute_is_registered_through_the_page(client, county: Mediation):
    client.force_login(county.world.townsman)

    answer = client.post("/appeals/disputes/new/", given(county, amount="1234.56"))

    dispute = Dispute.objects.get()
    assert answer.headers["Location"] == f"/appeals/disputes/{dispute.number}/"
    assert (dispute.cents, dispute.matter.lead_unit) == (123456, county.world.town)


def test_bad_input_comes_back_beside_its_field_with_what_was_typed(client, county: Mediation):
    client.force_login(county.world.townsman)

    answer = client.post("/appeals/disputes/new/", given(county, point=""))

    assert answer.status_code == 422
    assert "请选是哪一个说事点" in answer.content.decode() and WORDS in answer.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_many(head, county: Mediation, address):
    """costs: DisputeList, PointList, RoomList, MediatorList"""

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert head.get(f"/appeals/{address}").status_code == 200
        return len(seen)

    county.mediating()
    head.get(f"/appeals/{address}")
    before = min(cost(), cost())
    for n in range(12):
        county.mediating()
        county.mediator(f"调解员{n}", "part", county.room)
        TalkPoint.objects.create(name=f"说事点{n}", place=county.world.village, keeper="某某")

    assert min(cost(), cost()) == before <= 11  # the directory asks once a second whether it changed


def test_the_page_of_a_dispute_masks_its_parties(head, county: Mediation):
    dispute = county.agreed()

    page = head.get(f"/appeals/disputes/{dispute.number}/").content.decode()

    assert "谢* 138****8000" in page and "谢某" not in page and "13800138000" not in page


def test_parties_are_shown_after_a_purpose_was_given(client, county: Mediation):
    client.force_login(county.world.townsman)
    dispute = county.mediating()

    empty = client.post(f"/appeals/disputes/{dispute.number}/parties/", {"purpose": ""})
    shown = client.post(f"/appeals/disputes/{dispute.number}/parties/", {"purpose": "上门调解"})

    assert (empty.status_code, "13800138000" in shown.content.decode()) == (422, True)
    assert shown.headers["Cache-Control"] == "private, no-store"


def test_a_dispute_of_another_town_is_not_there(client, county: Mediation):
    client.force_login(county.world.cityman)
    dispute = county.mediating()

    assert client.get(f"/appeals/disputes/{dispute.number}/").status_code == 404


def test_figures_open_exactly_what_they_count(head, county: Mediation):
    county.told()
    county.agreed(kind="neighbour")
    failed = county.mediating(kind="neighbour")
    county.move(failed, "fail", reason="一方不来。", told=True)
    page = head.get("/appeals/disputes/overview/")

    assert (page.context["told"], page.context["decided"], page.context["settled"], page.context["rate"]) == (
        3,
        2,
        1,
        50,
    )
    neighbour = next(one for one in page.context["kinds"] if one["kind"] == "neighbour")
    listed = head.get("/appeals/disputes/?kind=neighbour&state=settled").content.decode()
    assert (neighbour["settled"], listed.count("data-href=")) == (1, 1)


def test_a_talk_point_says_how_much_it_collected_and_dealt_with(head, county: Mediation):
    county.told()
    county.agreed()

    page = head.get("/appeals/points/").content.decode()

    assert "2件" in page and "50.0%" in page


def test_registers_are_kept_by_page_and_a_second_name_is_refused(head, county: Mediation):
    room = {"name": "柳湾镇司法所调解室", "kind": "office", "place": "349921100000"}

    first, second = head.post("/appeals/rooms/new/", room), head.post("/appeals/rooms/new/", room)
    crossed = head.post(f"/appeals/mediators/{county.elder.pk}/", {
        "name": "陶某某", "kind": "elder", "room": county.room.pk, "from_on": "2026-03-02", "to_on": "2026-03-01",
    })  # fmt: skip

    assert (first.status_code, second.status_code, crossed.status_code) == (303, 409, 422)
    assert Mediator.objects.get(pk=county.elder.pk).to_on is None


def test_visits_that_are_due_are_a_list_of_their_own(head, county: Mediation, frozen):
    dispute = county.agreed()
    frozen(AT + timedelta(days=3))
    early = head.get("/appeals/disputes/?wait=visit").content.decode()
    frozen(AT + timedelta(days=8))
    due = head.get("/appeals/disputes/?wait=visit").content.decode()

    assert (dispute.number in early, dispute.number in due) == (False, True)

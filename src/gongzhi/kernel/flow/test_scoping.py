"""Deciding one and listing many are one rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from tests.support.errands import ALL, AT, County

from gongzhi.kernel.access.queries import NotVisible, decide, require, visible
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.queries import decide_reading
from gongzhi.kernel.flow.actions import Party, parties
from gongzhi.kernel.flow.models import Assignment, Matter, Role
from gongzhi.kernel.flow.queries import is_own, worklist
from gongzhi.kernel.org.models import Officer


def spread(county: County) -> dict[str, Matter]:
    """Matters of every kind of party."""
    lead = {"unit": county.housing}
    return {
        "housing": county.open("甲"),
        "water": county.open("乙", lead=county.water),
        "town": county.open("丙", lead=county.town),
        "station": county.open("丁", lead=county.station),
        "co": county.open("戊", parties=[Party(Role.LEAD, **lead), Party(Role.CO, unit=county.water)]),
        "post": county.open("己", parties=[Party(Role.LEAD, **lead), Party(Role.LEADER, post=county.post)]),
        "person": county.open("庚", parties=[Party(Role.LEAD, **lead), Party(Role.HANDLER, officer=county.waterman)]),
    }  # fmt: skip


SEEN = {
    "clerk": ["housing", "water", "town", "station", "co", "post", "person"],
    "builder": ["housing", "co", "post", "person"],
    "waterman": ["water", "co", "person"],
    "townsman": ["town", "station"],
    "placeman": ["town", "station"],
    "leader": ["post"],
    "guest": [],
}


@pytest.mark.parametrize("name", SEEN)
def test_decide_and_visible_agree(county: County, name: str) -> None:
    matters = spread(county)
    officer: Officer = getattr(county, name)

    listed = set(visible(Matter.objects.all(), officer, "errands.view").values_list("pk", flat=True))
    decided = {one.pk for one in matters.values() if decide(officer, "errands.view", one)}

    assert [key for key, one in matters.items() if one.pk in listed] == SEEN[name]
    assert decided == listed


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_the_matter_sees_its_files(county: County, name: str, settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = str(tmp_path)
    kept = {
        key: store(ContentFile(key.encode(), "说明.txt"), by=county.clerk, at=AT, matter_id=one.pk)
        for key, one in spread(county).items()
    }

    assert [key for key, one in kept.items() if decide_reading(getattr(county, name), one)] == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_assignments_are_listed_by_the_same_rule(county: County, name: str) -> None:
    spread(county)
    officer: Officer = getattr(county, name)

    listed = set(visible(Assignment.objects.all(), officer, "errands.view").values_list("pk", flat=True))

    assert listed == {one.pk for one in Assignment.objects.all() if decide(officer, "errands.view", one)}


def test_a_holding_of_unit_and_place_needs_both(county: County) -> None:
    county.open("甲"), county.open("乙", lead=county.station)
    both = county.officer("both", county.office, ALL, unit=county.station, place=county.town_place)
    neither = county.officer("neither", county.office, ALL, unit=county.housing, place=county.town_place)

    def titles(officer: Officer) -> list[str]:
        return [one.title for one in visible(Matter.objects.all(), officer, "errands.view")]

    assert (titles(both), titles(neither)) == (["乙"], [])


def test_what_is_not_visible_is_not_found(county: County) -> None:
    with pytest.raises(NotVisible):
        require(county.waterman, "errands.view", county.open())


def test_worklist_is_what_the_unit_the_post_and_the_person_owe(county: County) -> None:
    matters = spread(county)

    def mine(officer: Officer) -> list[str]:
        return [one.matter.title for one in worklist(officer)]

    assert mine(county.waterman) == ["乙", "戊", "庚"]
    assert mine(county.leader) == ["己"]
    assert is_own(county.leader, parties(matters["post"]))


def test_worklist_has_the_soonest_first_and_no_term_last(county: County) -> None:
    county.open("无期限")
    late = county.open("晚", starts=("sign",))
    soon = county.open("早", starts=("sign",), at=AT.replace(day=1))

    assert [one.matter.title for one in worklist(county.builder)] == ["早", "晚", "无期限"]
    assert soon.pk > late.pk


def test_worklist_leaves_out_kinds_that_the_officer_may_not_open(county: County) -> None:
    county.open()
    colleague = county.officer("colleague", county.builder.unit, ("other.view",))

    assert [worklist(one).count() for one in (county.builder, colleague)] == [1, 0]


def test_worklist_can_be_of_one_kind(county: County) -> None:
    county.open()

    assert [worklist(county.builder, kind).count() for kind in ("errand", "appeal")] == [1, 0]

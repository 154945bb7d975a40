"""Rates counted in SQL: what counts, under which formula, and that every figure opens its very records."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.support.errands import statements

from gongzhi.kernel.files.actions import store
from gongzhi.kernel.measures.queries import parts, records
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.appeals.conftest import AT, World, photo
from gongzhi.modules.appeals.figures.measures import INTAKE, ORDERS
from gongzhi.modules.appeals.figures.policy import formula_of
from gongzhi.modules.appeals.figures.queries import Month, ranking, trend
from gongzhi.modules.appeals.handling.models import Dispatch
from gongzhi.modules.appeals.intake.models import Appeal, Merit

SPAN = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
LATER = AT + timedelta(days=20)
TEXTS = (
    "水压太低了。",
    "水表坏了。",
    "水管漏水了。",
    "水有异味。",
    "水质发黄。",
    "又停水了。",
    "水费算错了。",
)


def client(officer: Officer) -> Client:
    found = Client()
    found.force_login(officer)
    return found


def case(world: World, n: int, **more: Any) -> dict[str, Any]:
    return {"text": f"{TEXTS[n % 7]}第{n}户反映。", "phone": f"1390000{n:04}"} | more


@pytest.fixture
def lively(world: World, frozen: Any) -> World:
    """One of everything that a rate distinguishes."""
    frozen(LATER)
    world.closed(**case(world, 0))
    world.closed(**case(world, 1), solved="partly", satisfied="fairly")
    world.closed(**case(world, 2), solved="no", satisfied="no")  # goes back for a redo
    world.closed(**case(world, 3, category="E30", place_code="349921100200"), solved="full", satisfied="very")
    for n, moment in ((0, AT), (1, AT), (2, AT + timedelta(days=1))):
        _unanswered(world, n, moment)
    _unreasonable(world)
    world.signed(**case(world, 5))  # never contacted: late by now
    world.dispatched(**case(world, 6))  # never signed for
    _returned(world)
    world.move(world.appeal(**case(world, 8)), "answer", by=world.clerk, done="按规定每吨2.6元。")
    child = world.appeal(**case(world, 9))
    world.move(
        child, "merge", by=world.sender, parent=Appeal.objects.filter(matter__state="dispatched")[0].number
    )
    world.replied(**case(world, 10, anonymous=True, phone=""))
    return world


def _unanswered(world: World, n: int, at: Any) -> None:
    """One appeal whose caller is tried three times in all, on two days."""
    found = Appeal.objects.filter(calls__gt=0, solved="").first()
    appeal = found or world.awaiting_call(**case(world, 4))
    world.move(
        appeal, "call_back", by=world.caller, at=at + timedelta(hours=4, minutes=n), reached="no_answer"
    )


def _unreasonable(world: World) -> None:
    appeal = world.awaiting_call(**case(world, 7))
    evidence = [store(photo(), by=world.waterman, at=AT)]
    world.move(
        appeal, "claim", by=world.waterman, at=AT, reason="要求赔偿一百万元，没有依据。", evidence=evidence
    )
    world.move(appeal, "judge_claim", by=world.sender, at=AT, decision="approved", opinion="同意")
    world.move(appeal, "confirm_claim", by=world.head, at=AT, decision="approved", opinion="同意")
    world.heard(Appeal.objects.get(pk=appeal.pk), "no", "no", at=AT + timedelta(hours=5))


def _returned(world: World) -> None:
    appeal = world.signed(**case(world, 11))
    world.move(
        appeal, "ask_return", by=world.waterman, at=AT + timedelta(hours=1), reason="这是道路的事，不归供水。",
        basis="三定规定第三条", suggested=world.housing,
    )  # fmt: skip
    world.move(
        appeal,
        "decide_return",
        by=world.sender,
        at=AT + timedelta(hours=2),
        decision="approved",
        unit=world.housing,
    )


def by_hand(orders: list[Dispatch], late: set[int]) -> dict[str, tuple[Decimal, int]]:
    """The three rates as a person with a pencil has them, order by order: numerator and denominator."""
    due = [
        one
        for one in orders
        if not one.appeal.anonymous and (one.appeal.responded is not None or one.pk in late)
    ]
    heard = [one for one in orders if one.appeal.solved and one.appeal.merit != Merit.UNREASONABLE]
    return {
        "response": (Decimal(sum(one.appeal.responded is True for one in due)), len(due)),
        "solution": (Decimal(sum(one.appeal.solved == "full" for one in heard)), len(heard)),
        "satisfaction": (
            Decimal(sum(one.appeal.satisfied in ("very", "yes", "fairly") for one in heard)), len(heard),
        ),
    }  # fmt: skip


def test_counts_are_those_of_a_pencil(lively: World) -> None:
    month = Month(lively.head, "2026-03")
    cases = records(ORDERS.name, lively.head, part="cases", **SPAN).select_related("appeal")
    late = records(ORDERS.name, lively.head, part="respond_due", **SPAN).filter(appeal__responded=None)

    said = by_hand(list(cases), set(late.values_list("pk", flat=True)))
    found = {name: month.whole.ratio(name) for name in said}
    assert {name: (one.counted, one.of) for name, one in found.items()} == said
    assert (month.whole.count("unreached"), month.whole.count("excluded")) == (1, 1)


def test_every_figure_opens_exactly_its_records(lively: World) -> None:
    for measure in (ORDERS, INTAKE):
        counted = parts(measure.name, lively.head, **SPAN)[()]
        for part in ("", *measure.parts):
            query = f"?export=xlsx&since=2026-03-01&until=2026-03-31&part={part}"
            path = "/appeals/figures/orders/" if measure is ORDERS else "/appeals/figures/intake/"
            sheet = client(lively.head).get(path + query)
            rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet.streaming_content)))  # type: ignore[attr-defined]
            there = len(rows.get_sheet_by_index(0).to_python()) - 1
            assert (measure.name, part, there) == (measure.name, part, counted[part])
    assert counted[""] == Appeal.objects.count()


def test_figures_of_the_page_open_by_their_addresses(lively: World) -> None:
    lively.rule("appeals.rates.minimum", 1)
    text = (
        client(lively.head).get("/appeals/figures/ranking/?group=departments&month=2026-03").content.decode()
    )
    found = re.findall(r'href="(/appeals/figures/orders/\?[^"]+)"[^>]*>([\d,]+)</a>', text)

    assert len(found) >= 3
    for address, shown in found:
        opened = client(lively.head).get(address.replace("&amp;", "&")).content.decode()
        assert (address, len(re.findall(r'id="row-\d+"', opened))) == (address, int(shown))


def test_returned_order_counts_for_the_unit_that_returned_it(lively: World) -> None:
    month = Month(lively.head, "2026-03")
    water, housing = month.by_unit[lively.water.pk], month.by_unit[lively.housing.pk]

    assert (water.count("returned"), housing.count("returned"), housing.count("cases")) == (1, 0, 1)
    assert str(housing.ratio("returned")) == "0.00%"


def test_merged_and_directly_answered_are_no_units_cases(lively: World) -> None:
    month = Month(lively.head, "2026-03")

    assert month.intake["direct"] == month.intake["merged"] == 1
    assert month.intake[""] == Appeal.objects.count()
    assert month.whole.cases == month.intake["dispatched"]


def test_each_case_counts_by_the_formula_of_its_own_day(world: World, frozen: Any) -> None:
    frozen(LATER)
    world.closed(**case(world, 0), solved="partly", satisfied="fairly")
    world.closed(**case(world, 1), solved="partly", satisfied="fairly", at=AT + timedelta(days=10))
    for name, value in (("partly", 50), ("fairly", False)):
        set_value(
            name=f"appeals.rates.{name}",
            value=value,
            from_on=date(2026, 3, 10),
            source="新办法",
            note="补录",
            by=None,
            at=AT,
        )

    whole = Month(world.head, "2026-03").whole

    assert [str(whole.ratio(name)) for name in ("solution", "satisfaction")] == ["25.00%", "50.00%"]
    assert len(whole.by_formula) == 2


def test_unit_is_ranked_from_the_countys_minimum_on(lively: World) -> None:
    few = ranking(Month(lively.head, "2026-03"), "enterprises") + ranking(
        Month(lively.head, "2026-03"), "departments"
    )
    assert {line.standing.rank for line in few} == {None}

    lively.rule("appeals.rates.minimum", 1)
    (town,) = ranking(Month(lively.head, "2026-03"), "towns")
    assert (town.standing.rank, town.label, town.standing.score) == (1, "泽口镇", 100)


def test_volume_per_ten_thousand_needs_residents(lively: World) -> None:
    (town,) = ranking(Month(lively.head, "2026-03"), "towns")
    assert town.standing.per_ten_thousand is None

    lively.rule("appeals.population", {"349921100000": 47200})
    (town,) = ranking(Month(lively.head, "2026-03"), "towns")
    assert str(town.standing.per_ten_thousand) == "0.21"


def test_trend_has_its_twelve_months(lively: World) -> None:
    points = trend(lively.head, "2026-03")

    assert [point.code for point in points][-2:] == ["2026-02", "2026-03"]
    assert (points[-1].received, points[0].received) == (Appeal.objects.count(), 0)
    assert points[-1].tally.ratio("solution") == Month(lively.head, "2026-03").whole.ratio("solution")


def test_unit_officer_counts_what_it_sees(lively: World) -> None:
    month = Month(lively.townsman, "2026-03")

    assert set(month.by_unit) == {lively.town.pk}
    assert client(lively.townsman).get("/appeals/figures/ranking/").status_code == 403


PAGES = (
    "/appeals/figures/ranking/?month=2026-03",
    "/appeals/figures/ranking/?month=2026-03&group=places",
    "/appeals/figures/?month=2026-03",
    "/appeals/figures/units/{unit}/?month=2026-03",
    "/appeals/figures/places/349921001000/?month=2026-03",
    "/appeals/figures/map/?month=2026-03",
)


@pytest.mark.parametrize("address", PAGES)
def test_pages_cost_the_same_for_few_and_many(world: World, frozen: Any, address: str) -> None:
    """costs: OrderList, IntakeList"""
    frozen(LATER)

    def cost(first: int, count: int, address: str) -> int:
        for n in range(first, first + count):
            world.signed(**case(world, n))
        seen = client(world.head)
        seen.get(address)
        with statements() as told:
            assert seen.get(address).status_code == 200
        return len(told)

    path = address.format(unit=world.water.pk)
    listed = "/appeals/figures/orders/?part=cases", "/appeals/figures/intake/"
    few = [cost(0 if n == 0 else 3, 3 if n == 0 else 0, one) for n, one in enumerate((path, *listed))]
    many = [cost(3 if n == 0 else 30, 27 if n == 0 else 0, one) for n, one in enumerate((path, *listed))]
    assert few == many


def test_working_of_a_unit_adds_up(lively: World) -> None:
    text = (
        client(lively.head).get(f"/appeals/figures/units/{lively.water.pk}/?month=2026-03").content.decode()
    )
    tally = Month(lively.head, "2026-03").by_unit[lively.water.pk]

    assert tally.ratio("solution").working in text
    assert f">{tally.three.composite(formula_of(date(2026, 3, 31)))}<" in text


def test_spreadsheet_has_the_columns_of_the_page(lively: World) -> None:
    answer = client(lively.head).get("/appeals/figures/ranking/?group=towns&month=2026-03&export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    head, row = book.get_sheet_by_index(0).to_python()
    assert head[:3] == ["名次", "单位", "承办件"]
    assert row[1:3] == ["泽口镇", 1]

"""Every list costs the same however many rows it shows: each is drawn with one row and with a page of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from gongzhi.demo.load import load_county
from gongzhi.kernel.access.models import Holding, PermissionSet, SignInRecord
from gongzhi.kernel.modules.declare import permission_names
from gongzhi.kernel.org.models import LeadingGroup, Officer, Unit
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.supervision.models import Bonus, Paper, Plan, Slip
from tests.architecture.source import ROOT
from tests.support.errands import statements

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ENOUGH = 3  # rows by which a query for each row shows

# lists that the demonstration's county leaves empty, or that need more than a request -> the test that holds their cost
COSTED = {
    "Worklist": "src/gongzhi/modules/supervision/test_tasks.py::test_steps_cost_the_same_for_few_and_many",
    "TaskList": "src/gongzhi/modules/supervision/test_tasks.py::test_list_costs_the_same_for_few_and_many",
    "DueList": "src/gongzhi/modules/supervision/test_tasks.py::test_due_list_costs_the_same_for_few_and_many",
    "HoldList": "src/gongzhi/modules/supervision/test_slip_pages.py::test_lists_cost_the_same_for_one_row_and_for_many",
    "MeetingList": "src/gongzhi/modules/supervision/test_meetings.py::test_list_costs_the_same_for_one_meeting_and_for_many",
    "TokenList": "src/gongzhi/kernel/web/test_tokens.py::test_token_list_costs_the_same_for_few_and_many",
}
# without a measured cost so far; nothing may be added here
UNMEASURED = {"FigureList", "HoldList"}  # need a paper with its figures, and tasks on account


def listings() -> list[type[Listing]]:
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 -- imports every view, and the lists with them
    found: dict[str, type[Listing]] = {}

    def walk(one: type[Listing]) -> None:
        for below in one.__subclasses__():
            if not re.search(r"\.(test_|gallery|conftest)", f".{below.__module__}"):
                found[below.__name__] = below
            walk(below)

    walk(Listing)
    return [found[name] for name in sorted(found)]


@pytest.fixture
def officer(db: None) -> Officer:
    """An officer of the demonstration's county who may do everything."""
    load_county(AT)
    every = PermissionSet.objects.create(name="every", label="全部", permissions=list(permission_names()))
    one = Officer.objects.get(username="zhuren")
    Holding.objects.create(officer=one, set=every, from_on=date(2015, 1, 1))
    for n in range(ENOUGH + 1):
        _rows(n, one, Unit.objects.order_by("code")[n + 1])
    return one


def _rows(n: int, by: Officer, unit: Unit) -> None:
    """One row more for each list that the county leaves empty."""
    LeadingGroup.objects.create(name=f"领导小组{n}", office=unit)
    Officer.objects.create(username=f"fresh{n}", name="新来人员", unit=unit, password="!")
    SignInRecord.objects.create(at=AT, outcome="in", username=by.username, officer=by)
    Bonus.objects.create(unit=unit, year=2026, points=1, reason="上级表彰", by=by, at=AT)
    Paper.objects.create(kind="circular", title=f"通报{n}", period="2026-Q1", created_by=by, created_at=AT)
    plan = Plan.objects.create(title=f"清单{n}", owner_unit=unit, created_by=by, created_at=AT)
    Slip.objects.create(
        kind="reminder", unit=unit, plan=plan, title="催办", sent_by=by, sent_at=AT, key=f"k{n}"
    )


def drawn(cls: type[Listing], officer: Officer, size: int) -> tuple[int, int]:
    """(rows, statements) of a page of that size, by a fresh request."""
    request: Any = RequestFactory().get("/")
    request.user = Officer.objects.select_related("unit").get(pk=officer.pk)
    request.htmx, request.session = False, SessionStore()
    listing = cls(request)
    listing.page_size = size  # type: ignore[misc]
    with statements() as told:
        rows = len(listing.body)
    return rows, len(told)


def test_lists_cost_the_same_for_one_row_and_a_page(officer: Officer) -> None:
    dear, unknown = [], []
    for cls in listings():
        try:
            drawn(cls, officer, 30)  # what is read once and kept is read now
            (_, few), (rows, many) = drawn(cls, officer, 1), drawn(cls, officer, 30)
        except (TypeError, AttributeError):
            rows, few, many = 0, 0, 0
        if few != many:
            dear.append(f"{cls.__module__}.{cls.__name__}: {few} statements for 1 row, {many} for {rows}")
        if rows < ENOUGH and cls.__name__ not in COSTED and cls.__name__ not in UNMEASURED | _said_in_tests():
            unknown.append(f"{cls.__module__}.{cls.__name__}: {rows} rows")
    assert (dear, unknown) == ([], [])


def test_the_named_tests_exist() -> None:
    found = []
    for name, where in COSTED.items():
        path, _, test = where.partition("::")
        if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8"):
            found.append(f"{name}: {where}")
    assert found == []


def _said_in_tests() -> set[str]:
    """Lists whose cost a test says to hold, by a line `costs: NameOfTheList` in its docstring."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("test_*.py")]
    return {
        name for text in texts for said in re.findall(r"costs: ([\w, ]+)", text) for name in said.split(", ")
    }

"""Every page of every role, at a desk and on a phone: axe finds nothing serious, nothing scrolls sideways."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
WIDTHS = ((1440, 900), (390, 844))
# of a list, the first row's page; of the review list, both of its pages
DEEPER = re.compile(
    r"/(tasks/DC\w+|appeals/SQ\w+|disputes/JF\w+|whistles/CS\w+|topics/\d+|circulars/\d+|figures/units/\d+|plans/\d+|slips/\d+|ranking/units/\d+|papers/\d+|meetings/\d+|units/\d+|officers/\d+|events/WG\w+|grids/\d+|households/\d+|people/\d+|houses/\d+|organisations/\d+|categories/\d+|components/\d+|problems/HB\w+|items/ZG\w+|inspections/\d+|rounds/\d+|routes/\d+|stations/\d+|reaches/\d+|sites/\d+|sites/checks/\d+)/?$"
)
MORE = {
    "ducha1": (
        "/supervision/tasks/new/",
        "/supervision/plans/import",
        "/supervision/papers/new/",
        "/search?q=改造",
    ),
    "u13": ("/supervision/tasks/due/next/", "/supervision/tasks/progress/", "/inbox/", "/password"),
    "rexian": ("/appeals/disputes/new/", "/appeals/disputes/overview/", "/appeals/whistles/overview/"),
    "wangge": (
        "/grid/grids/349921100001001/split/",
        "/grid/grids/members/",
        "/grid/grids/duties/",
        "/grid/asks/new/",
        "/grid/intakes/upload/",
        "/grid/components/sheets/upload/",
    ),
    "wg001": ("/grid/households/1/visit/", "/grid/people/new/", "/grid/houses/", "/grid/organisations/"),
    "huanbao": (
        "/ecology/problems/map/",
        "/ecology/routes/new/",
        "/ecology/reaches/new/",
        "/ecology/stations/activities/",
        "/ecology/items/inspections/1/sheets/",
        "/ecology/items/inspections/1/sheets/upload/",
        "/ecology/sites/map/",
        "/ecology/sites/new/",
        "/ecology/sites/standards/",
        "/ecology/sites/1/check/",
        "/ecology/sites/checks/1/",
    ),
    "t03.eco": ("/ecology/rounds/mine/",),
    "sysadmin": ("/nowhere", "/administration/places/map"),
}
ALREADY: set[str] = set()


@pytest.mark.parametrize(
    "who",
    [
        "ducha1",
        "zhuren",
        "p06",
        "u13",
        "rexian",
        "paidan1",
        "wangge",
        "wg001",
        "huanbao",
        "t03.eco",
        "sysadmin",
        "secadmin",
        "auditor",
    ],
)
def test_pages_of(enter, who):
    visitor = enter(who)
    found = []
    for path in addresses(visitor, who):
        visitor.open(path)
        found += look(visitor)
        found += [fault for deeper in first_rows(visitor) for fault in look(visitor.open(deeper))]

    assert "\n".join(found) == ""


def test_the_login_page(enter):
    assert look(enter().open("/login")) == []


@pytest.mark.parametrize(
    "path", ["/portal/", "/portal/appeals/new", "/portal/appeals/", "/portal/appeals/find"]
)
def test_the_portal(enter, path):
    assert look(enter().open(path)) == []


def addresses(visitor: Visitor, who: str) -> list[str]:
    """The menu's pages that no earlier role has shown, and a few that hang on no menu."""
    visitor.open("/")
    menu = visitor.page.locator(".side a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    fresh = [path for path in ("/", *menu, *MORE.get(who, ())) if path == "/" or path not in ALREADY]
    ALREADY.update(fresh)
    return list(dict.fromkeys(fresh))


def first_rows(visitor: Visitor) -> list[str]:
    """One page behind each kind of link in the page, if none of its kind was looked at before."""
    links = visitor.page.locator("main a[href], main tr[data-href]").evaluate_all(
        "all => all.map(one => one.getAttribute('href') || one.dataset.href)"
    )
    fresh = []
    for path in links:
        kind = DEEPER.search(urlsplit(path).path)
        if kind and (name := re.sub(r"[\dA-Z]{2,}|\d+", "", kind[0])) not in ALREADY:
            ALREADY.add(name)
            fresh += [path, f"{path}review", f"{path}issue"] if "/plans/" in name else [path]
    return fresh


def look(visitor: Visitor) -> list[str]:
    """What is wrong with the page that is open, at both widths."""
    found = []
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.wait_for_load_state()
        found += [f"{width}: {fault}" for fault in visitor.faults()]
        real = visitor.page.evaluate("document.documentElement.scrollWidth")
        if real > width:
            found.append(f"{width}: {urlsplit(visitor.page.url).path} is {real} wide")
    return found

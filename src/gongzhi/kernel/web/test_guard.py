from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.web import urls
from gongzhi.kernel.web.conftest import browser_of
from gongzhi.kernel.web.guard import SIGNED_IN, guard, public

pytestmark = pytest.mark.urls(__name__)


@guard("things.see")
def seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@require_POST
@guard("things.see", Unit, lookup="code")
def unit(request: HttpRequest, unit: Unit, tail: str) -> HttpResponse:
    return HttpResponse(f"{unit.name} {tail}")


urlpatterns = [path("seen", seen), path("units/<str:code>/<str:tail>", unit), *urls.urlpatterns]


def test_who_is_not_signed_in_is_led_to_the_login_page_and_back(db):
    response = Client().get("/seen?light=red")

    assert (response.status_code, response["Location"]) == (302, "/login?next=/seen%3Flight%3Dred")


def test_htmx_and_programs_get_a_401_and_keep_their_page(db):
    htmx = Client().get("/seen", headers={"HX-Request": "true"})
    program = Client().get("/seen", headers={"Accept": "application/json"})

    assert (htmx.status_code, htmx["HX-Reswap"]) == (401, "none")
    assert (program.status_code, program["Content-Type"]) == (401, "application/problem+json")


def test_who_lacks_the_permission_is_told_why(world):
    response = browser_of(world.lin).get("/seen")

    assert response.status_code == 403
    assert "things.see" in response.content.decode()


def test_who_holds_the_permission_gets_in(signed_in):
    assert signed_in.get("/seen").content == b"seen"


def test_the_row_of_the_address_is_handed_to_the_view(signed_in):
    assert signed_in.post("/units/U03/x").content.decode() == "清泽县教育局 x"


def test_a_row_that_is_not_there_is_404_and_named(signed_in):
    response = signed_in.post("/units/U99/x")

    assert response.status_code == 404
    assert "没有找到“U99”" in response.content.decode()


def test_a_wrong_method_gets_a_page_that_says_what_to_do(signed_in):
    response = signed_in.get("/units/U03/x")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "打开方式不对" in response.content.decode()


def test_every_address_of_the_frame_names_its_permission():
    named = {pattern.name: pattern.callback.permission for pattern in urls.urlpatterns}

    assert {name for name, permission in named.items() if permission == ""} == {
        "login",
        "logout",
        "map-places",
        "map-where",
        "preferences",
    }
    assert named["search"] == SIGNED_IN


def test_the_mark_survives_other_decorators():
    @public
    def page(request: HttpRequest) -> Any: ...

    assert (unit.permission, require_POST(page).permission) == ("things.see", "")

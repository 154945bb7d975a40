"""What a request from outside can not do: act without the page's token, lead away, name a file's header."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gongzhi.api import api
from gongzhi.kernel.access.backend import PATH
from gongzhi.kernel.files.rules import content_disposition
from tests.architecture.test_doors import patterns

VALUES = {"int": 1, "str": "x", "slug": "x", "uuid": UUID(int=7), "path": "x"}
EVIL = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
)


def addresses() -> list[tuple[str, str]]:
    """(name, an address of it) of every page; values that need not be there."""
    found = []
    for name, one in patterns():
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", str(one.pattern))
        values = {argument: VALUES[kind or "str"] for kind, argument in kinds}
        try:
            found.append((name, reverse(name, kwargs=values)))
        except NoReverseMatch:
            continue  # an operation of the API: it is looked at by its own test
    return found


def test_no_page_takes_a_post_without_the_pages_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.he, PATH)
    own = {"healthz", "metrics"}  # they answer, and change nothing
    taken = {
        name: status
        for name, address in addresses()
        if not name.startswith("api") and name not in own
        if (status := client.post(address).status_code) != 403
    }

    assert taken == {}


def test_no_view_is_let_off_the_token_but_what_knows_its_caller_by_a_key():
    """A browser's cookie opens none of these: the API's tokens, Open311's keys, the signature of a message."""
    free = [name for name, one in patterns() if getattr(one.callback, "csrf_exempt", False)]
    keyed = ("api:", "open311:", "inbound:")

    assert [name for name in free if not name.startswith(keyed)] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_operation_is_taken_from_a_browser_without_the_token(world, method):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.he, PATH)
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        if method in methods:
            address = re.sub(r"\{\w+\}", "1", path)
            found[path] = getattr(client, method)(address, b"{}", content_type="application/json").status_code

    assert {path: status for path, status in found.items() if status not in (401, 403)} == {}


@pytest.mark.parametrize("there", EVIL)
def test_signing_in_leads_to_no_other_site(world, there):
    world.he.set_password("Gut-und-lang-7")
    world.he.save()
    given = {"username": "he", "password": "Gut-und-lang-7", "next": there}
    answer = Client().post("/login", given)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("there", EVIL)
def test_a_preference_leads_back_to_no_other_site(world, there):
    answer = Client().post("/preferences", {"care": "1"}, headers={"Referer": there})

    assert answer.headers["Location"] == "/"


def test_a_page_that_asks_to_sign_in_remembers_no_other_site(world):
    answer = Client().post("/administration/units/new", headers={"Referer": EVIL[0]})

    assert answer.headers["Location"] == "/login?next=/"


def test_cookies_are_for_this_site_and_not_for_scripts(world):
    world.he.set_password("Gut-und-lang-7")
    world.he.save()
    client = Client()
    client.get("/login")
    client.post("/login", {"username": "he", "password": "Gut-und-lang-7"})
    session = client.cookies[settings.SESSION_COOKIE_NAME]

    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert {one["samesite"] for one in client.cookies.values()} == {"Lax"}


@pytest.mark.once
def test_cookies_are_kept_to_https_where_the_county_has_it(tmp_path):
    asked = "from gongzhi import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    surroundings = {**os.environ, "GONGZHI_HTTPS": "1", "GONGZHI_VAR": str(tmp_path), "PYTHONPATH": "src"}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=surroundings, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["True", "True", "True"]


def test_every_page_carries_the_headers_that_keep_it_to_itself(client_of_all):
    for address in ("/", "/login", "/administration/units", "/no-such-page", "/inbox/"):
        answer = client_of_all.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "*" not in policy
        assert "http" not in policy
        assert "default-src 'self'" in policy
        assert "object-src 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name", ['a\r\nSet-Cookie: x=1;".pdf', "..\\..\\x\n.xlsx", '"; filename="x.exe', "a/b.docx"]
)
def test_a_files_name_makes_no_header_of_its_own(name):
    value = content_disposition(name, inline=False)

    assert re.fullmatch(r"attachment; filename=\"file(\.\w+)?\"; filename\*=UTF-8''[\w%.!~*'()-]+", value)


@pytest.mark.parametrize("name", ["sort", "at", "q", "since", "show", "kind"])
@pytest.mark.parametrize("value", ["'", "\x00", "%00", "9999-99-99", "x" * 3000, "-", "__"])
def test_an_odd_parameter_of_a_list_breaks_nothing(client_of_all, name, value):
    for address in ("/administration/units", "/administration/log", "/administration/sign-ins"):
        assert client_of_all.get(address, {name: value}).status_code in (200, 422), address

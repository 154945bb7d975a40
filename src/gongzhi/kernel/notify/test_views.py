"""The inbox as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from gongzhi.kernel.notify import actions, queries
from gongzhi.kernel.org.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("inbox/", include("gongzhi.kernel.notify.urls"))]

FRAME = {
    "base.html": "{% block head %}{% endblock %}{% block actions %}{% endblock %}{% block main %}{% endblock %}",
    "ui/_tabs.html": "{% for label, href, count, current in tabs %}{{ label }}{{ count|default_if_none:'' }} {% endfor %}",
    "ui/_empty.html": "{{ text }}",
}


@pytest.fixture(autouse=True)
def plain_site(settings: Any) -> None:
    """Sessions, sign-in and a frame of three lines, and nothing else of the site."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
    loaders = [
        ("django.template.loaders.locmem.Loader", FRAME),
        "django.template.loaders.app_directories.Loader",
    ]
    engine = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": engine, "OPTIONS": {"loaders": loaders}}]
    settings.LOGIN_URL = "/login/"


@pytest.fixture
def client(world: World) -> Client:
    browser = Client()
    browser.force_login(world.he, "gongzhi.kernel.access.backend.Backend")
    return browser


def tell(world: World, at: datetime, count: int = 1, **more: Any) -> None:
    for number in range(count):
        given = {"officers": [world.he], "title": f"任务{number}", "at": at, "key": f"k{number}", **more}
        actions.tell(**given)


def test_empty_inbox_says_what_will_come(client: Client):
    assert "还没有消息。有新任务、提醒或催办时会出现在这里。" in client.get("/inbox/").content.decode()


def test_inbox_shows_own_messages_escaped(client: Client, world: World, at: datetime):
    tell(world, at, title="<b>催办</b>", body="一\n二", level="urge", url="/t/1/")
    tell(world, at, officers=[world.lin], title="别人的", key="other")

    page = client.get("/inbox/").content.decode()
    assert "&lt;b&gt;催办&lt;/b&gt;" in page
    assert "一<br>二" in page
    assert "2026年3月2日 09:00" in page
    assert "未读1" in page
    assert "别人的" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_the_same_for_one_and_three(
    count: int, client: Client, world: World, at: datetime, django_assert_num_queries: Any
):
    tell(world, at, count)

    with django_assert_num_queries(4):  # session, officer, page, unread
        client.get("/inbox/")


def test_older_messages_follow_by_key(client: Client, world: World, at: datetime):
    tell(world, at, 31)
    first = client.get("/inbox/")
    second = client.get(first.context["older"])

    assert len(first.context["messages_shown"]) == 30
    assert [row.title for row in second.context["messages_shown"]] == ["任务0"]
    assert client.get("/inbox/?before=x&level=loud").status_code == 200


def test_opening_marks_as_read_and_leads_on(client: Client, world: World, at: datetime):
    tell(world, at, url="/t/1/")
    message = queries.inbox(world.he).get()

    assert client.get(f"/inbox/{message.pk}/").url == "/t/1/"
    assert queries.unread_count(world.he) == 0
    assert "没有符合条件的消息" in client.get("/inbox/?unread=1").content.decode()


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_opening_never_leads_outside(client: Client, world: World, at: datetime, url: str):
    tell(world, at, url=url)

    assert client.get(f"/inbox/{queries.inbox(world.he).get().pk}/").url == "/inbox/"


def test_message_of_another_is_not_found(client: Client, world: World, at: datetime):
    tell(world, at, officers=[world.lin])

    assert client.get(f"/inbox/{queries.inbox(world.lin).get().pk}/").status_code == 404
    assert queries.unread_count(world.lin) == 1


def test_all_read_spares_what_came_after_the_page(client: Client, world: World, at: datetime):
    tell(world, at)
    upto = client.get("/inbox/").context["upto"]
    tell(world, at, key="later")

    assert client.post("/inbox/read/", {"upto": upto}).url == "/inbox/"
    assert queries.unread_count(world.he) == 1
    assert client.get("/inbox/read/").status_code == 405

"""Slips and the account as pages: read by the unit, answered, printed, exported; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import HoldItem, Slip
from gongzhi.modules.supervision.slip_lists import burden

NOW = AT + timedelta(days=8, hours=1)


@pytest.fixture(autouse=True)
def _later(frozen: Callable[[datetime], None]) -> None:
    frozen(NOW)


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def notice(world: World, **more: Any) -> Slip:
    world.move(world.started(**more), "notify", by=world.zhuren, at=NOW, text="五个工作日内书面反馈")
    return Slip.objects.latest("id")


def words_of(content: bytes) -> str:
    return ZipFile(BytesIO(content)).read("word/document.xml").decode()


def test_message_opens_the_slip_and_the_unit_has_read_it_then(world: World) -> None:
    slip = notice(world)
    url = Message.objects.get(officer=world.builder, key=slip.key).url
    client_of(world.zhuren).get(url)
    slip.refresh_from_db()
    before = slip.read_at
    page = client_of(world.builder).get(url)
    slip.refresh_from_db()

    assert (before, slip.read_at) == (None, NOW)
    assert (url, page.status_code) == (f"/supervision/slips/{slip.pk}/", 200)
    assert "五个工作日内书面反馈" in page.content.decode()


def test_only_the_unit_is_offered_to_answer(world: World) -> None:
    slip = notice(world)
    offered = [
        client_of(one).get(f"/supervision/slips/{slip.pk}/").context["reply_url"]
        for one in (world.builder, world.zhuren)
    ]

    assert [bool(one) for one in offered] == [True, False]


def test_unit_answers_for_all_tasks_of_a_slip_at_once(world: World) -> None:
    for n in range(3):
        world.move(world.started(text=f"任务{n}", co=()), "remind", by=world.ducha, at=NOW)
    slip, client = Slip.objects.get(), client_of(world.builder)
    page = client.get(f"/supervision/slips/{slip.pk}/").content.decode()
    form = client.get(f"/supervision/slips/{slip.pk}/reply/").content.decode()
    client.post(f"/supervision/slips/{slip.pk}/reply/", {"text": "已倒排工期", "_once": "a"})

    assert "一并回复3项" in page
    assert "“任务0”、“任务1”、“任务2”" in form
    assert list(slip.items.values_list("reply", flat=True)) == ["已倒排工期"] * 3
    assert client.get(f"/supervision/slips/{slip.pk}/").context["standing"] == "已回复"
    assert client_of(world.townsman).get(f"/supervision/slips/{slip.pk}/reply/").status_code == 404


@pytest.mark.parametrize("count", [2, 7])
def test_paper_of_a_slip_names_all_its_tasks(world: World, count: int) -> None:
    for n in range(count):
        world.move(world.started(text=f"任务{n}"), "remind", by=world.ducha, at=NOW)
    slip = Slip.objects.get()
    answer = client_of(world.builder).get(f"/supervision/slips/{slip.pk}/docx/", follow=True)
    words = words_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]

    assert all(item.task.number in words for item in slip.items.all())
    assert "各项滞后情况见事项" in words


def test_answer_of_one_party_leaves_the_others_slips_open(world: World) -> None:
    task = world.task()
    from gongzhi.modules.supervision.models import SlipKind
    from gongzhi.modules.supervision.slips import send

    for unit in (world.housing, world.water):
        send(task, SlipKind.REMINDER, reason="未签收", by=None, at=NOW, to=unit)
    world.move(task, "sign_for", by=world.waterman)
    co = task.matter.assignments.get(unit=world.water)
    world.move(task, "reply_slip", by=world.waterman, at=NOW, text="已签收", assignment=co.pk)

    assert dict(Slip.objects.values_list("unit__short_name", "items__reply")) == {
        "县住建局": "",
        "县水利局": "已签收",
    }


def test_word_file_is_made_when_asked_for_and_kept(world: World) -> None:
    slip = notice(world)
    client = client_of(world.builder)
    answer = client.get(f"/supervision/slips/{slip.pk}/docx/", follow=True)
    again = client.get(f"/supervision/slips/{slip.pk}/docx/", follow=True)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert "清政督办〔2026〕1号" in words_of(content)
    assert answer.redirect_chain == again.redirect_chain


def test_slips_of_others_are_not_there(world: World) -> None:
    slip = notice(world, co=())

    assert client_of(world.townsman).get(f"/supervision/slips/{slip.pk}/").status_code == 404
    assert client_of(world.townsman).get("/supervision/slips/").context["listing"].rows().count() == 0


def test_a_referral_is_seen_by_those_who_may_make_one_only(world: World) -> None:
    world.move(world.started(), "refer", by=world.zhuren, at=NOW, to="县纪委监委", facts="多次虚报进度")
    seen = [
        client_of(one).get("/supervision/slips/").context["listing"].rows().count()
        for one in (world.zhuren, world.builder)
    ]

    assert seen == [1, 0]


def test_sender_sees_how_many_the_unit_got_this_month(world: World) -> None:
    task = world.started()
    for at in (NOW - timedelta(days=20), NOW, NOW):
        world.move(task, "remind", by=world.ducha, at=at)
    page = client_of(world.ducha).get(f"/supervision/slips/?unit={world.housing.pk}")

    assert burden(world.housing, NOW) == 2
    assert "3月已向该单位发出2件" in page.content.decode()


@pytest.mark.parametrize("standing", ["unread", "waiting", "late", "replied"])
def test_each_standing_lists_its_slips(world: World, standing: str) -> None:
    task = world.started()
    for n in range(4):
        world.move(task, "notify", by=world.ducha, at=NOW - timedelta(days=7), text=f"要求{n}")
    first, second, third, fourth = Slip.objects.order_by("id")
    Slip.objects.exclude(pk=first.pk).update(read_at=NOW)
    Slip.objects.filter(pk=third.pk).update(due_on=date(2026, 3, 9))
    Slip.objects.exclude(pk=third.pk).update(due_on=date(2026, 3, 20))
    Slip.objects.filter(pk=fourth.pk).update(replied_at=NOW)
    rows = client_of(world.ducha).get(f"/supervision/slips/?standing={standing}").context["listing"].rows()
    wanted = {"unread": [first], "waiting": [first, second, third], "late": [third], "replied": [fourth]}

    assert list(rows.order_by("id")) == wanted[standing]


# 挂账


def held(world: World, **more: Any) -> HoldItem:
    task = world.move(world.started(**more), "hold", by=world.ducha, at=AT, problem="征地受阻")
    world.move(
        task, "rectify", by=world.builder, at=AT, root_cause="权属不清", measures="联合确权",
        responsible="吴科长", target_on=date(2026, 3, 9),
    )  # fmt: skip
    return HoldItem.objects.latest("id")


def test_account_shows_days_and_who_answers_and_what_is_late(world: World) -> None:
    held(world)
    page = client_of(world.zhuren).get("/supervision/holds/?standing=late").content.decode()

    for words in ("征地受阻", "联合确权", "吴科长", "8天", "待整改"):
        assert words in page


def test_striking_off_is_offered_once_the_unit_has_checked_itself(world: World) -> None:
    item = held(world)
    world.move(item.task, "self_check", by=world.builder, at=NOW, text="已整改到位")
    office, unit = (
        client_of(one).get("/supervision/holds/?standing=ready").content.decode()
        for one in (world.ducha, world.builder)
    )

    assert "strike_off" in office
    assert "strike_off" not in unit


def test_account_is_a_paper_and_a_word_file(world: World) -> None:
    held(world)
    client = client_of(world.zhuren)
    page = client.get("/supervision/holds/print/").content.decode()
    words = words_of(client.get("/supervision/holds/print/?docx=1").content)

    for text in ("在账1项，其中超过整改时限1项", "联合确权"):
        assert text in page
        assert text in words


@pytest.mark.parametrize(
    "url", ["/supervision/holds/?standing=open", "/supervision/slips/", "/supervision/meetings/"]
)
def test_lists_cost_the_same_for_one_row_and_for_many(
    world: World, url: str, django_assert_max_num_queries: Any
) -> None:
    client, counts = client_of(world.zhuren), []
    for _ in range(3):
        held(world)
        notice(world)
        client.get(url)
        tries = []
        for _ in range(3):  # once a second the calendar and the parameters ask whether they changed
            with django_assert_max_num_queries(17) as seen:
                assert client.get(url).status_code == 200
            tries.append(len(seen))
        counts.append(min(tries))

    assert len(set(counts)) == 1


def test_lists_are_exported(world: World) -> None:
    held(world)
    notice(world)
    for url in ("/supervision/holds/?standing=open&export=xlsx", "/supervision/slips/?export=xlsx"):
        assert client_of(world.zhuren).get(url)["Content-Type"].startswith("application/vnd.openxml")

"""The page of intake: hints, and taking in by one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gongzhi.modules.appeals.conftest import PHONE, TEXT, World
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.suggesting import _better, suggest, use
from gongzhi.modules.appeals.learning import train
from gongzhi.modules.appeals.learning.keeping import learn

PAGE, HINTS = "/appeals/intake/", "/appeals/intake/hints/"
FORM = {
    "phone": PHONE, "name": "王小明", "channel": "phone", "text": TEXT, "place": "349921001001", "type": "help",
    "category": "E13", "urgency": "normal", "reply_way": "phone", "stay": "1",
}  # fmt: skip


def client(world: World, name: str = "sender") -> Client:
    found = Client()
    found.force_login(getattr(world, name))
    return found


def hints(world: World, **given: str) -> str:
    return client(world).post(HINTS, given).content.decode()


def test_page_opens_for_a_clerk_only(world: World) -> None:
    assert (client(world).get(PAGE).status_code, client(world, "waterman").get(PAGE).status_code) == (
        200,
        403,
    )


def test_words_propose_category_unit_and_term(world: World) -> None:
    text = hints(world, text="小区停水两天了，什么时候供水？", type="help")

    assert [word for word in ("设施/供水中断", "县供水公司", "5个工作日", "把握") if word not in text] == []


def test_chosen_category_says_where_it_goes_and_when(world: World) -> None:
    text = hints(world, text="小区没水", category="E01", type="complaint", place="349921001001")

    assert "派县城管局，4个工作小时内" in text


def test_number_finds_the_callers_earlier_appeals(world: World) -> None:
    appeal = world.appeal()

    text = hints(world, phone=PHONE)
    assert (appeal.number in hints(world, phone="138"), appeal.matter.title in text) == (False, True)


def test_like_appeals_near_by_are_shown(world: World, frozen: Any) -> None:
    frozen(world.at)
    appeal = world.handling()
    far = world.handling(place_code="349921100200", phone="13900139000")

    text = hints(world, text="三栋楼没水，老人孩子怎么办", place="349921001001", category="E13")

    assert (appeal.number in text, far.number in text) == (True, False)


@pytest.fixture
def suggester() -> Iterator[None]:
    """The suggester of the application stands again after the test."""
    kept = list(_better)
    yield
    _better[:] = kept


def test_a_better_suggester_is_asked_first(world: World, suggester: None) -> None:
    use(lambda text, place: [("E10", 0.9), ("E99", 0.8)])

    found = suggest("小区没水，路面也坏了", on=world.at.date())
    assert [(one.label, one.confidence, one.why) for one in found] == [("设施/道路破损", 0.9, "路面")]


def test_model_proposes_where_there_is_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [("小区停水两天没水用", "E13"), ("门口路面坑洼破损", "E10")] * 6
    train(texts).save(tmp_path / "model.npz")
    monkeypatch.setenv("GONGZHI_APPEALS_MODEL", str(tmp_path / "model.npz"))

    assert suggest("小区停水没水用", on=world.at.date())[0].code == "E13"
    assert "首选正确" in client(world).get("/appeals/directory/model/").content.decode()


def test_a_broken_model_leaves_the_words_of_the_directory(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.npz").write_bytes(b"broken")
    monkeypatch.setenv("GONGZHI_APPEALS_MODEL", str(tmp_path / "model.npz"))

    assert suggest("小区停水没水用", on=world.at.date())[0].why == "没水、停水"


def test_county_learns_from_its_own_appeals(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_APPEALS_MODEL", str(tmp_path / "model.npz"))
    for n in range(6):
        world.dispatched(text=f"小区停水第{n}天，家里没水用。", phone=f"1390013900{n}")
        world.dispatched(text=f"垃圾桶满了第{n}天，没人清运。", category="E01", phone=f"1390013900{n}")

    facts = learn(at=world.at).facts
    assert (facts.texts, facts.codes, suggest("小区又停水没水用", on=world.at.date())[0].code) == (
        12,
        2,
        "E13",
    )


def test_one_form_registers_and_dispatches(world: World) -> None:
    answer = client(world).post(PAGE, FORM | {"then": "dispatch", "_once": "a1"})

    appeal = Appeal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert (appeal.matter.state, appeal.matter.lead_unit, appeal.caller) == (
        "dispatched",
        world.water,
        "王** 138****8000",
    )


def test_one_form_registers_and_answers(world: World) -> None:
    client(world, "clerk").post(
        PAGE, FORM | {"then": "answer", "answer": "今晚八点恢复供水。", "_once": "a1"}
    )

    assert Appeal.objects.get().matter.state == "answered"


def test_one_form_joins_another(world: World) -> None:
    first = world.handling()

    client(world).post(PAGE, FORM | {"phone": "13900139000", "join": first.number, "_once": "a1"})

    assert Appeal.objects.exclude(pk=first.pk).get().matter.parent == first.matter


def test_what_is_missing_is_said_at_its_field(world: World) -> None:
    answer = client(world).post(PAGE, FORM | {"then": "answer", "_once": "a1"})
    unknown = client(world).post(PAGE, FORM | {"category": "E99", "_once": "a2"})

    assert (answer.status_code, "直接答复要写明答复内容" in answer.content.decode()) == (422, True)
    assert (unknown.status_code, Appeal.objects.count()) == (422, 0)


def test_same_words_twice_are_refused_with_the_number(world: World) -> None:
    page = client(world)
    page.post(PAGE, FORM | {"_once": "a1"})

    answer = page.post(PAGE, FORM | {"_once": "a2"})

    assert (answer.status_code, Appeal.objects.get().number in answer.content.decode()) == (409, True)


def test_places_that_the_words_name_are_proposed(world: World) -> None:
    shown = hints(world, text="东庄村村口路灯坏了，文昌社区也有几盏。")

    assert re.findall(r'data-at-place="(\d+)"', shown) == ["349921100200", "349921001001"]

"""Registering an appeal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.support.errands import statements

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.people.erasing import erase
from gongzhi.modules.appeals.conftest import AT, PHONE, TEXT, World, clocks_of, photo, shanghai
from gongzhi.modules.appeals.intake.actions import register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import (
    AlreadyTold,
    CategoryGone,
    CategoryUnknown,
    HeadlineTellsSomebody,
    PlaceOutside,
    PointOutside,
    TextTooLong,
    TextTooShort,
)


def test_registered_appeal_waits_to_be_dispatched(world: World) -> None:
    appeal = world.appeal()

    assert (appeal.matter.state, appeal.matter.category, appeal.first_unit) == (
        "registered",
        "设施/供水中断",
        world.hotline,
    )
    assert appeal.matter.number.startswith("SQ20260302")
    assert clocks_of(appeal) == {"triage": shanghai(2, 15, 30)}  # four working hours


def test_urgent_appeal_is_to_be_dispatched_at_once_at_night(world: World) -> None:
    night = shanghai(2, 23, 30)

    appeal = world.appeal(urgency="urgent_1", at=night)

    assert clocks_of(appeal) == {"triage": night + timedelta(minutes=15)}


def test_matter_and_log_hold_no_personal_data(world: World) -> None:
    text = f"我叫王小明，电话{PHONE}，家住锦绣花园3栋2单元501室，昨晚起楼里没水。"
    appeal = world.appeal(text, address="锦绣花园3栋2单元501室")

    row = str(Matter.objects.filter(pk=appeal.pk).values().get())
    log = "".join(one.payload for one in Event.objects.all())
    told = ("王小明", PHONE, "501室", "小明")
    assert [word for word in told if word in row or word in log] == []


def test_no_table_holds_the_words_in_the_clear(world: World) -> None:
    appeal = world.appeal(address="锦绣花园3栋2单元501室")

    with connection.cursor() as cursor:
        cursor.execute("SELECT text, address FROM appeals_appeal")
        stored = "".join(cursor.fetchone())
    assert ("没水" in stored, "锦绣" in stored) == (False, False)
    assert Appeal.objects.get(pk=appeal.pk).text.open() == TEXT


def test_appeal_is_found_by_headline_place_and_the_words_of_the_directory(world: World) -> None:
    appeal = world.appeal()

    def found(words: str) -> list[int]:
        return list(search(Matter.objects.all(), words).values_list("pk", flat=True))

    assert [found(words) for words in ("没水", "文昌社区", "供水中断", "王小明", PHONE)] == [
        [appeal.pk]
    ] * 3 + [[], []]


def test_anonymous_appeal_keeps_nobody(world: World) -> None:
    appeal = world.appeal(anonymous=True)

    assert (appeal.appellant, appeal.caller, appeal.reply_way) == (None, "匿名", "none")


def test_report_never_shows_who_told(world: World) -> None:
    appeal = world.appeal("有人在河滩偷挖沙子，晚上十点后出现。", type="report")

    assert (appeal.caller, world.appeal("另一件求助的事情").caller) == ("保密", "王** 138****8000")


def test_same_words_of_the_same_caller_are_one_appeal_a_day(world: World) -> None:
    first = world.appeal()

    with pytest.raises(AlreadyTold, match=first.number):
        world.appeal(at=AT + timedelta(hours=2))
    assert world.appeal(phone="13900139000").pk != world.appeal(at=AT + timedelta(days=1)).pk


def test_public_door_registers_without_an_officer(world: World) -> None:
    appeal = register(world.told(channel="portal"), by=None, at=AT)

    assert (appeal.registered_by, appeal.first_unit, len(appeal.code)) == (None, None, 10)


def test_township_clerk_keeps_sight_of_what_was_taken_in(world: World) -> None:
    clerk = world.officer("townclerk", "何受理", world.town, "appeal_clerk", world.town)

    appeal = world.appeal(by=clerk)

    assert [(one.role, one.unit) for one in appeal.matter.assignments.all()] == [("checker", world.town)]


def test_files_that_were_sent_along_belong_to_the_appeal(world: World) -> None:
    appeal = world.appeal(files=[photo()])

    assert [one.name for one in Attachment.objects.filter(matter_id=appeal.pk)] == ["照片说明.txt"]


def test_a_handler_may_not_register(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.appeal(by=world.waterman)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"text": "没水"}, TextTooShort),
        ({"text": "水" * 20_001}, TextTooLong),
        ({"text": TEXT, "category": "E99"}, CategoryUnknown),
        ({"text": TEXT, "place_code": "349922100000"}, PlaceOutside),
        ({"text": TEXT, "place_code": "349921999000"}, PlaceOutside),
        ({"text": TEXT, "longitude": 117.1}, PointOutside),
        ({"text": TEXT, "longitude": 417.1, "latitude": 32.0}, PointOutside),
        ({"text": TEXT, "title": f"王某电话{PHONE}"}, HeadlineTellsSomebody),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_is_said_and_nothing_is_left(
    world: World, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.appeal(**given)

    assert (Appeal.objects.count(), Event.objects.filter(kind="flow.opened").count()) == (0, 0)


def test_a_withdrawn_category_is_not_chosen_any_more(world: World) -> None:
    water = world.categories["E13"]
    water.withdrawn_on = date(2026, 3, 2)
    water.save()

    with pytest.raises(CategoryGone, match="设施/供水中断"):
        world.appeal()


def test_text_of_twenty_thousand_characters_is_kept_whole(world: World) -> None:
    assert world.appeal("水" * 20_000).text.open() == "水" * 20_000


def test_registering_costs_eight_statements(world: World) -> None:
    world.appeal()  # the first of a day begins its serials

    with statements() as told:
        world.appeal("楼道里的灯坏了半个月，没有人修。")

    assert len(told) <= 8, "\n".join(one[:90] for one in told)


def test_erasing_the_caller_leaves_the_figures_and_no_word(world: World) -> None:
    appeal = world.closed()
    erase(people=[appeal.appellant], ground="本人申请删除", by=world.head, at=AT)

    appeal = Appeal.objects.get(pk=appeal.pk)
    said = [event.sentence for event in Event.objects.filter(matter=appeal.pk)]
    assert (appeal.text.open(), appeal.solved, appeal.caller, appeal.matter.title) == (
        "",
        "full",
        "〔已删除〕",
        "设施/供水中断",
    )
    assert (
        [part for one in appeal.replies.all() for part in one.parts],
        appeal.call_backs.get().verbatim.open(),
    ) == ([], "")
    assert [line for line in said if "水泵" in line or "谢谢" in line] == []

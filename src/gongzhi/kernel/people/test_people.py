"""Sealing, finding, showing and erasing people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.access.reveal import PurposeMissing
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people import erasing, queries
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.people.sealing import CannotOpen, seal, unseal

PHONE = "13800138000"


def told(at: datetime, **given: str) -> Person:
    one = Person.told(**({"name": "王小明", "phone": PHONE} | given), at=at)
    one.save()
    return one


def test_the_database_holds_no_name_and_no_number(db: None, at: datetime) -> None:
    told(at, identity="349921199001011234")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        stored = " ".join(map(str, cursor.fetchone()))
    assert [word for word in ("王小明", PHONE, "349921199001011234") if word in stored] == []


def test_a_sealed_field_opens_only_when_asked(db: None, at: datetime) -> None:
    one = Person.objects.get(pk=told(at).pk)

    assert (str(one.name), one.name.open(), one.label) == ("〔已加密〕", "王小明", "王** 138****8000")


def test_a_seal_of_one_purpose_opens_for_no_other() -> None:
    with pytest.raises(CannotOpen):
        unseal(seal("王小明"), "notify.channel")


def test_a_number_is_found_however_it_is_written(db: None, at: datetime) -> None:
    one = told(at)

    assert list(queries.by_phone("+86 138 0013-8000")) == [one]
    assert list(queries.by_phone("13800138001")) == list(queries.by_phone("")) == []


def test_a_number_that_changed_hands_is_not_found_any_more(db: None, at: datetime) -> None:
    one = told(at)
    Person.objects.filter(pk=one.pk).update(gone_at=at)

    assert list(queries.by_phone(PHONE)) == []


def test_numbers_are_found_after_the_key_was_changed(db: None, at: datetime, settings: Any) -> None:
    one = told(at)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret"

    assert list(queries.by_phone(PHONE)) == [one]
    assert Person.objects.get().name.open() == "王小明"


def test_the_same_person_is_told_by_number_or_identity(db: None, at: datetime) -> None:
    first, second = told(at, identity="1"), told(at, phone="05501234567", identity="1")
    told(at, phone="13900139000", identity="2")

    assert list(queries.same_as(first)) == [second, first]


def test_reading_in_the_clear_takes_a_purpose_and_is_written_down(clerk: Officer, at: datetime) -> None:
    one = told(at)

    with pytest.raises(PurposeMissing):
        erasing.reveal(person=one, of=one, permission="people.reveal", purpose="看", by=clerk, at=at)
    seen = erasing.reveal(
        person=one, of=one, permission="people.reveal", purpose="电话回访核实", by=clerk, at=at
    )

    assert seen == {"姓名": "王小明", "电话": PHONE}
    assert [event.kind for event in Event.objects.filter(actor=clerk)] == ["access.revealed"]


def test_nobody_reads_without_the_permission(world: Any, at: datetime) -> None:
    one = told(at)

    with pytest.raises(NotAllowed):
        erasing.reveal(
            person=one, of=one, permission="people.reveal", purpose="电话回访", by=world.lin, at=at
        )


def test_erasing_empties_the_row_and_what_follows_it(clerk: Officer, at: datetime) -> None:
    one, followed = told(at), []
    erasing.on_erase(lambda keys, at: followed.extend(keys), name="test")

    count = erasing.erase(people=[one], ground="本人申请删除", by=clerk, at=at)
    erasing._followers.pop("test")

    kept = Person.objects.get()
    assert (count, followed, kept.label, kept.name.open(), kept.phone_index) == (
        1,
        [one.pk],
        "〔已删除〕",
        "",
        "",
    )
    assert Event.objects.get(kind="people.erased").sentence == "删除1条个人信息，依据：本人申请删除"


def test_erasing_needs_a_ground(clerk: Officer, at: datetime) -> None:
    with pytest.raises(erasing.GroundMissing):
        erasing.erase(people=[told(at)], ground="删", by=clerk, at=at)

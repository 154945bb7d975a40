"""Rows written and read by hand are as the ORM would have them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, DateField
from django.forms.models import model_to_dict
from tests.support.errands import statements

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.rows import Keys, Prepared, Slot, insert
from gongzhi.kernel.rows.writing import MOST

BOUNDARY = {"type": "Point", "coordinates": [113.5, 30.25]}


def places(count: int) -> list[Place]:
    return [Place(code=f"{n:012d}", name=f"第{n}村", kind="village", boundary=BOUNDARY) for n in range(count)]


def sets(count: int) -> list[PermissionSet]:
    return [
        PermissionSet(name=f"set-{n}", label=f"第{n}套", permissions=["a.b", str(n)]) for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, MOST, MOST + 1])
def test_inserted_rows_are_read_back_as_they_were(db: None, count: int) -> None:
    made = sets(count)

    insert(made)

    assert [
        model_to_dict(one) for one in PermissionSet.objects.filter(name__startswith="set-").order_by("id")
    ] == [model_to_dict(one) for one in made]
    assert all(one.pk and not one._state.adding for one in made)


def test_rows_with_keys_of_their_own_keep_them(db: None) -> None:
    insert(places(2))

    assert list(Place.objects.values_list("pk", "boundary")) == [
        ("0" * 12, BOUNDARY),
        ("0" * 11 + "1", BOUNDARY),
    ]


def test_one_statement_writes_several_rows(db: None) -> None:
    with statements() as told:
        insert(sets(3))

    assert len(told) == 1


def test_a_broken_constraint_is_the_databases_to_say(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([*sets(1), *sets(1)])

    assert not PermissionSet.objects.filter(name="set-0").exists()


OF_CODE = Prepared(
    lambda: Unit.objects.filter(code=Slot("code", CharField())).select_related("place", "parent")
)
HELD = Prepared(
    lambda: (
        Holding.objects.filter(Holding.in_force(Slot("on", DateField()))).select_related("set").order_by("id")
    )
)


def test_a_prepared_query_gives_whole_objects_and_their_relations(db: None) -> None:
    place = Place.objects.create(code="349921000000", name="清泽县", kind="county", boundary=BOUNDARY)
    unit = Unit.objects.create(code="U1", name="清泽县教育局", place=place)
    Unit.objects.create(code="U2", name="清泽县财政局")

    with statements() as told:
        found = [OF_CODE.first(code=code) for code in ("U1", "U2", "U3", "U1", "U1")]
        assert [one and (one, one.place, one.parent) for one in found] == [
            (unit, place, None), (Unit(pk=unit.pk + 1), None, None), None, (unit, place, None), (unit, place, None),
        ]  # fmt: skip
        assert found[0].place.boundary == BOUNDARY

    assert len(told) == 5


def test_a_slot_takes_values_of_its_fields_type(db: None, django_user_model: Any) -> None:
    [held] = insert(sets(1))
    unit = Unit.objects.create(code="U1", name="清泽县教育局")
    officer = django_user_model.objects.create(username="li", name="李", unit=unit)
    Holding.objects.create(officer=officer, set=held, from_on=date(2026, 3, 2), to_on=date(2026, 3, 5))

    assert [len(HELD.all(on=date(2026, 3, day))) for day in (1, 2, 4, 5)] == [0, 1, 1, 0]
    assert HELD.first(on=date(2026, 3, 2)).set.permissions == ["a.b", "0"]


NAMES = Prepared(lambda: PermissionSet.objects.filter(pk__in=Keys("keys")).order_by("id").values_list("name"))


def test_keys_are_as_many_as_are_given(db: None) -> None:
    made = insert(sets(3))

    assert [NAMES.tuples(keys=keys) for keys in ([], [made[1].pk], [made[2].pk, made[0].pk, 0])] == [
        [], [("set-1",)], [("set-0",), ("set-2",)],
    ]  # fmt: skip

from __future__ import annotations

import pytest
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from gongzhi.kernel.web.conftest import Thing, make_things
from gongzhi.kernel.web.keyset import StaleToken, keys, page

ORDERS = [
    ("due_at",),
    ("-due_at",),
    ("owner__name", "-due_at"),
    ("-weight", "due_at", "number"),
    ("number",),
    ("-id",),
    (),
]


def walk(order: tuple[str, ...], size: int) -> tuple[list[int], list[int]]:
    """Keys of all rows page by page to the end, and back again from there."""
    parts, token, there, back = keys(Thing, order), "", [], []
    while True:
        shown = page(Thing.objects.all(), parts, token, size)
        there += [row.pk for row in shown.rows]
        if not shown.next:
            break
        token = shown.next
    back = [row.pk for row in shown.rows]
    while shown.previous:
        shown = page(Thing.objects.all(), parts, shown.previous, size)
        back = [row.pk for row in shown.rows] + back
    return there, back


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 7, 40])
def test_pages_visit_every_row_once_there_and_back(things, order, size):
    make_things(40)
    whole = [row.pk for row in Thing.objects.order_by(*(key.ordering(False) for key in keys(Thing, order)))]

    assert walk(order, size) == (whole, whole)


def test_a_missing_date_comes_last_up_and_first_down(things):
    make_things(12)

    assert page(Thing.objects.all(), keys(Thing, ("due_at",)), "", 12).rows[-1].due_at is None
    assert page(Thing.objects.all(), keys(Thing, ("-due_at",)), "", 12).rows[0].due_at is None


def test_pages_by_an_annotation(things):
    make_things(9)
    rows = Thing.objects.annotate(who=Coalesce(F("owner__name"), Value("无")))
    parts = keys(Thing, ("who",))
    first = page(rows, parts, "", 5)
    second = page(rows, parts, first.next, 5)

    assert len({row.pk for row in first.rows + second.rows}) == 9


def test_a_row_that_came_in_between_moves_nobody_to_another_page(things):
    make_things(10)
    parts = keys(Thing, ("number",))
    first = page(Thing.objects.all(), parts, "", 5)
    Thing.objects.create(number="T000a", title="早到的")

    assert next(row.number for row in page(Thing.objects.all(), parts, first.next, 5).rows) == "T005"


def test_a_token_that_was_tampered_with_is_refused(things):
    make_things(10)
    parts = keys(Thing, ("due_at",))
    token = page(Thing.objects.all(), parts, "", 5).next

    with pytest.raises(StaleToken, match="从第一页看起"):
        page(Thing.objects.all(), parts, token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), 5)


def test_a_token_of_another_order_is_refused(things):
    make_things(10)
    token = page(Thing.objects.all(), keys(Thing, ("due_at",)), "", 5).next

    with pytest.raises(StaleToken):
        page(Thing.objects.all(), keys(Thing, ("-due_at",)), token, 5)


def test_a_page_neither_counts_nor_skips(things, django_assert_num_queries):
    make_things(30)
    parts = keys(Thing, ("due_at",))
    token = page(Thing.objects.all(), parts, "", 10).next

    with django_assert_num_queries(1) as asked:
        page(Thing.objects.all(), parts, token, 10)
    sql = asked.captured_queries[0]["sql"]
    assert ("OFFSET" in sql, "COUNT" in sql) == (False, False)

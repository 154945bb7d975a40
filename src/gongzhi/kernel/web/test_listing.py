from __future__ import annotations

import io
import re
from typing import Any

import django_filters
import openpyxl
import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, NamesColumn, NumberColumn
from gongzhi.kernel.web.conftest import Thing, browser_of, make_things
from gongzhi.kernel.web.export import TooManyRows
from gongzhi.kernel.web.fields import Picker
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.listing import Bulk, Listing, NothingPicked, TooManyPicked, picked
from gongzhi.kernel.web.urls import urlpatterns as frame

pytestmark = pytest.mark.urls(__name__)


class ThingFilter(django_filters.FilterSet):
    title = django_filters.CharFilter(label="名称", lookup_expr="contains")
    weight = django_filters.NumberFilter(label="权重")


class ThingList(Listing):
    title = "物件"
    model = Thing
    columns = (
        Column("number", "编号", sort="number"),
        LightColumn("light", "灯", value=lambda thing: "red", reason=lambda thing: "迟了"),
        Column("title", "名称", wide=True, link=lambda thing: f"/things/{thing.number}"),
        Column("owner.name", "单位"),
        NumberColumn("weight", "权重", sort="weight", digits=1),
        DateColumn("due_at", "截止", sort="due_at", shown=False),
    )
    filters = ThingFilter
    order = ("due_at",)
    searchable = "编号"
    count_to = 20
    page_size = 10
    bulk = (Bulk("催办", "/remind", permission="things.remind"),)
    empty = ("还没有物件。", "登记一个", "/new")

    def queryset(self, request: HttpRequest) -> Any:
        return Thing.objects.select_related("owner")

    def search(self, rows: Any, words: str) -> Any:
        return rows.filter(number__contains=words)


class OwnerFilter(ThingFilter):
    owner = django_filters.ModelChoiceFilter(
        label="单位",
        method="by_owner",
        queryset=Unit.objects.order_by("code"),
        widget=Picker(url="choices-units"),
    )

    def by_owner(self, rows: Any, name: str, value: Unit) -> Any:
        return rows.filter(owner__name=value.name)


class OwnedList(ThingList):
    filters = OwnerFilter
    first_filters = ("owner",)


@guard(SIGNED_IN)
def shown(request: HttpRequest) -> Any:
    return ThingList(request).response()


@guard(SIGNED_IN)
def owned(request: HttpRequest) -> Any:
    return OwnedList(request).response()


urlpatterns = [path("things", shown, name="things"), path("owned", owned, name="owned"), *frame]


@pytest.fixture
def he(things, world):
    return browser_of(world.he)


def sheet_of(response: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_page_and_spreadsheet_show_the_same_columns(he):
    make_things(3)
    page = he.get("/things").content.decode()
    seen = re.findall(r'role="columnheader"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    heads = [cell.value for cell in sheet_of(he.get("/things?export=xlsx"))["清单"][1]]

    assert seen == heads == ["编号", "灯", "名称", "单位", "权重"]


def test_a_list_costs_the_same_however_many_rows(he):
    costs = []
    for count in (1, 2, 297):
        make_things(count)
        with CaptureQueriesContext(connection) as asked:
            he.get("/things?q=T")
        costs.append(len([one for one in asked if "web_things" in one["sql"]]))

    assert costs == [
        1,
        1,
        2,
    ]  # a list longer than a page says how long  # the rows with their owners, and the bounded count


def test_a_page_says_how_many_up_to_a_bound(he):
    make_things(15)
    assert "共 15 条" in he.get("/things").content.decode()
    make_things(15)
    assert "共 20+ 条" in he.get("/things").content.decode()


def test_next_and_previous_lead_through_the_list(he):
    make_things(25)
    first = he.get("/things?sort=number").context["listing"]
    second = he.get(first.next).context["listing"]
    again = he.get(second.previous).context["listing"]

    assert next(row.cells[0][1] for row in second) == "T010"
    assert [row.key for row in again] == [row.key for row in first]


def test_htmx_gets_the_table_alone(he):
    make_things(1)
    page = he.get("/things", headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith("<section")


def test_a_choice_of_columns_is_kept_for_page_and_export(he):
    make_things(2)
    he.get("/things?chosen=1&show=number&show=due_at")
    heads = [cell.value for cell in sheet_of(he.get("/things?export=xlsx"))["清单"][1]]

    assert heads == ["编号", "截止"]


def test_export_holds_every_row_of_the_filter_and_says_which(he):
    make_things(40)
    book = sheet_of(he.get("/things?weight=1&q=T0&export=xlsx"))

    assert book["清单"].max_row == 11
    assert [cell.value for cell in book["说明"]["A"]][:3] == ["清单", "筛选：搜索", "筛选：权重"]


def test_text_that_looks_like_a_formula_stays_text(he):
    Thing.objects.create(number="=1+1", title='=HYPERLINK("http://x")')
    cells = sheet_of(he.get("/things?export=xlsx"))["清单"][2]

    assert [(cells[0].value, cells[0].data_type), cells[2].data_type] == [("=1+1", "s"), "s"]


def test_an_export_past_its_limit_says_to_filter_first(he, monkeypatch, world):
    make_things(5)
    monkeypatch.setattr(ThingList, "export_most", 3)

    with pytest.raises(TooManyRows, match="请先筛选"):
        request = RequestFactory().get("/things?export=xlsx")
        request.user = world.he
        ThingList(request).response()


def test_a_filter_in_force_is_shown_and_can_be_taken_away(he):
    make_things(5)
    listing = he.get("/things?weight=1&sort=number").context["listing"]

    assert [(chip.label, chip.text, chip.href) for chip in listing.chips] == [
        ("权重", "1", "/things?sort=number")
    ]


def test_a_wrong_filter_is_said_at_the_filter(he):
    make_things(1)
    page = he.get("/things?weight=heavy").content.decode()

    assert "输入一个数字" in page


def test_filters_behind_the_button_are_drawn_when_it_is_pressed(he):
    make_things(3)
    page = he.get("/owned?weight=1").content.decode()
    drawer = he.get("/owned?weight=1&more=1", headers={"HX-Request": "true"}).content.decode()

    assert 'id="id_weight"' not in page
    assert '<input type="hidden" name="weight" value="1">' in page
    assert 'id="id_weight"' in drawer and 'value="1"' in drawer
    assert "<table" not in drawer


def test_without_script_the_same_page_shows_every_filter(he, world):
    make_things(3)
    page = he.get("/owned?more=1").content.decode()

    assert 'id="id_weight"' in page and "<table" in page
    assert f">{world.town}<" in page.split('id="id_owner"')[1].split("</select>")[0]


def test_a_wrong_filter_behind_the_button_is_shown(he):
    make_things(1)
    page = he.get("/owned?weight=heavy").content.decode()

    assert "输入一个数字" in page


def test_a_select_that_searches_costs_nothing_until_it_is_entered(he, world):
    make_things(3)
    with CaptureQueriesContext(connection) as plain:
        he.get("/things")
    with CaptureQueriesContext(connection) as lean:
        page = he.get("/owned").content.decode()
    chosen = he.get(f"/owned?owner={world.town.pk}").content.decode()

    assert len(lean) == len(plain)
    assert page.split('id="id_owner"')[1].split("</select>")[0].count("<option") == 1
    assert f'<option value="{world.town.pk}" selected>' in chosen


def test_characters_that_no_database_takes_are_left_out_of_a_search(he):
    make_things(1)

    assert he.get("/things?q=T%00000").context["listing"].words == "T000"


def test_an_unknown_sort_is_refused(he):
    page = he.get("/things?sort=password")

    assert (page.status_code, "不能按“password”排序" in page.content.decode()) == (422, True)


def test_a_tampered_page_mark_is_refused_with_the_way_out(he):
    page = he.get("/things?at=forged")

    assert (page.status_code, "请从第一页看起" in page.content.decode()) == (422, True)


def test_nothing_found_and_nothing_there_say_different_things(he):
    assert "登记一个" in he.get("/things").content.decode()
    assert "没有符合条件的记录" in he.get("/things?q=nowhere").content.decode()


def test_actions_on_rows_are_offered_only_to_those_who_may(he):
    make_things(1)

    assert "催办" not in he.get("/things").content.decode()


def test_a_light_is_colour_shape_and_word(things, world):
    column = LightColumn("light", "灯", value=lambda row: "red", reason=lambda row: "迟了3天")

    assert "light-red" in column.cell(None)
    assert "红灯" in column.cell(None)
    assert "迟了3天" in column.cell(None)


def test_text_in_a_cell_is_escaped():
    assert Column("x", "X").cell({"x": "<b>"}) == "&lt;b&gt;"
    assert "&lt;b&gt;" in NamesColumn("x", "X").cell({"x": ["<b>", "2", "3"]})


def test_picked_rows_are_read_and_bounded():
    post = RequestFactory().post
    assert picked(post("/", {"pick": ["3", "1", "x", "9" * 30]})) == [3, 1]
    with pytest.raises(NothingPicked):
        picked(post("/"))
    with pytest.raises(TooManyPicked, match="最多处理2行"):
        picked(post("/", {"pick": ["1", "2", "3"]}), most=2)

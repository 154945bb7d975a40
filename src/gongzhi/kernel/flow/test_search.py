"""Search gives the same answers on both engines: each is held to what the words themselves say."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.errands import County

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.rules import bigrams, query_terms
from gongzhi.kernel.flow.search import search

TITLES = (
    "改造老旧小区12个",
    "新建高标准农田5.2万亩",
    "PM2.5平均浓度控制在38微克以内",
    '第2.50号 it\'s a "test" & (x|y) :* !',
    "龘靐 café ＡＢＣ１２３",
    "农田水利",
    "田",
)
PIECES = st.sampled_from(
    [
        *"改造老旧小区高标准农田水利号龘",
        "12",
        "2.5",
        "5.2",
        "pm",
        "PM2.5",
        "it",
        "caf",
        "abc123",
        "abc",
        " ",
        "'",
        '"',
        "&",
        "|",
        ":*",
        "!",
        "\\",
        "(",
        "*",
        "-",
        "NOT ",
        "%",
    ]
)


def by_the_words(text: str, titles: dict[int, str]) -> set[int]:
    """What should be found: every term is a token, or a prefix of one."""
    found = set()
    for key, title in titles.items():
        tokens = bigrams(title).split()
        hit = all(
            any(t.startswith(term) if prefix else t == term for t in tokens)
            for term, prefix in query_terms(text)
        )
        if hit and query_terms(text):
            found.add(key)
    return found


@pytest.fixture
def titles(county: County) -> dict[int, str]:
    matters = [county.open(title) for title in TITLES]
    return {one.pk: f"{one.number} {one.title}" for one in matters}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(PIECES, min_size=1, max_size=5).map("".join).filter(str.strip))
def test_search_finds_what_the_words_say(county: County, text: str) -> None:
    matters = list(Matter.objects.all()) or [county.open(title) for title in TITLES]
    titles = {one.pk: f"{one.number} {one.title}" for one in matters}

    assert set(search(Matter.objects.all(), text).values_list("pk", flat=True)) == by_the_words(text, titles)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("农田", ["新建高标准农田5.2万亩", "农田水利"]),
        ("田", ["新建高标准农田5.2万亩", "农田水利", "田"]),
        ("pm2.5", ["PM2.5平均浓度控制在38微克以内"]),
        ("ａｂｃ", ["龘靐 café ＡＢＣ１２３"]),
        ("小区 改造", ["改造老旧小区12个"]),
        ("！！", []),
    ],
)
def test_search_examples(county: County, titles: dict[int, str], text: str, wanted: list[str]) -> None:
    assert [one.title for one in search(Matter.objects.order_by("id"), text)] == wanted


def test_an_empty_search_changes_nothing(county: County, titles: dict[int, str]) -> None:
    assert search(Matter.objects.all(), "  ").count() == len(titles)


def test_a_number_is_found_by_its_beginning_and_a_changed_title_at_once(county: County) -> None:
    matter = county.open("旧题目")
    matter.title, matter.search = "新名称", bigrams("新名称")
    matter.save()

    assert not search(Matter.objects.all(), "旧题").exists()
    assert search(Matter.objects.all(), "名称").get() == matter
    matter.assignments.all().delete()
    Matter.objects.filter(pk=matter.pk).delete()
    assert not search(Matter.objects.all(), "名称").exists()
    assert connection.vendor in ("sqlite", "postgresql")

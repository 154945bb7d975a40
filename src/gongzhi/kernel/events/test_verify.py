"""Verifying finds whatever was changed, and nothing where nothing was."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.errands import AT, County

from gongzhi.kernel.events import scan
from gongzhi.kernel.events.actions import erase
from gongzhi.kernel.events.anchors import make_anchor
from gongzhi.kernel.events.guards import lifted
from gongzhi.kernel.events.models import Anchor, Delivery, Event, Personal
from gongzhi.kernel.events.rules import Link, canonical
from gongzhi.kernel.events.verify import verify
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Assignment, Matter

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@pytest.fixture
def log(county: County) -> Matter:
    """A matter with four events among others, all anchored, and one event after the anchor."""
    county.open("前")
    matter = run(county.open("修桥", starts=("sign",)), "sign", by=county.builder, at=AT)
    run(matter, "report", by=county.builder, at=AT, text='开工了\n"一半"\\', person="住户甲")
    run(matter, "report", by=county.builder, at=AT, text="快完了")
    make_anchor(day=date(2026, 3, 2), at=AT)
    county.open("后")
    return matter


def forge(sql: str, *values: Any) -> None:
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def first_words() -> str:
    return verify(1).broken[0].words


def test_an_untouched_log_is_whole(log: Matter) -> None:
    verdict = verify(1)

    assert (verdict.broken, verdict.matters, verdict.events) == ([], 3, Event.objects.count())
    assert (verdict.anchors, verdict.unanchored) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-03-02 01:00:01+00:00'", "kind = 'flow.noted'", "actor_id = actor_id + 1", "actor_id = NULL",
        "behalf_id = 1", "from_state = 'done'", "to_state = 'done'", "payload = '{}'", "correlation = 'x'",
        "previous = repeat('0', 64)", "hash = repeat('0', 64)", "algorithm = 'sm3'", "algorithm = 'none'", "seq = 9",
        "matter = matter + 1000", "matter = NULL",
    ],
)  # fmt: skip
@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_change_in_any_column_is_found(log: Matter, change: str, seq: int) -> None:
    if connection.vendor == "sqlite":
        change = change.replace("repeat('0', 64)", f"'{'0' * 64}'").replace("+00:00", "")
    forge(f"UPDATE events_event SET {change} WHERE matter = %s AND seq = %s", log.pk, seq)

    assert not verify(1).whole


@pytest.mark.parametrize(
    ("seq", "words"),
    [(1, "缺第1条记录"), (2, "缺第2条记录"), (4, "应有4条记录，只有3条，末尾的记录不在了")],
)
def test_a_deleted_event_is_found(log: Matter, seq: int, words: str) -> None:
    Personal.objects.all().delete()
    Delivery.objects.all().delete()
    forge("DELETE FROM events_event WHERE matter = %s AND seq = %s", log.pk, seq)

    assert [one.words for one in verify(1).broken] == [
        "2026-03-02的日锚："
        + f"应有{Anchor.objects.get().count}条记录，现在有{Anchor.objects.get().count - 1}条",
        words,
    ]


def test_a_deleted_last_event_is_found_even_when_the_row_was_set_back(log: Matter) -> None:
    before = Event.objects.get(matter=log.pk, seq=3)
    Delivery.objects.all().delete()
    forge("DELETE FROM events_event WHERE matter = %s AND seq = 4", log.pk)
    Matter.objects.filter(pk=log.pk).update(tip_seq=3, tip_hash=before.hash, version=3)

    assert first_words().startswith("2026-03-02的日锚：应有")


def test_a_rewritten_event_with_a_right_hash_breaks_the_chain_and_the_anchor(log: Matter) -> None:
    event = Event.objects.get(matter=log.pk, seq=3)
    event.payload = canonical({**event.facts, "label": "表扬"})
    forge(
        "UPDATE events_event SET payload = %s, hash = %s WHERE id = %s",
        event.payload,
        event.link().hash(),
        event.pk,
    )

    words = [one.words for one in verify(1).broken]

    assert words == ["2026-03-02的日锚：汇总值与记录不符", "第4条记录接不上前一条"]


def test_an_event_of_no_matter_is_held_by_the_anchor(log: Matter) -> None:
    loose = Event.objects.filter(matter=None).first()
    assert loose is not None  # the calendar's publishing
    forge("DELETE FROM events_event WHERE id = %s", loose.pk)

    assert first_words().startswith("2026-03-02的日锚：应有")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "done"}, "事项的状态是done，按记录应是doing"),
        ({"version": 9}, "事项的版本是9，按记录应是4"),
        ({"tip_seq": 3}, "应有3条记录，却有4条，末尾多出了记录"),
        ({"tip_hash": "0" * 64}, "第4条记录的校验值与事项所记的不同"),
    ],
)
def test_a_matter_that_the_log_did_not_lead_to_is_found(
    log: Matter, change: dict[str, Any], words: str
) -> None:
    Matter.objects.filter(pk=log.pk).update(**change)

    assert [one.words for one in verify(1).broken] == [words]


def test_a_matter_without_a_log_and_a_log_without_a_matter_are_found(log: Matter) -> None:
    Assignment.objects.filter(matter__title="前").delete()
    Matter.objects.filter(title="前").delete()
    Matter.objects.create(number="CS0", title="假", kind="errand", state="done", opened_at=AT)

    assert [one.words for one in verify(1).broken] == ["有办理记录，但没有这件事项", "事项CS0没有办理记录"]


@pytest.mark.parametrize(
    "change", ["count = 1", "root = ''", "previous = 'x'", "first_id = 2", "last_id = 3", "hash = 'x'"]
)
def test_a_changed_anchor_is_found(log: Matter, change: str) -> None:
    forge(f"UPDATE events_anchor SET {change}")

    assert "日锚" in first_words()


def test_a_changed_personal_text_is_found_and_an_erased_one_is_not(log: Matter) -> None:
    Personal.objects.update(text="住户乙")
    assert first_words() == "第3条记录旁存的“private”被改动"

    erase(events=Personal.objects.values_list("event", flat=True))
    assert verify(1).whole


@settings(deadline=None)
@given(
    kind=TEXTS, correlation=TEXTS, state=TEXTS, payload=st.dictionaries(TEXTS, TEXTS).map(canonical),
    actor=st.none() | st.integers(1, 2**53), algorithm=st.sampled_from(["sha256", "sm3"]), seq=st.integers(0, 2**31),
)  # fmt: skip
def test_the_quick_hash_is_the_hash(
    kind: str, correlation: str, state: str, payload: str, actor: int | None, algorithm: str, seq: int
) -> None:
    link = Link(
        actor,
        algorithm,
        "2026-03-02T01:00:00.000000Z",
        None,
        correlation,
        state,
        kind,
        7,
        payload,
        "ab",
        seq,
        "",
    )
    texts = (
        "7", str(seq), "1", link.at, kind, "null" if actor is None else str(actor), "null", state, "", payload,
        correlation, "ab", "", algorithm,
    )  # fmt: skip

    assert scan._hash(texts, scan._Quoted()) == link.hash()


@pytest.mark.django_db(transaction=True)
def test_two_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.kernel.events.verify.FEW", 0)
    county = County()
    matters = county.open_many(30)
    make_anchor(day=date(2026, 3, 2), at=AT)

    whole = verify(2)
    forge("UPDATE events_event SET payload = '{}' WHERE matter = %s", matters[20].pk)
    broken = verify(2)

    assert (whole.broken, whole.matters, whole.events) == ([], 30, Event.objects.count())
    assert [(one.matter, one.words) for one in broken.broken] == [
        (matters[20].pk, "第1条记录的内容与校验值不符")
    ]


def test_the_command_names_the_first_broken_link(log: Matter) -> None:
    said = StringIO()
    call_command("gongzhi_verify", "--processes", "1", stdout=said)
    assert said.getvalue().startswith("核对完成，没有发现改动：")

    forge("UPDATE events_event SET payload = '{}' WHERE matter = %s AND seq = 3", log.pk)
    Personal.objects.all().delete()
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("gongzhi_verify", "--processes", "1", stderr=said)

    assert ended.value.code == 1
    assert said.getvalue().startswith(f"发现改动：事项{log.number}：第3条记录的内容与校验值不符\n")

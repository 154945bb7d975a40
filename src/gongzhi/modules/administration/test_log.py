"""The operation log, its check and its anchors, as the auditor sees them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook
from tests.support.errands import statements

from gongzhi.kernel.access import accounts, lockout
from gongzhi.kernel.access import actions as access
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.events import anchors
from gongzhi.kernel.events.guards import lifted
from gongzhi.kernel.events.models import Anchor, Event
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.administration import checking
from gongzhi.modules.administration.models import Verification


def granted(world, at, name="何甲") -> Event:
    officer = world.officer(f"o{Officer.objects.count()}", name)
    held = PermissionSet.objects.get(name="leader")
    access.grant(officer=officer, set=held, from_on=today(), by=world.lin, at=at)
    return Event.objects.latest("id")


def text(client, path: str) -> str:
    return client.get(f"/administration/{path}").content.decode()


def test_the_log_says_what_was_done_with_names_masked(auditor, world):
    granted(world, now())

    page = text(auditor, "log?kind=access.granted")
    assert "授予何＊“县领导”，范围全县" in page
    assert "授予何甲" not in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("kind=access.granted", 2),
        ("kind=access.granted&actor=林", 2),
        ("kind=access.granted&actor=何甲", 0),
        ("actor=系统&kind=access.granted", 0),
        ("kind=access.granted&since=2099-12-31", 0),
        ("kind=access.granted&until=9999-12-31", 2),
        ("matter=DC-NO-SUCH", 0),
    ],
)
def test_the_log_is_narrowed(auditor, world, query, rows):
    granted(world, now())
    granted(world, now())

    assert text(auditor, f"log?{query}").count('role="row" id="row-') == rows


def test_the_log_costs_the_same_for_one_row_and_more(auditor, world):
    """costs: LogList, VerificationList, AnchorList"""
    for path in ("log", "log-checks", "anchors"):
        counts = []
        for n in (1, 4):
            for m in range(n):
                granted(world, now())
                Verification.objects.create(started_at=now(), by=world.he)
                anchors.make_anchor(day=today() + timedelta(days=10 * n + m), at=now())
            text(auditor, path)
            with statements() as told:
                text(auditor, path)
            counts.append(len(told))
        assert counts[0] == counts[1] <= 14, path


def test_the_log_comes_as_a_spreadsheet_with_names_masked(auditor, world):
    granted(world, now())
    answer = auditor.get("/administration/log?kind=access.granted&export=xlsx")

    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)
    assert rows[1][3].startswith("授予何＊“县领导”")


def test_an_event_is_shown_as_it_was_hashed(auditor, world):
    event = granted(world, now())
    page = auditor.get(f"/administration/log/{event.pk}")

    assert page.context["canonical"] == event.link().canonical()
    assert anchors.grouped(event.hash) in page.content.decode()
    assert "与校验值相符" in page.content.decode()
    assert "何甲" not in page.content.decode()


def test_personal_texts_are_shown_for_a_purpose_which_is_logged(auditor, world):
    event = granted(world, now())
    page = auditor.post(f"/administration/log/{event.pk}/reveal", {"purpose": "核查违规授权"})

    assert "授予何甲" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    revealed = Event.objects.get(kind="access.revealed")
    assert revealed.sentence == f"查看了events.event:{event.pk}的name，用途：核查违规授权"
    assert revealed.actor.username == "auditor"


@pytest.mark.parametrize("purpose", ["", "看"])
def test_personal_texts_are_not_shown_without_a_purpose(auditor, world, purpose):
    event = granted(world, now())
    page = auditor.post(f"/administration/log/{event.pk}/reveal", {"purpose": purpose})

    assert page.status_code == 422
    assert "何甲" not in page.content.decode()
    assert not Event.objects.filter(kind="access.revealed").exists()


def test_an_altered_event_is_named_on_its_page(auditor, world):
    event = granted(world, now())
    with lifted(connection):
        Event.objects.filter(pk=event.pk).update(payload=event.payload.replace("leader", "auditor"))

    assert "与校验值不符" in text(auditor, f"log/{event.pk}")


def test_an_auditor_of_a_part_of_the_county_reads_no_log(as_, world):
    held = PermissionSet.objects.get(name="auditor")
    Holding.objects.create(officer=world.he, set=held, unit=world.town, from_on="2020-01-01")

    assert 'id="row-' not in text(as_("he"), "log")
    assert as_("he").get(f"/administration/log/{Event.objects.first().pk}").status_code == 404


def test_a_check_runs_in_the_background_and_finds_nothing(auditor, world):
    granted(world, now())
    there = auditor.post("/administration/log-checks/new", {"_once": "k"}).headers["Location"]
    assert "等待后台任务开始" in auditor.get(there).content.decode()

    checking.check.func(Verification.objects.get().pk)

    assert "没有发现改动" in auditor.get(there).content.decode()
    assert Event.objects.latest("id").sentence.endswith("没有发现改动")


def test_a_check_names_the_first_broken_link(auditor, world):
    event = granted(world, now())
    with lifted(connection):
        Event.objects.filter(pk=event.pk).update(payload=event.payload.replace("leader", "auditor"))
    row = checking.start(by=None, at=now())
    checking.check.func(row.pk)

    row.refresh_from_db()
    assert (row.outcome, row.broken[0]["event"]) == ("broken", event.pk)
    assert f"第{event.pk}号系统记录的内容与校验值不符" in text(auditor, "log-checks")


def test_a_second_check_waits_for_the_first(auditor):
    checking.start(by=None, at=now())

    assert auditor.post("/administration/log-checks/new", {"_once": "k"}).status_code == 409


def test_a_check_that_fails_says_so_and_holds_up_no_other(monkeypatch, auditor):
    def broken(**_: object) -> None:
        raise OSError("disk")

    row = checking.start(by=None, at=now())
    monkeypatch.setattr(checking, "verify", broken)
    with pytest.raises(OSError, match="disk"):
        checking.check.func(row.pk)

    assert "没有完成" in text(auditor, f"log-checks/{row.pk}")
    assert checking.start(by=None, at=now()).pk != row.pk


def test_an_anchor_is_a_sheet_to_sign(auditor, settings, tmp_path):
    settings.EVENT_ANCHOR_FOLDER = str(tmp_path)
    row = anchors.make_anchor(day=today(), at=now())
    page = text(auditor, f"anchors/{row.day}")

    assert anchors.grouped(row.hash) in page
    assert "审计员：" in page
    assert f"文件夹 {tmp_path}" in page
    assert "还没有送出" in page


@pytest.mark.parametrize("path", ["anchors/2020-01-01", "anchors/never", "log/999999", "log-checks/999"])
def test_what_is_not_in_the_log_is_a_404(auditor, path):
    assert auditor.get(f"/administration/{path}").status_code == 404


def test_what_administrators_do_is_in_the_log_under_their_names(as_, world, system, security):
    """Accounts, passwords, unlocking, grants, parameters, calendar: each an event of who did it."""
    start = Event.objects.count()
    root = Officer.objects.get(username="system_admin")
    opened = accounts.create_officer(
        account=accounts.NewAccount("new1", "新来", world.office), by=root, at=now()
    ).officer
    accounts.reset_password(officer=opened, by=root, at=now())
    lockout.unlock(officer=opened, by=root, at=now())
    system.post(
        "/administration/parameters/access.sessions/set",
        {"value": "2", "from_on": today().isoformat(), "source": "办公会", "note": ""},
    )
    system.post(
        "/administration/calendar/day",
        {"day": "2026-03-03", "open": "0", "note": "县庆", "source": "县政府通知"},
    )
    leader = PermissionSet.objects.get(name="leader")
    security.post(
        "/administration/holdings/new",
        {"officer": opened.pk, "set": leader.pk, "from_on": today().isoformat()},
    )
    security.post(
        f"/administration/holdings/{Holding.objects.latest('id').pk}/end", {"on": today().isoformat()}
    )

    found = Event.objects.exclude(payload__contains='"outcome":"in"').order_by("id")[start - 2 :]
    assert [(one.kind, one.actor.username) for one in found] == [
        ("access.account_created", "system_admin"),
        ("access.signed", "system_admin"),
        ("access.password_reset", "system_admin"),
        ("access.signed", "system_admin"),
        ("parameters.set", "system_admin"),
        ("clock.published", "system_admin"),
        ("access.granted", "security_admin"),
        ("access.ended", "security_admin"),
    ]
    assert Anchor.objects.count() == 0

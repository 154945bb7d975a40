"""What the pages change, as a browser would ask for it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from gongzhi.kernel.access.models import Holding, PermissionSet, SignIn
from gongzhi.kernel.clock import calendar, today
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.models import LeadingGroup, Officer, Place, Unit, UnitGroup
from gongzhi.kernel.parameters import value


def post(client: Client, path: str, **fields: object):
    return client.post(f"/administration/{path}", fields)


def test_a_unit_is_created_renamed_moved_and_abolished(system, world):
    post(
        system,
        "units/new",
        code="U70",
        name="清泽县体育局",
        short_name="县体育局",
        kind="gov",
        parent=world.root.pk,
    )
    unit = Unit.objects.get(code="U70")
    post(system, f"units/{unit.pk}/rename", name="清泽县体育中心", short_name="县体育中心", on="2026-03-02")
    post(system, f"units/{unit.pk}/move", parent=world.education.pk)
    post(system, f"units/{unit.pk}/names/new", name="体委", kind="former")
    post(system, f"units/{unit.pk}/abolish", on=today().isoformat(), successor=world.education.pk)

    unit.refresh_from_db()
    assert (unit.name, unit.parent, unit.successor) == ("清泽县体育中心", world.education, world.education)
    assert list(unit.names.values_list("name", flat=True)) == ["清泽县体育局", "县体育局", "体委"]
    kinds = Event.objects.filter(actor=Officer.objects.get(username="system_admin").pk).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "access.signed",
        "org.unit_created",
        "org.unit_renamed",
        "org.unit_moved",
        "org.name_learned",
        "org.unit_abolished",
    ]


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(system, world):
    answer = post(system, "units/new", code="U03", name="清泽县体育局", kind="gov")

    assert answer.status_code == 409
    assert "代码U03已由“县教育局”使用" in answer.content.decode()
    assert 'value="清泽县体育局"' in answer.content.decode()


def test_a_wrong_name_is_dropped(system, world):
    row = world.reform.names.get(name="发展改革委")
    post(system, f"names/{row.pk}/drop")

    assert not world.reform.names.filter(name="发展改革委").exists()


def test_groups_places_and_posts_are_kept(system, world):
    post(system, "groups/new", name="教育系统", aliases="教育口\n文教口", members=[world.education.pk])
    post(system, "places/new", code="349921100201", name="东庄村", kind="village", parent=world.place.pk)
    post(system, f"posts/{world.chief.pk}/appoint", officer=world.he.pk, on="2026-01-05")
    post(
        system,
        f"posts/{world.chief.pk}/change",
        title="县长",
        charge=[world.reform.pk],
        rank=1,
        aliases="县人民政府县长",
    )

    assert UnitGroup.objects.get(name="教育系统").aliases == ["教育口", "文教口"]
    assert Place.objects.get(name="东庄村").parent == world.place
    assert (world.chief.holder(date(2026, 2, 1)), list(world.chief.charge.all())) == (
        world.he,
        [world.reform],
    )

    post(system, f"posts/{world.chief.pk}/leave", on="2026-02-02")
    assert world.chief.holder(date(2026, 2, 2)) is None


def test_a_leading_group_takes_its_seats_as_documents_write_them(system, world):
    post(system, "leading-groups/new", name="专班", office=world.office.pk, from_on="2026-01-05")
    group = LeadingGroup.objects.get()
    lines = "组长 县长\n副组长 分管农业副县长\n成员 教体局\n成员 何甲\n成员 县委常委"
    post(system, f"leading-groups/{group.pk}/seats", seats=lines)

    found = [
        (one.role, one.post or one.unit or one.officer or one.printed_post) for one in group.members.all()
    ]
    assert found == [
        ("head", world.chief),
        ("deputy", world.farming),
        ("member", world.education),
        ("member", world.he),
        ("member", "县委常委"),
    ]
    wrong = post(system, f"leading-groups/{group.pk}/seats", seats="县长")
    assert "第1行看不懂" in wrong.content.decode()


def passwords(page: str) -> list[str]:
    return re.findall(r"<code>([a-z]{3}-\d{4}-[a-z]{4})</code>", page)


def test_an_account_gets_a_first_password_that_must_be_changed(system, world):
    answer = post(system, "officers/new", username="zhang", name="张三", unit=world.town.pk)
    [password] = passwords(system.get(answer["Location"]).content.decode())

    client = Client()
    client.post("/login", {"username": "zhang", "password": password})
    assert client.get("/administration/account")["Location"] == "/password"

    changed = {"old": password, "new": "river-2026-stone", "again": "river-2026-stone"}
    client.post("/password", changed)
    assert client.get("/administration/account").status_code == 200


def test_first_passwords_are_gone_once_printed(system, world):
    post(system, "officers/new", username="zhang", name="张三", unit=world.town.pk)
    system.post("/first-passwords")

    assert passwords(system.get("/first-passwords").content.decode()) == []


def test_accounts_for_all_units_are_opened_at_once_and_granted_together(system, security, world):
    answer = post(system, "officers/from-units", role="handler", every="on")
    made = Officer.objects.filter(duty="联络员")

    assert len(passwords(system.get(answer["Location"]).content.decode())) == made.count() == 7
    assert (
        "每个单位都已有联络员账号"
        in post(system, "officers/from-units", role="handler", every="on").content.decode()
    )

    picks = "&".join(f"pick={one.pk}" for one in made)
    held = PermissionSet.objects.get(name="unit_handler")
    post(security, f"ungranted/grant?{picks}", set=held.pk, from_on="2026-03-02")
    assert {(one.officer, one.unit) for one in Holding.objects.filter(set=held)} == {
        (one, one.unit) for one in made
    }


def test_an_account_is_stopped_started_reset_and_unlocked(system, world):
    at = f"officers/{world.he.pk}"
    post(system, f"{at}/stop")
    stopped = Officer.objects.get(pk=world.he.pk).is_active
    post(system, f"{at}/start")
    post(system, f"{at}/reset")
    for _ in range(5):
        Client().post("/login", {"username": "he", "password": "wrong"})
    page = system.get(f"/administration/{at}").content.decode()
    post(system, f"{at}/unlock")

    assert (stopped, "已锁定" in page) == (False, True)
    assert "已锁定" not in system.get(f"/administration/{at}").content.decode()


def test_a_lock_says_how_long_on_the_login_page(world):
    for _ in range(5):
        answer = Client().post("/login", {"username": "nobody", "password": "wrong"})

    assert "已锁定，请15分钟后再试" in answer.content.decode()


def test_the_security_administrator_grants_and_ends(security, world):
    held = PermissionSet.objects.get(name="system_admin")
    post(security, "holdings/new", officer=world.he.pk, set=held.pk, from_on="2026-01-05")
    holding = Holding.objects.get(officer=world.he)
    clash = post(
        security,
        "holdings/new",
        officer=world.he.pk,
        set=PermissionSet.objects.get(name="auditor").pk,
        from_on="2026-01-05",
    )
    post(security, f"holdings/{holding.pk}/end", on="2026-02-02")

    holding.refresh_from_db()
    assert (holding.to_on, clash.status_code) == (date(2026, 2, 2), 409)
    assert "三员分立" in clash.content.decode()


def test_nobody_grants_to_oneself(security):
    me, held = Officer.objects.get(username="security_admin"), PermissionSet.objects.get(name="unit_head")

    assert post(security, "holdings/new", officer=me.pk, set=held.pk, from_on="2026-01-05").status_code == 403


def test_a_set_of_the_countys_own_is_made_and_changed(security, world):
    post(security, "sets/new", name="helper", label="协办", permissions=["supervision.view"])
    held = PermissionSet.objects.get(name="helper")
    post(security, f"sets/{held.pk}", label="协办员", permissions=[])

    held.refresh_from_db()
    assert (held.label, held.permissions) == ("协办员", [])
    fixed = PermissionSet.objects.get(name="auditor")
    assert post(security, f"sets/{fixed.pk}", label="x", permissions=[]).status_code == 403


def test_a_parameter_gets_a_dated_value_with_its_source(system, world):
    answer = post(
        system,
        "parameters/access.sessions/set",
        value="5",
        from_on=today().isoformat(),
        source="县政办〔2026〕1号",
        note="",
    )

    assert (answer.status_code, value("access.sessions", today())) == (303, 5)
    missing = post(system, "parameters/access.sessions/set", value="99", from_on="2026-03-02", source="")
    assert missing.status_code == 422


def test_a_day_is_set_apart_and_given_back(system, world):
    post(system, "calendar/day", day="2026-03-07", open="1", note="抗洪", source="县防指通知")
    worked = calendar().is_open(date(2026, 3, 7))
    post(system, "calendar/day/2026-03-07/clear")

    assert (worked, calendar().is_open(date(2026, 3, 7))) == (True, False)


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        (
            "calendar/notice",
            {"year": "2027", "off": "2027年元旦", "source": "通知"},
            "应写成“2026-10-01 国庆节”",
        ),
        (
            "calendar/hours",
            {"from_on": "2026-06-01", "spans": "8点到12点", "source": "通知"},
            "应写成“8:30-12:00",
        ),
    ],
)
def test_a_calendar_that_cannot_be_read_says_how_to_write_it(system, path, fields, said):
    answer = post(system, path, **fields)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_office_hours_change_from_a_day_on(system, world):
    post(system, "calendar/hours", from_on="2026-06-01", spans="8:00-12:00，15:00-18:00", source="作息通知")

    assert str(calendar().hours_on(date(2026, 6, 2)).spans[1][1]) == "18:00:00"


def test_one_ends_the_own_sign_ins_and_nobody_elses(as_, world):
    first, second, other = as_("he"), as_("he"), as_("lin")
    row = SignIn.objects.get(key=first.session.session_key)
    theirs = SignIn.objects.get(key=other.session.session_key)

    assert second.post(f"/administration/account/sessions/{theirs.pk}/end").status_code == 404
    second.post(f"/administration/account/sessions/{row.pk}/end")
    assert first.get("/administration/account").status_code == 302
    assert second.get("/administration/account").status_code == 200

from __future__ import annotations

import time

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string

from gongzhi.kernel.access import accounts, lockout, passwords, sessions
from gongzhi.kernel.access.forms import NewPasswordForm, SignInForm
from gongzhi.kernel.access.middleware import SessionLimits
from gongzhi.kernel.access.models import SignIn, SignInRecord

RIGHT = "quiet-2026-river"


@pytest.fixture
def he(world):
    world.he.set_password(RIGHT)
    world.he.save()
    return world.he


def ask(key: str = "", method: str = "post", data: dict | None = None, **headers: str):
    request = getattr(RequestFactory(), method)("/login", data or {}, headers=headers)
    request.session = SessionStore(key or None)
    request.user = AnonymousUser()
    return request


def knock(username: str, password: str, **more: str):
    """One try through the form, as the page makes it."""
    request = ask(data={"username": username, "password": password})
    request.META.update(more)
    form = SignInForm(request, {"username": username, "password": password})
    if not form.is_valid():
        return request, " ".join(form.non_field_errors())
    login(request, form.get_user())
    request.session.save()
    return request, ""


def outcomes() -> list[str]:
    return list(SignInRecord.objects.order_by("id").values_list("outcome", flat=True))


def test_sign_in_is_noted_with_its_device(he):
    request, wrong = knock(
        "  HE ", RIGHT, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0"
    )

    row = SignIn.objects.get()
    assert (wrong, row.officer, row.device, row.key) == ("", he, "Windows Edge", request.session.session_key)
    assert outcomes() == ["in"]


def test_a_wrong_password_and_an_unknown_account_read_the_same(he):
    he_stopped = sorted({knock("he", "wrong")[1], knock("nobody", "wrong")[1]})

    assert he_stopped == ["账号或密码不对。请检查大小写；连续输错会暂时锁定。"]
    assert list(SignInRecord.objects.order_by("id").values_list("username", flat=True)) == ["he", "no****"]


@pytest.mark.parametrize("username", ["he", "nobody"])
def test_five_failures_lock_any_account_and_say_for_how_long(he, username):
    said = [knock(username, "wrong")[1] for _ in range(5)]

    assert "已锁定，请15分钟后再试" in said[-1]
    assert knock(username, RIGHT)[1] == said[-1]
    assert outcomes()[:5] == ["failed"] * 4 + ["locked"]


def test_other_accounts_of_a_locked_office_still_get_in(he, world):
    for _ in range(5):
        knock("lin", "wrong")

    assert knock("he", RIGHT)[1] == ""


def test_one_address_that_tries_many_accounts_is_locked(he, settings):
    for n in range(50):
        knock(f"guess{n}", "wrong")

    assert "已锁定" in knock("he", RIGHT)[1]


def test_unlock_lets_the_officer_in_at_once(he, world, at):
    for _ in range(5):
        knock("he", "wrong")
    assert lockout.locked_usernames(["he", "lin"]) == {"he"}

    lockout.unlock(officer=he, by=world.lin, at=at)

    assert (knock("he", RIGHT)[1], outcomes()[-2:]) == ("", ["unlocked", "in"])


def test_a_lock_ends_by_itself(he):
    for _ in range(5):
        knock("he", "wrong")
    AccessAttempt.objects.update(attempt_time=sessions.machine() - lockout.cool_off())

    assert knock("he", RIGHT)[1] == ""


def test_a_fourth_sign_in_ends_the_oldest(he):
    keys = [knock("he", RIGHT)[0].session.session_key for _ in range(4)]

    assert [SessionStore().exists(key) for key in keys] == [False, True, True, True]
    assert SignIn.objects.get(key=keys[0]).ending == "crowded"


def through(key: str, **headers: str):
    """A later request of a session through the middleware: (response, the request)."""
    request = ask(key, method="get", **headers)
    return SessionLimits(lambda request: HttpResponse("page"))(request), request


def aged(key: str, name: str, seconds: int) -> None:
    session = SessionStore(key)
    session[name] = int(time.time()) - seconds
    session.save()


@pytest.mark.parametrize(
    ("name", "seconds", "ending"),
    [("_seen", 29 * 60, ""), ("_seen", 31 * 60, "idle"), ("_started", 13 * 3600, "aged")],
)
def test_a_session_ends_when_idle_or_old(he, name, seconds, ending):
    key = knock("he", RIGHT)[0].session.session_key
    aged(key, name, seconds)
    _, request = through(key)

    assert (request.session.get("_ending", ""), SignIn.objects.get(key=key).ending) == (ending, ending)


def test_an_ended_session_answers_htmx_with_401(he):
    key = knock("he", RIGHT)[0].session.session_key
    aged(key, "_seen", 3600)

    response, _ = through(key, **{"HX-Request": "true"})

    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_session_in_use_is_written_once_a_minute(he, django_assert_num_queries):
    key = knock("he", RIGHT)[0].session.session_key
    through(key)
    with django_assert_num_queries(1):
        through(key)


def test_a_session_that_gets_a_new_key_is_still_known(he):
    key = knock("he", RIGHT)[0].session.session_key
    session = SessionStore(key)
    session.cycle_key()
    through(session.session_key)

    assert SignIn.objects.get().key == session.session_key


def test_signing_out_is_noted(he):
    request, _ = knock("he", RIGHT)
    request.user = he
    logout(request)

    assert (outcomes(), SignIn.objects.get().ending) == (["in", "out"], "out")


def test_changing_the_password_ends_every_other_session(he, at):
    first, second = (knock("he", RIGHT)[0].session.session_key for _ in range(2))
    form = NewPasswordForm(he, second, {"old": RIGHT, "new": "new-2026-bridge", "again": "new-2026-bridge"})

    assert form.is_valid() and form.save().check_password("new-2026-bridge")
    assert [SessionStore().exists(key) for key in (first, second)] == [False, True]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"old": "wrong"}, "old", "原密码不对，请重新输入。"),
        ({"new": RIGHT, "again": RIGHT}, "new", "新密码不能和原密码一样。"),
        ({"again": "other"}, "again", "两次输入的新密码不一样，请重新输入。"),
        ({"new": "sho-742", "again": "sho-742"}, "new", "密码至少10位，现在7位。"),
        ({"new": "1234567890a", "again": "1234567890a"}, "new", "密码太常见，容易被猜到，请换一个。"),
        ({"new": "he-is-hehe-1", "again": "he-is-hehe-1"}, "new", ""),
        ({"new": "abcdefghijklmn", "again": "abcdefghijklmn"}, "new", "密码要同时有字母和数字或符号。"),
    ],
)
def test_a_new_password_is_refused_with_its_reason(he, fields, field, said):
    fine = {"old": RIGHT, "new": "new-2026-bridge", "again": "new-2026-bridge"}
    form = NewPasswordForm(he, "", fine | fields)
    if form.is_valid():
        form.save()

    assert " ".join(form.errors.get(field, [])) == said


def test_a_password_must_not_hold_the_user_name(world, db):
    world.he.username = "zhaoyi"

    with pytest.raises(passwords.PasswordWeak, match="不能包含账号"):
        passwords.check("zhaoyi-2026-x", world.he)


def test_first_passwords_pass_their_own_rules(world):
    made = {passwords.first_password() for _ in range(20)}

    assert len(made) == 20
    for password in made:
        passwords.check(password, world.he)


def test_accounts_are_opened_together_or_not_at_all(world, at):
    good = accounts.NewAccount("a1", "张 三", world.town)
    with pytest.raises(accounts.UsernameTaken, match="he"):
        accounts.create_officers(accounts=[good, accounts.NewAccount("HE", "何", world.town)], by=None, at=at)
    [opened] = accounts.create_officers(accounts=[good], by=None, at=at)

    assert (opened.officer.name, opened.officer.must_change_password) == ("张三", True)
    assert opened.officer.check_password(opened.password)


def test_opening_accounts_costs_the_same_for_one_and_for_three(world, at, django_assert_num_queries):
    for count in (1, 3):
        new = [accounts.NewAccount(f"u{count}{n}", "张三", world.town) for n in range(count)]
        with django_assert_num_queries(7):
            accounts.create_officers(accounts=new, by=None, at=at)


def test_free_usernames_go_round_those_taken(world):
    assert accounts.free_usernames(["he", "he", "new"]) == ["he2", "he3", "new"]


def test_stopping_an_account_puts_it_out(he, world, at):
    key = knock("he", RIGHT)[0].session.session_key
    accounts.deactivate(officer=he, by=world.lin, at=at)

    assert (SessionStore().exists(key), knock("he", RIGHT)[1] != "") == (False, True)
    with pytest.raises(accounts.StopsOneself):
        accounts.deactivate(officer=world.lin, by=world.lin, at=at)


def test_a_reset_password_is_a_first_password_again(he, world, at):
    opened = accounts.reset_password(officer=he, by=world.lin, at=at)
    request, _ = knock("he", opened.password)

    assert (knock("he", RIGHT)[1] != "", request.session["_must_change"]) == (True, True)


def test_argon2_is_the_first_hasher():
    from django.conf import settings as own  # the fixture that makes tests cheap overrides it

    from gongzhi import settings_access

    assert own.AXES_HANDLER == settings_access.AXES_HANDLER
    assert import_string(settings_access.PASSWORD_HASHERS[0])().algorithm == "argon2"


def test_authenticate_needs_a_request(he):
    assert authenticate(ask(), username="he", password=RIGHT) == he

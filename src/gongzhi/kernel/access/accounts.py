"""Officers' accounts, from the first password to the last day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.kernel.access import facts, passwords
from gongzhi.kernel.access.models import Ending, Outcome
from gongzhi.kernel.access.sessions import end_all, note
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.refusals import Kind, Refusal

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class UsernameWrong(Refusal):
    code = "access.username_wrong"
    message = "账号“{username}”不对：用小写字母、数字和 . _ - ，2到40位，以字母或数字开头。"


class UsernameTaken(Refusal):
    code = "access.username_taken"
    kind = Kind.CONFLICT
    message = "账号{username}已被使用，请换一个。"


class NameMissing(Refusal):
    code = "access.name_missing"
    message = "请填写姓名。"


class StopsOneself(Refusal):
    code = "access.stops_oneself"
    kind = Kind.FORBIDDEN
    message = "不能停用自己的账号，请由另一位系统管理员办理。"


class PasswordWrong(Refusal):
    code = "access.password_wrong"
    message = "原密码不对，请重新输入。"


class PasswordSame(Refusal):
    code = "access.password_same"
    message = "新密码不能和原密码一样。"


@dataclass(frozen=True)
class NewAccount:
    """One account to open."""

    username: str
    name: str
    unit: Unit
    duty: str = ""
    phone: str = ""
    email: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Opened:
    """An account with its first password, which is known now and never again."""

    officer: Officer
    password: str


def create_officer(*, account: NewAccount, by: Officer | None, at: datetime) -> Opened:
    """Open one account; its first password must be changed at the first sign-in.

    Raises: UsernameWrong, UsernameTaken, NameMissing. Announces: access.account_created.
    """
    return create_officers(accounts=[account], by=by, at=at)[0]


@transaction.atomic
def create_officers(*, accounts: Sequence[NewAccount], by: Officer | None, at: datetime) -> list[Opened]:
    """Open accounts together, all or none. About 25 ms each, for the hash; statements do not grow with them.

    Raises: UsernameWrong, UsernameTaken, NameMissing. Announces: access.account_created for each.
    """
    names = [account.username.strip().lower() for account in accounts]
    _check_usernames(names)
    opened = []
    for username, account in zip(names, accounts, strict=True):
        if not account.name.strip():
            raise NameMissing(field="name")
        password = passwords.first_password()
        officer = Officer(
            **{**vars(account), "username": username, "name": "".join(account.name.split())},
            password=passwords.hash_first(password),
            must_change_password=True,
            created_at=at,
        )
        opened.append(Opened(officer, password))
    Officer.objects.bulk_create([one.officer for one in opened])
    Officer.history.bulk_history_create([one.officer for one in opened], default_user=by, default_date=at)
    people = [one.officer for one in opened]
    made = [facts.AccountCreated(one.pk, one.name, one.username, one.unit_id) for one in people]
    facts.announce_all(made, by=by, at=at)
    return opened


def _check_usernames(names: Sequence[str]) -> None:
    for username in names:
        if not USERNAME.fullmatch(username):
            raise UsernameWrong(field="username", username=username)
    taken = set(Officer.objects.filter(username__in=names).values_list("username", flat=True))
    twice = {name for name in names if names.count(name) > 1}
    for username in sorted(taken | twice):
        raise UsernameTaken(field="username", username=username)


def free_usernames(stems: Iterable[str]) -> list[str]:
    """A user name for each stem that nobody has: the stem itself, else with 2, 3 ... behind. One query."""
    stems = list(stems)
    taken = set(Officer.objects.values_list("username", flat=True))
    free = []
    for stem in stems:
        n, username = 1, stem
        while username in taken:
            n += 1
            username = f"{stem}{n}"
        taken.add(username)
        free.append(username)
    return free


@transaction.atomic
def change_officer(
    *,
    officer: Officer,
    name: str,
    unit: Unit,
    duty: str = "",
    phone: str = "",
    email: str = "",
    place: Place | None = None,
    by: Officer | None,
    at: datetime,
) -> Officer:
    """Change who an officer is and where; what they may do stays as it was granted.

    Raises: NameMissing. Announces: access.account_changed.
    """
    if not name.strip():
        raise NameMissing(field="name")
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    officer.name, officer.unit, officer.duty = "".join(name.split()), unit, duty.strip()
    officer.phone, officer.email, officer.place = phone.strip(), email.strip(), place
    _keep(officer, by, at, ("name", "unit", "duty", "phone", "email", "place"))
    facts.announce(facts.AccountChanged(officer.pk, officer.name, "edited"), by=by, at=at)
    return officer


def _keep(officer: Officer, by: Officer | None, at: datetime, fields: Sequence[str]) -> None:
    officer._history_user, officer._history_date = by, at
    officer.save(update_fields=list(fields))


@transaction.atomic
def reset_password(*, officer: Officer, by: Officer | None, at: datetime) -> Opened:
    """Give an officer a new first password; what is signed in with the old one ends.

    Announces: access.password_reset.
    """
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    password = passwords.first_password()
    officer.password = passwords.hash_first(password)
    officer.must_change_password = True
    _keep(officer, by, at, ("password", "must_change_password"))
    end_all(officer=officer, ending=Ending.PASSWORD, at=at)
    note(Outcome.RESET, officer=officer, at=at, words=f"由{by.name}办理" if by else "", by=by)
    facts.announce(facts.PasswordReset(officer.pk, officer.name), by=by, at=at)
    return Opened(officer, password)


@transaction.atomic
def change_password(*, officer: Officer, old: str, new: str, keep: str = "", at: datetime) -> Officer:
    """Let an officer take a new password; every other sign-in of theirs ends, the session `keep` goes on.

    Raises: PasswordWrong, PasswordSame, PasswordWeak.
    """
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if not officer.check_password(old):
        raise PasswordWrong(field="old")
    if old == new:
        raise PasswordSame(field="new")
    passwords.check(new, officer, field="new")
    officer.set_password(new)
    officer.must_change_password = False
    _keep(officer, officer, at, ("password", "must_change_password"))
    end_all(officer=officer, ending=Ending.PASSWORD, at=at, but=keep)
    note(Outcome.PASSWORD, officer=officer, at=at)
    return officer


@transaction.atomic
def deactivate(*, officer: Officer, by: Officer | None, at: datetime) -> Officer:
    """Stop an account at once: nobody signs in with it, and who is in is put out.

    Raises: StopsOneself. Announces: access.account_changed.
    """
    if by is not None and by.pk == officer.pk:
        raise StopsOneself(field="officer")
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    officer.is_active = False
    _keep(officer, by, at, ("is_active",))
    end_all(officer=officer, ending=Ending.ENDED, at=at)
    facts.announce(facts.AccountChanged(officer.pk, officer.name, "stopped"), by=by, at=at)
    return officer


@transaction.atomic
def reactivate(*, officer: Officer, by: Officer | None, at: datetime) -> Officer:
    """Let a stopped account be used again. Announces: access.account_changed."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    officer.is_active = True
    _keep(officer, by, at, ("is_active",))
    facts.announce(facts.AccountChanged(officer.pk, officer.name, "started"), by=by, at=at)
    return officer

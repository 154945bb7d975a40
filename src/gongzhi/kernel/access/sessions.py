"""Signing in and out: sessions with an end, and a record of every knock at the door.

A session's age is measured on the machine's own clock: moving a demonstration's time signs nobody out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from gongzhi.kernel.access import facts
from gongzhi.kernel.access.models import Ending, Outcome, SignIn, SignInRecord
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value

STARTED, SEEN, MUST_CHANGE, KEY = "_started", "_seen", "_must_change", "_key"
OUTSIDE = "_outside"  # signed in by the identity service: there is no password here to change
TOUCH = 60  # seconds between two notes that a session is in use: a page view costs no write of its own


def machine() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def address_of(request: HttpRequest | None) -> str | None:
    """The address that axes found (it knows the proxies), else the connection's own."""
    if request is None:
        return None
    return getattr(request, "axes_ip_address", None) or request.META.get("REMOTE_ADDR") or None


def device_of(request: HttpRequest | None) -> str:
    """A browser and system in a few words, from the User-Agent.

    Unknown ones are cut to their first word; the whole text would be a fingerprint nobody needs.
    """
    agent = request.META.get("HTTP_USER_AGENT", "") if request is not None else ""
    systems = (("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"))
    systems += (("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
    browsers = (("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"))
    browsers += (("Chrome", "Chrome"), ("Safari", "Safari"))
    system = next((label for word, label in systems if word in agent), "")
    browser = next((label for word, label in browsers if word in agent), "")
    return " ".join(filter(None, (system, browser))) or re.split(r"[ /]", agent)[0][:30]


def note(
    outcome: str,
    *,
    at: datetime,
    officer: Officer | None = None,
    username: str = "",
    request: HttpRequest | None = None,
    words: str = "",
    by: Officer | None = None,
) -> SignInRecord:
    """Enter one line into the auditor's list and announce it; done by the officer, unless `by` somebody else."""
    row = SignInRecord.objects.create(
        at=at,
        outcome=outcome,
        officer=officer,
        username=officer.username if officer else masked(username),
        address=address_of(request),
        device=device_of(request),
        note=words,
    )
    key = officer.pk if officer else None
    label = Outcome(outcome).label
    facts.announce(
        facts.Signed(outcome, label, row.username, row.address or "", key), by=by or officer, at=at
    )
    return row


def masked(username: str) -> str:
    """A user name that nobody has, as it may be kept.

    >>> masked("zhangsan"), masked("ab"), masked("")
    ('zh****', 'a****', '****')
    """
    return username[: min(2, len(username) // 2)] + "****"


def begin(request: HttpRequest, officer: Officer) -> SignIn:
    """Note that a session began, and end the oldest ones beyond the number allowed."""
    present = machine()
    session = request.session
    if not session.session_key:
        session.create()
    session[STARTED] = session[SEEN] = int(present.timestamp())
    session[MUST_CHANGE] = officer.must_change_password and not session.get(OUTSIDE)
    session[KEY] = session.session_key
    session.set_expiry(value("access.absolute_hours", today()) * 3600)
    with transaction.atomic():
        # the officer's row is the lock under which sign-ins of one account are counted
        Officer.objects.select_for_update().get(pk=officer.pk)
        most = value("access.sessions", today())
        before = SignIn.objects.filter(officer=officer, ended_at=None).exclude(key=session.session_key)
        end_rows(list(before.order_by("-seen_at", "-id")[most - 1 :]), ending=Ending.CROWDED, at=present)
        row, _ = SignIn.objects.update_or_create(
            key=session.session_key,
            defaults={
                "officer": officer,
                "started_at": present,
                "seen_at": present,
                "address": address_of(request),
                "device": device_of(request),
            },
        )
        note(Outcome.IN, officer=officer, request=request, at=now())
    return row


def _store() -> type[SessionBase]:
    return import_module(settings.SESSION_ENGINE).SessionStore


def end_rows(rows: Sequence[SignIn], *, ending: str, at: datetime) -> None:
    """End sign-ins: their sessions are gone at once, whatever page they are on."""
    store = _store()
    for row in rows:
        store(row.key).delete()
    keys = [row.pk for row in rows]
    SignIn.objects.filter(pk__in=keys, ended_at=None).update(ended_at=machine(), ending=ending)


def end_all(*, officer: Officer, ending: str, at: datetime, but: str = "") -> None:
    """End every sign-in of an officer, except for one session."""
    rows = SignIn.objects.filter(officer=officer, ended_at=None).exclude(key=but)
    end_rows(list(rows), ending=ending, at=at)


@transaction.atomic
def end_one(*, row: SignIn, by: Officer, at: datetime) -> None:
    """End one sign-in from elsewhere; by its own officer, or by an administrator."""
    if row.ended_at is None:
        end_rows([row], ending=Ending.ENDED, at=at)
        words = "由本人结束" if by.pk == row.officer_id else f"由{by.name}结束"
        note(Outcome.ENDED, officer=row.officer, at=at, words=words)


def expired(session: SessionBase) -> str:
    """Why a session is over, or ''. No query of its own."""
    present, day = time.time(), today()
    if present - session.get(STARTED, 0) >= value("access.absolute_hours", day) * 3600:
        return Ending.AGED
    if present - session.get(SEEN, 0) >= value("access.idle_minutes", day) * 60:
        return Ending.IDLE
    return ""


def touch(session: SessionBase) -> None:
    """Note that a session is in use, once a minute at most; and at once when Django gave it a new key."""
    present = machine()
    if session.get(KEY) != session.session_key:
        SignIn.objects.filter(key=session.get(KEY)).update(key=session.session_key)
        session[KEY] = session.session_key
    if present.timestamp() - session.get(SEEN, 0) >= TOUCH:
        session[SEEN] = int(present.timestamp())
        SignIn.objects.filter(key=session.session_key, ended_at=None).update(seen_at=present)


def close(session: SessionBase, ending: str) -> None:
    """End the session of this request itself."""
    row = SignIn.objects.filter(key=session.session_key, ended_at=None).select_related("officer").first()
    if row:
        end_rows([row], ending=ending, at=now())
        if ending in (Ending.IDLE, Ending.AGED):
            note(Outcome.ENDED, officer=row.officer, at=now(), words=Ending(ending).label)
    session.flush()


def _logged_in(sender: Any, request: HttpRequest, user: Officer, **_: Any) -> None:
    if request is not None and hasattr(request, "session"):
        begin(request, user)


def _logged_out(sender: Any, request: HttpRequest, user: Officer | None, **_: Any) -> None:
    if user is None or request is None:
        return
    rows = SignIn.objects.filter(key=request.session.session_key, ended_at=None)
    rows.update(ended_at=machine(), ending=Ending.OUT)
    note(Outcome.OUT, officer=user, request=request, at=now())


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Enter a failure; axes, connected before this, has said by now whether it locks."""
    if request is None:
        return
    username = (credentials.get("username") or "").strip().lower()
    officer = Officer.objects.filter(username=username).first()
    outcome = Outcome.LOCKED if getattr(request, "axes_locked_out", False) else Outcome.FAILED
    note(outcome, officer=officer, username=username, request=request, at=now())


def connect() -> None:
    user_login_failed.connect(_failed, dispatch_uid="access.sessions")
    user_logged_in.connect(_logged_in, dispatch_uid="access.sessions")
    user_logged_out.connect(_logged_out, dispatch_uid="access.sessions")

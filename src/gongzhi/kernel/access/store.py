"""Django's own sessions in the database, read by a statement that is compiled once: every page begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField

from gongzhi.kernel.access.sessions import machine
from gongzhi.kernel.rows import Prepared, Slot


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _LIVE.first(key=self.session_key, at=machine())
        if found is None:
            self._session_key = None
        return found


_LIVE = Prepared(
    lambda: Session.objects.filter(
        session_key=Slot("key", CharField()), expire_date__gt=Slot("at", DateTimeField())
    )
)

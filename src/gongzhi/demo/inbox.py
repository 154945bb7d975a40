"""The inboxes of 清泽县: its officers have read their messages, except those of the last days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from gongzhi.kernel.notify.models import Message

FRESH = timedelta(days=2)
LATER = timedelta(hours=1)


def play(at: datetime) -> None:
    """Mark what is older as read an hour after it came. Twice is once."""
    Message.objects.filter(read_at=None, at__lt=at - FRESH).update(read_at=F("at") + LATER)

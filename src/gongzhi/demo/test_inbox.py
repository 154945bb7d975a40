from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.demo import inbox
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.world import World


@pytest.mark.django_db
def test_old_messages_are_read_and_fresh_ones_wait(at):
    officer = World().he
    for days in (9, 1):
        Message.objects.create(officer=officer, title="催办", key=f"{days}", at=at - timedelta(days=days))
    inbox.play(at)
    inbox.play(at)

    assert dict(Message.objects.values_list("key", "read_at")) == {
        "9": at - timedelta(days=9) + inbox.LATER,
        "1": None,
    }

"""Those whose appeals had joined another are told when it is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from gongzhi.kernel.events.outbox import drain
from gongzhi.modules.appeals.conftest import AT, PHONE, REPLY, World
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics.models import Notice

SECRET = "我儿子赵小虎摔伤了，请快来清理垃圾。"


def joined(world: World, **more: Any) -> tuple[Appeal, Appeal]:
    """One in work, and another person's that joined it."""
    parent = world.handling(text=SECRET)
    given = {"text": "这里也没有水，请来修。", "phone": "13900139000", "name": "孙小花"} | more
    child = world.move(world.appeal(**given), "merge", by=world.sender, parent=parent.number)
    return parent, child


def close(world: World, parent: Appeal, done: str = REPLY["done"]) -> Appeal:
    words = REPLY | {"done": done}
    at = AT + timedelta(hours=1)
    parent = world.move(parent, "reply", by=world.waterman, at=at, **words)
    parent = world.move(parent, "review_pass", by=world.sender, at=at)
    parent = world.heard(parent, "full", "yes", at=at + timedelta(hours=1))
    drain(AT + timedelta(days=3))
    return parent


def shown(child: Appeal) -> str:
    return Client().get(f"/portal/appeals/{child.number}/{child.code}/").content.decode()


def test_who_joined_reads_the_reply_and_is_to_be_told(world: World) -> None:
    parent, child = joined(world)
    close(world, parent)

    assert "3月2日20时恢复供水" in shown(child) and f"与{parent.number}合并办理" in shown(child)
    notice = Notice.objects.get()
    assert (notice.appeal, notice.parent, notice.topic, notice.state) == (
        child,
        parent.matter,
        None,
        "pending",
    )


def test_who_joined_reads_no_word_of_the_other_caller(world: World) -> None:
    parent, child = joined(world)
    close(world, parent, f"已与王小明（{PHONE}）约定，住锦绣花园3栋的管道修好了。")

    page = shown(child)
    assert not [word for word in (PHONE, "赵小虎", "3栋", parent.code, REPLY["contact"]) if word in page]
    assert "管道修好了" in page


def test_the_same_ending_tells_once_and_the_next_one_again(world: World) -> None:
    parent, child = joined(world)
    close(world, parent)
    drain(AT + timedelta(days=3))
    assert child.replies.count() == 1

    world.move(parent, "reopen", by=world.caller, at=AT + timedelta(days=1), reason="又停水了")
    Notice.objects.update(state="done")
    at = AT + timedelta(days=1, hours=1)
    world.move(parent, "contact", by=world.waterman, at=at, note="已联系。")
    world.move(parent, "reply", by=world.waterman, at=at, **(REPLY | {"done": "换了整条管道，水压正常。"}))
    world.move(parent, "review_pass", by=world.sender, at=at)
    world.heard(parent, "full", "yes", at=at + timedelta(hours=1))
    drain(AT + timedelta(days=3))

    assert "换了整条管道" in shown(child)
    assert [one.state for one in Notice.objects.all()] == ["pending"]


def test_nobody_is_told_who_wants_no_answer_and_the_list_shows_the_cause(world: World) -> None:
    parent, _ = joined(world, anonymous=True)
    world.move(
        world.appeal("三号楼也没有水。", phone="13700137000"), "merge", by=world.sender, parent=parent.number
    )
    close(world, parent)

    assert Notice.objects.count() == 1
    desk = Client()
    desk.force_login(world.caller)
    assert f"并入{parent.number}" in desk.get("/appeals/topics/notices/?state=pending").content.decode()

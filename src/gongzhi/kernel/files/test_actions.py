"""Keeping files: once by content, all or nothing, and nothing left behind."""

from __future__ import annotations

import os
import resource
import threading
import tracemalloc
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.db import connection, transaction

from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files import actions, queries, refused
from gongzhi.kernel.files.models import Attachment, Blob
from gongzhi.kernel.files.samples import picture, upload, word
from gongzhi.kernel.files.sweep import Swept, sweep_orphans

pytestmark = pytest.mark.django_db


def lying(shelf: Path) -> list[str]:
    """Everything that lies under the shelf's folder, by file name."""
    return sorted(path.name for path in shelf.rglob("*") if path.is_file())


def test_store_keeps_content_name_and_type(officer: Any, at: datetime, shelf: Path):
    kept = actions.store(upload("通知.docx", word()), by=officer, at=at, matter_id=7, purpose="evidence")

    assert (kept.name, kept.matter_id, kept.owner, kept.owner_key) == ("通知.docx", 7, "matter", 7)
    assert kept.kind.name == "docx"
    assert lying(shelf) == [kept.blob_id]
    assert queries.open_content(kept).read()[:2] == b"PK"


def test_same_content_is_kept_once(officer: Any, at: datetime, shelf: Path):
    one = actions.store(upload("现场.png", picture()), by=officer, at=at)
    two = actions.store(upload("附件二.png", picture()), by=officer, at=at)

    assert (one.blob_id, Blob.objects.count(), Attachment.objects.count()) == (two.blob_id, 1, 2)
    assert lying(shelf) == [one.blob_id]


def test_any_binary_file_can_be_stored(officer: Any, at: datetime):
    file = BytesIO("清淤三公里".encode())
    file.name = "说明.txt"

    assert actions.store(file, by=None, at=at, owner="plan", owner_key=3).owner_key == 3
    assert actions.store(ContentFile(b"x", "a.txt"), by=None, at=at).uploaded_by is None


def test_big_file_is_never_whole_in_memory(officer: Any, at: datetime, tmp_path: Path):
    big = tmp_path / "长.txt"
    big.write_bytes(b"x" * 24_000_000)
    tracemalloc.start()
    try:
        with big.open("rb") as file:
            kept = actions.store(File(file, "长.txt"), by=officer, at=at)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (kept.blob.size, peak < 6_000_000) == (24_000_000, True)


def test_another_storage_serves_as_the_shelf(officer: Any, at: datetime, settings: Any, shelf: Path):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "files": memory}
    kept = actions.store(upload("现场.png", picture()), by=officer, at=at)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        actions.store(upload("另.txt", b"x"), by=officer, at=at)
        raise KeyboardInterrupt

    assert queries.open_attachment(officer, kept).read() == picture()
    assert (sweep_orphans(at), sweep_orphans(at)) == (Swept(orphans=1), Swept())
    assert (list(queries.damaged()), lying(shelf)) == ([], [])


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (None, refused.NoFile),
        (upload("空.txt", b""), refused.FileEmpty),
        (upload("大.txt", b"x" * 1_100_000), refused.FileTooLarge),
        (upload("程序.exe", b"MZ"), refused.ProgramRefused),
    ],
)
def test_refused_file_leaves_nothing(given: Any, refusal: type, officer: Any, at: datetime, shelf: Path):
    with pytest.raises(refusal) as no:
        actions.store(given, by=officer, at=at, limit_mb=1, field="evidence")

    assert no.value.field == "evidence"
    assert (lying(shelf), Attachment.objects.count(), Blob.objects.count()) == ([], 0, 0)


def test_full_disk_is_said_and_leaves_nothing(officer: Any, at: datetime, shelf: Path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(refused.DiskFull, match=r"磁盘空间不足，“照片\.txt”没有保存"):
            actions.store(upload("照片.txt", b"x" * 3_000_000), by=officer, at=at)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (lying(shelf), Attachment.objects.count()) == ([], 0)


def test_death_between_file_and_commit_leaves_a_file_for_the_sweep(officer: Any, at: datetime, shelf: Path):
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        kept = actions.store(upload("现场.png", picture()), by=officer, at=at)
        raise KeyboardInterrupt

    assert (Attachment.objects.count(), Blob.objects.count()) == (0, 0)
    assert lying(shelf) == [kept.blob_id]
    assert sweep_orphans(at) == Swept(orphans=1)
    assert lying(shelf) == []


def test_sweep_spares_what_rows_promise_and_fresh_arrivals(officer: Any, at: datetime, shelf: Path):
    kept = actions.store(upload("现场.png", picture()), by=officer, at=at)
    fresh, old = shelf / ".incoming" / "a.part", shelf / ".incoming" / "b.part"
    fresh.write_bytes(b"x")
    old.write_bytes(b"x")
    os.utime(old, (old.stat().st_mtime - 30_000,) * 2)

    assert sweep_orphans(at + timedelta(days=400)) == Swept(arrivals=1)
    assert lying(shelf) == sorted([kept.blob_id, "a.part"])


def test_content_lost_from_the_shelf_is_healed_by_the_next_upload(officer: Any, at: datetime, shelf: Path):
    kept = actions.store(upload("现场.png", picture()), by=officer, at=at)
    next(path for path in shelf.rglob(kept.blob_id)).unlink()

    assert list(queries.damaged()) == [(kept.blob_id, "缺失")]
    with pytest.raises(queries.ContentMissing):
        queries.open_content(kept)
    actions.store(upload("现场.png", picture()), by=officer, at=at)
    assert list(queries.damaged()) == []


def test_changed_content_is_found(officer: Any, at: datetime, shelf: Path):
    kept = actions.store(upload("说明.txt", b"abc"), by=officer, at=at)
    next(shelf.rglob(kept.blob_id)).write_bytes(b"abd")

    assert list(queries.damaged()) == [(kept.blob_id, "内容已变")]


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_content_at_once_are_kept_once(officer: Any, at: datetime, shelf: Path):
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        try:
            start.wait(10)
            actions.store(upload(name, picture()), by=officer, at=at)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"{number}.png",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert (Blob.objects.count(), Attachment.objects.count()) == (1, 4)
    assert lying(shelf) == [Blob.objects.get().hash]


@pytest.mark.django_db(transaction=True)
def test_sweep_never_takes_what_is_being_uploaded_again(officer: Any, at: datetime, shelf: Path):
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        actions.store(upload("现场.png", picture()), by=officer, at=at)
        raise KeyboardInterrupt
    kept, go = threading.Event(), threading.Event()

    def again() -> None:
        try:
            with transaction.atomic():
                actions.store(upload("现场.png", picture()), by=officer, at=at)
                kept.set()
                go.wait(5)
        finally:
            connection.close()

    uploading = threading.Thread(target=again)
    uploading.start()
    assert kept.wait(10)
    threading.Timer(0.3, go.set).start()

    assert sweep_orphans(at) == Swept()
    uploading.join(10)
    assert lying(shelf) == [Attachment.objects.get().blob_id]


def test_draft_is_read_by_its_uploader_only(officer: Any, stranger: Any, at: datetime):
    draft = actions.store(upload("说明.txt", b"x"), by=officer, at=at)

    assert queries.open_attachment(officer, draft).read() == b"x"
    with pytest.raises(NotVisible):
        queries.readable(stranger, draft.pk)


def test_owner_decides_who_reads(officer: Any, stranger: Any, at: datetime):
    queries.register_owner("test.letter", stranger_only)
    letter = actions.store(upload("说明.txt", b"x"), by=officer, at=at, owner="test.letter", owner_key=1)

    assert queries.readable(stranger, letter.pk) == letter
    with pytest.raises(NotVisible):
        queries.open_attachment(officer, letter)


def stranger_only(officer: Any, attachment: Attachment) -> Decision:
    return Decision(officer.username == "jiaoyu1")


def test_file_of_an_unknown_owner_is_read_by_nobody(officer: Any, at: datetime):
    kept = actions.store(upload("说明.txt", b"x"), by=officer, at=at, owner="gone", owner_key=1)

    assert not queries.decide_reading(officer, kept)


def test_drafts_are_attached_all_or_none(officer: Any, stranger: Any, at: datetime):
    mine = actions.store(upload("一.txt", b"1"), by=officer, at=at)
    other = actions.store(upload("二.txt", b"2"), by=stranger, at=at)

    with pytest.raises(NotVisible):
        actions.attach([mine.pk, other.pk], by=officer, at=at, matter_id=5)
    actions.attach([mine.pk], by=officer, at=at, matter_id=5, purpose="evidence")

    assert list(queries.of_matter(5)) == [mine]
    with pytest.raises(NotVisible):
        actions.attach([mine.pk], by=officer, at=at, matter_id=6)


def test_withdrawn_file_is_read_by_nobody_and_logged_once(officer: Any, stranger: Any, at: datetime):
    draft = actions.store(upload("说明.txt", b"x"), by=officer, at=at)

    with pytest.raises(actions.NotYours, match="只能由本人撤回"):
        actions.withdraw(draft, by=stranger, at=at)
    actions.withdraw(draft, by=officer, at=at)
    actions.withdraw(draft, by=officer, at=at + timedelta(days=1))

    assert [event.sentence for event in Event.objects.filter(kind="files.withdrawn")] == [
        "撤回附件“说明.txt”"
    ]
    with pytest.raises(NotVisible):
        queries.readable(officer, draft.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_attaching_costs_the_same_for_one_and_three(
    count: int, officer: Any, at: datetime, django_assert_num_queries: Any
):
    drafts = [actions.store(upload(f"{n}.txt", b"x"), by=officer, at=at) for n in range(count)]

    with django_assert_num_queries(4 if connection.features.uses_savepoints else 2, exact=False):
        actions.attach([draft.pk for draft in drafts], by=officer, at=at, matter_id=5)

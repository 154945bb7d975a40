"""Receiving, keeping, attaching and withdrawing files, and sweeping away what was never kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files import kinds, refused, storage
from gongzhi.kernel.files.models import MATTER, Attachment, Blob
from gongzhi.kernel.files.rules import MEGABYTE, FileType, clean_name
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal

CHUNK = 256 * 1024


@event("files.withdrawn", "撤下文件", personal=("name",))
@dataclass(frozen=True)
class Withdrawn:
    """An attachment was taken out of sight by its uploader."""

    attachment: int
    name: str
    hash: str

    def sentence(self) -> str:
        return f"撤回附件“{self.name}”"


class NotYours(Refusal):
    code = "files.not_yours"
    kind = Kind.FORBIDDEN
    message = "“{name}”由{uploader}上传，只能由本人撤回。"


@dataclass
class Received:
    """A complete, typed, synced file in the incoming folder that no row knows yet. Close it to drop it."""

    path: Path
    name: str
    digest: str
    size: int
    kind: FileType

    def __enter__(self) -> Received:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def receive(
    upload: Any, *, allowed: Collection[str] | None = None, limit_mb: int | None = None, field: str = "file"
) -> Received:
    """Take a file in and find its type, without any row; do this before a transaction when the file may be big.

    `upload` is an UploadedFile or any binary file with a name; `allowed` are names of `rules.TYPES` or families.
    Memory is bounded whatever the size. Raises: a FileRefused naming `field`; nothing is left behind then.
    """
    try:
        return _receive(upload, allowed, limit_mb or int(settings.FILES_LIMIT_MB))
    except refused.FileRefused as refusal:
        refusal.field = refusal.field or field
        raise


def _receive(upload: Any, allowed: Collection[str] | None, limit_mb: int) -> Received:
    if upload is None:
        raise refused.NoFile()
    name = clean_name(getattr(upload, "name", "") or "") or "未命名"
    received: Received | None = None
    try:
        handle, place = tempfile.mkstemp(dir=storage.incoming_dir(), suffix=".part")
        received = Received(Path(place), name, "", 0, kinds.TYPES["text"])
        with os.fdopen(handle, "w+b") as file:
            received.digest, received.size = _copy(_chunks(upload), file, name, limit_mb)
            received.kind, received.name = kinds.identify(file, name, allowed)
            os.fsync(file.fileno())
    except BaseException as error:
        if received is not None:
            received.discard()
        if isinstance(error, OSError) and storage.is_full(error):
            raise refused.DiskFull(name=name) from error
        raise
    return received


def _chunks(upload: Any) -> Iterator[bytes]:
    if hasattr(upload, "chunks"):
        yield from upload.chunks(CHUNK)
        return
    while chunk := upload.read(CHUNK):
        yield chunk


def _copy(chunks: Iterable[bytes], file: Any, name: str, limit_mb: int) -> tuple[str, int]:
    """Write the chunks; give SHA-256 and size. Raises: FileTooLarge, FileEmpty."""
    digest, size = sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit_mb * MEGABYTE:
            raise refused.FileTooLarge(name=name, limit=limit_mb)
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise refused.FileEmpty(name=name)
    file.flush()
    return digest.hexdigest(), size


@transaction.atomic
def keep(
    received: Received,
    *,
    by: Officer | None,
    at: datetime,
    matter_id: int | None = None,
    assignment_id: int | None = None,
    owner: str = "",
    owner_key: int | None = None,
    purpose: str = "",
) -> Attachment:
    """Put a received file on the shelf and write its rows, in the caller's transaction. Three statements.

    The blob's row comes before its bytes: it holds off the sweep until the transaction ends.
    Without matter or owner the attachment is a draft of `by`. Raises: DiskFull.
    """
    blob = Blob(hash=received.digest, size=received.size, media_type=received.kind.media_type, created_at=at)
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    blob = Blob.objects.get(pk=received.digest)
    try:
        if not storage.holds(blob.shelf_name, blob.size):
            storage.put(received.path, blob.shelf_name)
    except OSError as error:
        if storage.is_full(error):
            raise refused.DiskFull(field="file", name=received.name) from error
        raise
    return Attachment.objects.create(
        blob=blob,
        name=received.name,
        owner=MATTER if matter_id is not None else owner,
        owner_key=matter_id if matter_id is not None else owner_key,
        matter_id=matter_id,
        assignment_id=assignment_id,
        purpose=purpose,
        uploaded_by=by,
        at=at,
    )


def store(
    upload: Any,
    *,
    by: Officer | None,
    at: datetime,
    matter_id: int | None = None,
    assignment_id: int | None = None,
    owner: str = "",
    owner_key: int | None = None,
    purpose: str = "",
    allowed: Collection[str] | None = None,
    limit_mb: int | None = None,
    field: str = "file",
) -> Attachment:
    """Receive a file and keep it. Raises: a FileRefused naming `field`; nothing is left behind then."""
    with receive(upload, allowed=allowed, limit_mb=limit_mb, field=field) as received:
        return keep(
            received,
            by=by,
            at=at,
            matter_id=matter_id,
            assignment_id=assignment_id,
            owner=owner,
            owner_key=owner_key,
            purpose=purpose,
        )


@transaction.atomic
def attach(
    keys: Collection[int],
    *,
    by: Officer,
    at: datetime,
    matter_id: int | None = None,
    assignment_id: int | None = None,
    owner: str = "",
    owner_key: int | None = None,
    purpose: str | None = None,
    field: str = "file",
) -> list[Attachment]:
    """Give an officer's drafts their owner, all or none. Three statements whatever their number.

    Raises: NotVisible naming `field`, when one of them is not an open draft of `by`.
    """
    drafts = Attachment.objects.select_for_update(of=("self",)).filter(
        pk__in=set(keys), owner="", uploaded_by=by, withdrawn_at=None
    )
    found = list(drafts.select_related("blob").order_by("id"))
    if len(found) != len(set(keys)):
        raise NotVisible(field=field)
    for attachment in found:
        attachment.owner = MATTER if matter_id is not None else owner
        attachment.owner_key = matter_id if matter_id is not None else owner_key
        attachment.matter_id, attachment.assignment_id = matter_id, assignment_id
        attachment.purpose = attachment.purpose if purpose is None else purpose
    Attachment.objects.bulk_update(found, ["owner", "owner_key", "matter_id", "assignment_id", "purpose"])
    return found


@transaction.atomic
def withdraw(attachment: Attachment, *, by: Officer, at: datetime) -> Attachment:
    """Take a file out of sight; its content stays for the record. Twice is once.

    Raises: NotYours. Records: files.withdrawn.
    """
    attachment = (
        Attachment.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=attachment.pk)
    )
    if attachment.uploaded_by_id != by.pk:
        raise NotYours(name=attachment.name, uploader=attachment.uploaded_by or "系统")
    if attachment.withdrawn_at is None:
        attachment.withdrawn_at = at
        attachment.save(update_fields=["withdrawn_at"])
        record(Withdrawn(attachment.pk, attachment.name, attachment.blob_id), by=by, at=at)
    return attachment

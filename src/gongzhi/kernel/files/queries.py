"""Who may read an attachment, and which attachments there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.files import File
from django.db.models import QuerySet

from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.files.models import MATTER, Attachment, Blob
from gongzhi.kernel.files.storage import shelf
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal

MayRead = Callable[[Officer, Attachment], Decision]

_owners: dict[str, MayRead] = {}


class ContentMissing(Refusal):
    code = "files.content_missing"
    kind = Kind.ABSENT
    message = "“{name}”的内容在存储中找不到，请联系系统管理员从备份恢复。"


def register_owner(kind: str, may_read: MayRead) -> None:
    """Say who reads the files of one kind of owner; called once by the package that owns the kind."""
    if kind in _owners and _owners[kind] is not may_read:
        raise LookupError(f"files of {kind} have an owner already")
    _owners[kind] = may_read


def owner_registered(kind: str) -> bool:
    return kind in _owners


def decide_reading(officer: Officer, attachment: Attachment) -> Decision:
    """May this officer read this file. A draft: its uploader only. Otherwise whoever may see the owner.

    Costs what the owner's rule costs; a withdrawn file is read by nobody.
    """
    if not officer.is_authenticated or not officer.is_active:
        return Decision(False, "请先登录。")
    if attachment.withdrawn_at is not None:
        return Decision(False, "这个附件已撤回。")
    if not attachment.owner:
        return Decision(attachment.uploaded_by_id == officer.pk, "这是别人尚未提交的附件。")
    if attachment.owner not in _owners:
        return Decision(False, "这个附件的归属已停用。")
    return _owners[attachment.owner](officer, attachment)


def readable(officer: Officer, key: int) -> Attachment:
    """The attachment with its blob, when the officer may read it. One query and the owner's rule.

    Raises: NotVisible, for a file of others exactly as for none.
    """
    attachment = Attachment.objects.select_related("blob").filter(pk=key).first()
    if attachment is None or not decide_reading(officer, attachment):
        raise NotVisible()
    return attachment


def open_attachment(officer: Officer, attachment: Attachment) -> File:
    """The content, open for reading. Raises: NotVisible, ContentMissing."""
    if not decide_reading(officer, attachment):
        raise NotVisible()
    return open_content(attachment)


def open_content(attachment: Attachment) -> File:
    """The content without asking who reads: for jobs that read what an officer gave them. Raises: ContentMissing."""
    try:
        return shelf().open(attachment.blob.shelf_name, "rb")
    except FileNotFoundError as error:
        raise ContentMissing(name=attachment.name) from error


def of_matter(matter_id: int) -> QuerySet[Attachment]:
    """The files of a matter, oldest first, without those withdrawn. One query."""
    rows = Attachment.objects.filter(matter_id=matter_id, owner=MATTER, withdrawn_at=None)
    return rows.select_related("blob", "uploaded_by").order_by("id")


def of_owner(kind: str, key: int) -> QuerySet[Attachment]:
    """The files of any other owner, oldest first, without those withdrawn. One query."""
    rows = Attachment.objects.filter(owner=kind, owner_key=key, withdrawn_at=None)
    return rows.select_related("blob", "uploaded_by").order_by("id")


def damaged() -> Iterator[tuple[str, str]]:
    """Every blob whose bytes are gone or changed, as (hash, why). Reads the whole shelf."""
    from hashlib import file_digest

    storage = shelf()
    for blob in Blob.objects.order_by("hash").iterator(chunk_size=500):
        if not storage.exists(blob.shelf_name):
            yield blob.hash, "缺失"
            continue
        with storage.open(blob.shelf_name, "rb") as file:
            if file_digest(file.file, "sha256").hexdigest() != blob.hash:
                yield blob.hash, "内容已变"

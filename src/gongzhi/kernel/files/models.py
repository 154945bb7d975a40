"""Blobs, stored once by content, and attachments, which give a blob a name and an owner."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.files import rules

MATTER = "matter"  # the owner kind of everything that hangs on a matter


class Blob(models.Model):
    """One content, wherever it is used. The row is the promise that the bytes lie on the shelf."""

    hash = models.CharField("SHA-256", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    created_at = models.DateTimeField("首次收到")

    class Meta:
        verbose_name = "文件内容"

    def __str__(self) -> str:
        return self.hash

    @property
    def shelf_name(self) -> str:
        """Where the bytes lie in the storage: two levels of 256 folders."""
        return shelf_name(self.hash)


def shelf_name(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


class Attachment(models.Model):
    """A file as one officer gave it. Without an owner it is a draft that only its uploader reads.

    `matter_id` and `assignment_id` are plain keys: matters are declared later in the kernel.
    """

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments", verbose_name="内容")
    name = models.CharField("文件名", max_length=rules.LONGEST_NAME)
    owner = models.CharField("归属种类", max_length=40, blank=True, default="")
    owner_key = models.BigIntegerField("归属", null=True, blank=True)
    matter_id = models.BigIntegerField("事项", null=True, blank=True, db_index=True)
    assignment_id = models.BigIntegerField("承办", null=True, blank=True)
    purpose = models.CharField("用途", max_length=40, blank=True, default="")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("owner", "owner_key"), name="files_attachment_owner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(owner="", owner_key__isnull=True) | Q(owner__gt="", owner_key__isnull=False),
                name="files_attachment_owned_whole",
            ),
        )
        verbose_name = "附件"

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> rules.FileType:
        return rules.BY_MEDIA_TYPE[self.blob.media_type]

    @property
    def size_in_words(self) -> str:
        return rules.size_in_words(self.blob.size)

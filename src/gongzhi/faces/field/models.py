"""What has arrived from phones, so that nothing is done twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models

FILE = "file"  # the kind of an arrival that is a photo or a voice note of an entry to come


class Arrival(models.Model):
    """An entry or a file that was taken in, under the key that the phone gave it.

    Written in the transaction of the action: the row is there exactly if the action happened. It is kept, for an
    outbox may lie in a drawer for months.
    """

    key = models.CharField("编号", max_length=64, primary_key=True)
    kind = models.CharField("种类", max_length=80)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发送人"
    )
    said_at = models.DateTimeField("记录时间")
    at = models.DateTimeField("收到时间")
    clock_off = models.BigIntegerField("手机时间偏差（秒）", default=0)
    facts = models.JSONField("定位等", default=dict)
    answer = models.JSONField("答复", default=dict)
    attachment_id = models.BigIntegerField("文件", null=True)

    class Meta:
        indexes = (models.Index(fields=("officer", "at"), name="field_arrival_officer"),)
        verbose_name = "手机送达"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

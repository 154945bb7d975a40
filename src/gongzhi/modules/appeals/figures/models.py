"""The monthly circular about appeals, as it was counted, edited and issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.columns import officer


class Circular(models.Model):
    """月度通报. `content` holds the words of its five parts and the table; frozen once issued."""

    month = models.CharField("月份", max_length=7)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True, default="")
    content = models.JSONField("内容", default=dict)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人"
    )
    created_at = models.DateTimeField("起草时间")
    counted_at = models.DateTimeField("统计时间")
    issued_by = officer("印发人")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        verbose_name = "诉求通报"

    def __str__(self) -> str:
        return self.title

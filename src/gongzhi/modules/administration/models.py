"""What administration keeps of its own: how each check of the log went."""

from __future__ import annotations

from django.db import models

from gongzhi.kernel.org.models import Officer


class Verification(models.Model):
    """One check of the whole log, from its start to what was found; `broken` holds (matter, seq, event, words)."""

    started_at = models.DateTimeField("开始时间")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    done = models.PositiveIntegerField("已查", default=0)
    total = models.PositiveIntegerField("共", default=0)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    seconds = models.FloatField("用时", default=0)
    events = models.BigIntegerField("记录", default=0)
    matters = models.BigIntegerField("事项", default=0)
    anchors = models.PositiveIntegerField("日锚", default=0)
    unanchored = models.BigIntegerField("尚未锚定", default=0)
    broken_count = models.PositiveIntegerField("不符", default=0)
    broken = models.JSONField("不符之处", default=list)
    failed = models.CharField("未能完成的原因", max_length=400, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        verbose_name = "日志校验"

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} 的校验"

    @property
    def outcome(self) -> str:
        """A code: running, failed, whole or broken."""
        if self.finished_at is None:
            return "running"
        return "failed" if self.failed else "broken" if self.broken_count else "whole"

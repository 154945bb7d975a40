"""Scores, rankings, circulars and special reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.supervision.models.plans import Plan


class Bonus(models.Model):
    """A bonus or a found false report that changes a unit's score, with its basis."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    reason = models.CharField("事由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "加分"

    def __str__(self) -> str:
        return f"{self.unit} {self.points}"


class Ranking(models.Model):
    """A published ranking: the calculation sheet as it stood, so that it can be opened ever after."""

    title = models.CharField("名称", max_length=120)
    period = models.CharField("期间", max_length=10)
    group = models.CharField("分组", max_length=40)
    on = models.DateField("截止日")
    sheet = models.JSONField(default=list)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "排名"

    def __str__(self) -> str:
        return self.title


class PaperKind(models.TextChoices):
    CIRCULAR = "circular", "通报"
    SPECIAL_REPORT = "special_report", "工作专报"
    PROMPT_LETTER = "prompt_letter", "提示函"


class Paper(models.Model):
    """A circular or special report: its figures as counted, its text, and the .docx that was made."""

    kind = models.CharField("种类", max_length=16, choices=PaperKind)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=40, blank=True)
    period = models.CharField("期间", max_length=10)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任务清单"
    )
    figures = models.JSONField(default=dict)
    content = models.JSONField(default=dict)  # sections as edited
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: drafted by the ladder
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        verbose_name = "通报专报"

    def __str__(self) -> str:
        return self.title

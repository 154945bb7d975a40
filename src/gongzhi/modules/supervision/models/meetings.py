"""Leading groups' meetings."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import LeadingGroup
from gongzhi.modules.supervision.models.tasks import Task


class Meeting(models.Model):
    """A leading group's dispatch meeting (调度会), its agenda drawn from red and yellow tasks."""

    group = models.ForeignKey(LeadingGroup, models.PROTECT, related_name="+", verbose_name="领导小组")
    title = models.CharField("会议名称", max_length=120)
    held_at = models.DateTimeField("时间")
    room = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    present = models.TextField("出席", blank=True)
    minutes = models.TextField("会议纪要", blank=True)
    number = models.CharField("纪要编号", max_length=40, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_at",)
        verbose_name = "调度会"

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """One point of a meeting: usually a lagging task; the decision may become a task of its own."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=0)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField("议题", max_length=300)
    light = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    discussion = models.TextField("讨论", blank=True)
    decision = models.TextField("议定事项", blank=True)
    became = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order", "id")
        verbose_name = "议题"

    def __str__(self) -> str:
        return self.subject

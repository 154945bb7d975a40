"""Slips to units, each about one task or many."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.supervision.models.plans import Plan
from gongzhi.modules.supervision.models.tasks import Task


class SlipKind(models.TextChoices):
    """Instruments of the ladder, in rising severity."""

    PROMPT = "prompt", "提醒"
    REMINDER = "reminder", "催办单"
    NOTICE = "notice", "督办通知单"
    CIRCULAR = "circular", "通报"
    TALK = "talk", "约谈"
    REFERRAL = "referral", "移送"
    ASSIGNMENT = "assignment", "交办单"


class Slip(models.Model):
    """A numbered slip to a unit: sent, read, replied to. It is about tasks, its items; or it issues a plan."""

    kind = models.CharField("种类", max_length=12, choices=SlipKind)
    number = models.CharField("文号", max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="对象单位")
    tasks: models.ManyToManyField[Task, SlipItem] = models.ManyToManyField(
        Task, through="SlipItem", related_name="slips"
    )
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="slips")
    title = models.CharField("事由", max_length=200)
    body = models.TextField("内容", blank=True)
    reason = models.CharField("触发原因", max_length=200, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.CharField("签发人", max_length=40, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("发出时间")
    due_on = models.DateField("要求回复", null=True, blank=True)
    read_at = models.DateTimeField("阅知时间", null=True, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)  # the last of its items was
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("unit", "-id"), name="supervision_slip_unit"),)
        verbose_name = "督办文书"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def of_tasks(self) -> bool:
        """Whether it is about tasks; else it issues a plan."""
        return self.plan_id is None


class SlipItem(models.Model):
    """One task of a slip, with why it stands there and what the unit replied about it."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, models.CASCADE, related_name="slip_items")
    reason = models.CharField("触发原因", max_length=200, blank=True)
    reply = models.TextField("回复", blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    key = models.CharField(
        max_length=80, unique=True
    )  # what it is for; whatever slip holds it, it is sent once

    class Meta:
        ordering = ("id",)
        verbose_name = "督办事项"

    def __str__(self) -> str:
        return self.key

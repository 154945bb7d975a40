"""走访: what to ask, and what was found at a household."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import CodeField
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.people.models import Household
from gongzhi.kernel.people.sealing import SealedField


class AskList(models.Model):
    """Questions of a visit from a day on, for households of a sort of care ("" for all).

    `questions`: [{code, label, type: yes_no|choice|text, choices, finding, when}]; `finding` is the code of the category
    that an answer `when` becomes an event of.
    """

    name = models.CharField("名称", max_length=40)
    care = models.CharField("适用", max_length=6, blank=True, default="")
    questions = models.JSONField("问题", default=list)
    from_on = models.DateField("施行日期")
    by = officer("维护人")
    at = models.DateTimeField("维护时间")

    class Meta:
        ordering = ("care", "-from_on")
        constraints = (models.UniqueConstraint(fields=("care", "from_on"), name="grid_asklist_once"),)
        verbose_name = "走访问题"

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """One visit. Answers and note lie sealed; `place_code` is the grid as it was that day."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits", verbose_name="住户")
    place_code = CodeField("网格", max_length=20)
    asked = models.ForeignKey(AskList, models.PROTECT, null=True, blank=True, related_name="+")
    met = models.BooleanField("见到人", default=True)
    answers = SealedField("回答")  # JSON: question code -> answer
    note = SealedField("走访情况")
    findings = models.PositiveSmallIntegerField("发现问题", default=0)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    metres = models.PositiveIntegerField("距房屋（米）", null=True, blank=True)
    said_at = models.DateTimeField("手机时间", null=True, blank=True)
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="走访人"
    )
    at = models.DateTimeField("走访时间")
    key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="grid_visit_key_once"),
        )
        indexes = (
            models.Index(fields=("place_code", "at"), name="grid_visit_place"),
            models.Index(fields=("household", "-at"), name="grid_visit_household"),
        )
        verbose_name = "走访"

    def __str__(self) -> str:
        return f"{self.household_id} {self.at:%Y-%m-%d}"

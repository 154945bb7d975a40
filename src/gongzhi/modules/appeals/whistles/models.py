"""吹哨单: what a town cannot settle alone, the units that it calls, and what each of them did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.whistles.words import WhistleType


class Whistle(models.Model):
    """A whistle beside its matter. What was told lies sealed."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="whistle")
    type = models.CharField("类型", max_length=12, choices=WhistleType)
    town = models.ForeignKey(Unit, models.PROTECT, related_name="whistles", verbose_name="吹哨乡镇（街道）")
    spot = models.CharField("具体位置", max_length=120, blank=True, default="")
    text = SealedField("问题")
    tried = SealedField("已采取的措施")
    wanted = models.ManyToManyField(Unit, related_name="+", verbose_name="需要报到的单位")
    lead_wanted = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议牵头单位"
    )
    # the latest one on the same place and type within the county's days, as it was when this one was drafted
    earlier = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeats", verbose_name="前一张哨"
    )
    drafted_by = officer("拟稿人")
    approved_by = officer("签发人")
    approved_at = models.DateTimeField("签发时间", null=True, blank=True)
    accepted_by = officer("受理人")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    dispatched_at = models.DateTimeField("派哨时间", null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("town", "matter"), name="appeals_whistle_town"),)
        verbose_name = "吹哨单"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number


class Call(models.Model):
    """One unit that was called: it reports in, settles its part, the town confirms and rates it.

    Its terms are the clocks of its assignment.
    """

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="call")
    called_at = models.DateTimeField("派哨时间")
    reported_at = models.DateTimeField("报到时间", null=True, blank=True)
    in_time = models.BooleanField("按时报到", null=True, blank=True)
    came = SealedField("到场人员")
    place = models.CharField("报到地点", max_length=120, blank=True, default="")
    reported_by = officer("报到登记人")
    result = SealedField("办理结果")
    result_at = models.DateTimeField("办结时间", null=True, blank=True)
    result_in_time = models.BooleanField("按时办结", null=True, blank=True)
    result_by = officer("办结登记人")
    sent_back = models.PositiveSmallIntegerField("退回次数", default=0)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = officer("确认人")
    score = models.PositiveSmallIntegerField("评分", null=True, blank=True)
    reason = SealedField("评分理由")
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    rated_by = officer("评价人")

    class Meta:
        ordering = ("assignment__order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("whistle", "unit"), name="appeals_call_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="appeals_call_score"
            ),
            models.CheckConstraint(
                condition=Q(result_at=None) | Q(reported_at__isnull=False), name="appeals_call_came_first"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(result_at__isnull=False), name="appeals_call_done_first"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(confirmed_at__isnull=False), name="appeals_call_confirmed_first"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "id"), name="appeals_call_unit"),
            models.Index(fields=("whistle",), condition=Q(reported_at=None), name="appeals_call_awaited"),
        )
        verbose_name = "报到单位"

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.unit}"

"""A problem beside its matter, and the extensions that were asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.ecology.words import ProblemType, Severity


class Problem(models.Model):
    """What is wrong, who was told of it when on which line, and how it was put right.

    Both lines are told in the moment of `reported_at`; `found_at` is when it was found, by the phone's believed time.
    """

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="eco_problem")
    type = models.CharField("类型", max_length=12, choices=ProblemType)
    severity = models.CharField("程度", max_length=8, choices=Severity, default=Severity.NORMAL)
    text = models.TextField("情况")
    spot = models.CharField("具体位置", max_length=120, blank=True, default="")
    liable = models.CharField("责任主体", max_length=80, blank=True, default="")
    town = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="属地乡镇（街道）")
    bureau = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县级主管部门")
    station = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="eco_problems", verbose_name="发现单位"
    )
    found_at = models.DateTimeField("发现时间")
    found_by = officer("发现人")
    reported_at = models.DateTimeField("双报告时间")
    town_received_at = models.DateTimeField("乡镇接报", null=True, blank=True)
    bureau_received_at = models.DateTimeField("县级接报", null=True, blank=True)
    rectified_at = models.DateTimeField("整改完成", null=True, blank=True)
    rectified_by = officer("整改报告人")
    measure = models.TextField("整改措施", blank=True, default="")
    checked_at = models.DateTimeField("核查通过", null=True, blank=True)
    checked_by = officer("核查人")
    struck_at = models.DateTimeField("销号时间", null=True, blank=True)
    struck_by = officer("销号人")
    sent_back = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(rectified_at__isnull=False),
                name="ecology_problem_rectified_first",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None) | Q(checked_at__isnull=False),
                name="ecology_problem_checked_first",
            ),
        )
        indexes = (
            models.Index(fields=("reported_at", "matter"), name="ecology_problem_reported"),
            models.Index(fields=("town", "reported_at"), name="ecology_problem_town"),
            models.Index(fields=("station", "reported_at"), name="ecology_problem_station"),
        )
        verbose_name = "生态环境问题"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number


class MoreTime(models.Model):
    """The town asks for more time; the bureau decides."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField("延长（日）")
    reason = models.CharField("理由", max_length=500)
    asked_at = models.DateTimeField("申请时间")
    asked_by = officer("申请人")
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = officer("决定人")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("problem",), condition=Q(granted=None), name="ecology_more_time_one_open"
            ),
        )
        verbose_name = "整改延期"

    def __str__(self) -> str:
        return f"{self.problem_id} {self.days}日"

"""What is asked and decided about a task: extensions, objections, checks, the account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.supervision.models.tasks import Task


class Decision(models.TextChoices):
    PENDING = "pending", "待审批"
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"


class Extension(models.Model):
    """延期申请: asked before the deadline with reason and progress; the old deadline is kept."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extension_requests")
    before = models.DateField("原时限")
    wanted = models.DateField("申请时限")
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField("审批", max_length=8, choices=Decision, default=Decision.PENDING)
    opinion = models.TextField("审批意见", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("task",), condition=Q(decision="pending"), name="supervision_extension_one_open"
            ),
        )
        verbose_name = "延期申请"

    def __str__(self) -> str:
        return f"{self.before} → {self.wanted}"


class Objection(models.Model):
    """不属本单位: a unit's objection within the limit, and how the office decided."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="objections")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    suggested = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议单位"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    opinion = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("assignment",), condition=Q(decision="pending"), name="supervision_objection_one_open"
            ),
        )
        verbose_name = "异议"

    def __str__(self) -> str:
        return self.reason[:30]


class Check(models.Model):
    """核查: accepted, or sent back with a reason."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="checks")
    passed = models.BooleanField("通过")
    method = models.CharField("方式", max_length=20, blank=True)
    opinion = models.TextField("核查意见", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "核查"

    def __str__(self) -> str:
        return "通过" if self.passed else "退回"


class HoldItem(models.Model):
    """One stay on the account of unresolved tasks (挂账), up to its being struck off (销号)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="holds")
    problem = models.TextField("存在问题")
    root_cause = models.TextField("原因", blank=True)
    measures = models.TextField("整改措施", blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    target_on = models.DateField("整改时限", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField("挂账时间")
    self_check = models.TextField("单位自查", blank=True)
    self_checked_at = models.DateTimeField(null=True, blank=True)
    industry_opinion = models.TextField("行业主管意见", blank=True)
    site_check = models.TextField("现场核查", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("销账时间", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("task",), condition=Q(closed_at=None), name="supervision_hold_one_open"
            ),
        )
        verbose_name = "挂账"

    def __str__(self) -> str:
        return self.problem[:30]


class HoldUpdate(models.Model):
    """The weekly word on a held item."""

    hold = models.ForeignKey(HoldItem, models.CASCADE, related_name="updates")
    text = models.TextField("整改进展")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.text[:30]

"""What is special to supervised tasks, and what units file about them. Everything else of a task lies in its matter."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Assignment, Light, Matter
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.supervision.models.plans import CYCLES, Plan
from gongzhi.modules.supervision.rules import Cycle


class Task(models.Model):
    """What is special to a supervised task; its matter holds number, state, units and clocks."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="+")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="任务清单"
    )
    no = models.CharField("文件序号", max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)
    text = models.TextField("任务内容")
    deadline = models.DateField("完成时限", null=True, blank=True)
    is_continuous = models.BooleanField("长期坚持", default=False)
    is_quantified = models.BooleanField("量化", default=False)
    cycle = models.CharField("报送周期", max_length=10, choices=CYCLES, default=Cycle.MONTHLY.value)
    weight = models.DecimalField("权重", max_digits=6, decimal_places=2, default=Decimal(1))
    start_on = models.DateField("起始日")
    start = models.PositiveIntegerField(default=0)  # span in the plan's text
    end = models.PositiveIntegerField(default=0)
    actual = models.PositiveSmallIntegerField("实际进度", default=0)
    expected = models.PositiveSmallIntegerField("序时进度", default=0)  # as of the last judging
    light_reason = models.CharField("亮灯原因", max_length=200, blank=True, default="")
    judged_at = models.DateTimeField("判定时间", null=True, blank=True)
    verifier_light = models.CharField(max_length=8, choices=Light, blank=True, default="")
    verifier_reason = models.CharField(max_length=200, blank=True, default="")
    reported_at = models.DateTimeField("最近反馈", null=True, blank=True)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    failed_checks = models.PositiveSmallIntegerField("核查未通过次数", default=0)
    on_hold_account = models.BooleanField("挂账", default=False)
    relapses = models.PositiveSmallIntegerField("反弹次数", default=0)
    critical = models.BooleanField("重点事项", default=False)  # struck off by the charge leader
    basis = models.CharField("来源依据", max_length=200, blank=True, default="")
    recorder = models.CharField("口头指示记录人", max_length=40, blank=True, default="")
    told_at = models.DateTimeField("口头指示时间", null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("plan", "order"), name="supervision_task_plan"),
            models.Index(fields=("matter",), condition=Q(on_hold_account=True), name="supervision_task_hold"),
        )
        verbose_name = "督查任务"

    def __str__(self) -> str:
        return f"{self.matter.number} {self.text[:30]}"

    @property
    def number(self) -> str:
        """The number with the suffix of a relapse: DC…-R1."""
        return f"{self.matter.number}-R{self.relapses}" if self.relapses else self.matter.number


class Target(models.Model):
    """A quantified aim of a task, and what was reached by the last report."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField("指标", max_length=120)
    op = models.CharField("比较", max_length=8, default=">=")
    value = models.DecimalField("目标值", max_digits=18, decimal_places=4, null=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    raw = models.CharField("原文", max_length=200, blank=True)
    stretch = models.BooleanField("力争", default=False)
    reached = models.DecimalField("已达", max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("order", "id")
        verbose_name = "指标"

    def __str__(self) -> str:
        return self.raw or self.name


class Node(models.Model):
    """A milestone: by `on`, `percent` should be reached."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="nodes")
    on = models.DateField("时间")
    percent = models.PositiveSmallIntegerField("应达进度")
    text = models.CharField("节点要求", max_length=300, blank=True)

    class Meta:
        ordering = ("on",)
        constraints = (models.UniqueConstraint(fields=("task", "on"), name="supervision_node_once"),)
        verbose_name = "节点"

    def __str__(self) -> str:
        return f"{self.on} {self.percent}%"


class WorkPlan(models.Model):
    """定方案、定措施、定人员: what the lead unit files; a change is a new version."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="work_plans")
    version = models.PositiveSmallIntegerField(default=1)
    measures = models.TextField("工作措施")
    roadmap = models.TextField("时间表、路线图", blank=True)
    in_charge = models.CharField("具体负责人", max_length=40)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("task", "version"), name="supervision_workplan_version"),
        )
        verbose_name = "工作方案"

    def __str__(self) -> str:
        return f"{self.task_id} v{self.version}"


class Report(models.Model):
    """A unit's progress report for one period; frozen once submitted, a correction is a new version."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    as_lead = models.BooleanField(default=True)
    period = models.CharField("报送期", max_length=10)
    due_on = models.DateField("应报日期")
    version = models.PositiveSmallIntegerField(default=1)
    percent = models.PositiveSmallIntegerField("实际进度", default=0)
    narrative = models.TextField("进展情况")
    problems = models.TextField("存在问题", blank=True)
    next_step = models.TextField("下一步措施", blank=True)
    explanation = models.TextField("进度下降说明", blank=True)
    values = models.JSONField("指标完成数", default=dict)  # target key -> decimal as text
    late_days = models.PositiveSmallIntegerField("迟报工作日", default=0)
    current = models.BooleanField(default=True)  # the newest version
    false = models.BooleanField("认定虚报", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("报送时间")

    class Meta:
        ordering = ("-period", "unit_id", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "unit", "period", "version"), name="supervision_report_version"
            ),
            models.UniqueConstraint(
                fields=("task", "unit", "period"),
                condition=Q(current=True),
                name="supervision_report_current",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="supervision_report_percent"),
        )
        verbose_name = "进展反馈"

    def __str__(self) -> str:
        return f"{self.period} {self.unit}"


class LightRecord(models.Model):
    """The light of a task at the end of a period: the history that scores are counted from."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="lights")
    period = models.CharField(max_length=10)
    light = models.CharField(max_length=8, choices=Light)
    reason = models.CharField(max_length=200)
    expected = models.PositiveSmallIntegerField()
    actual = models.PositiveSmallIntegerField()
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ("-period",)
        constraints = (models.UniqueConstraint(fields=("task", "period"), name="supervision_light_once"),)
        verbose_name = "亮灯记录"

    def __str__(self) -> str:
        return f"{self.period} {self.light}"

"""Plans under review: a document, its items, the steps of its review, and the county that it founds."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import LeadingGroup, Unit
from gongzhi.modules.supervision.rules import CYCLE_LABELS, Cycle


class Source(models.TextChoices):
    """Task sources (任务来源)."""

    WORK_REPORT = "work_report", "政府工作报告"
    LIVELIHOOD_PROJECT = "livelihood_project", "民生实事"
    KEY_WORK = "key_work", "县委县政府重点工作"
    MEETING_RESOLUTION = "meeting_resolution", "会议议定事项"
    LEADER_INSTRUCTION = "leader_instruction", "领导批示"
    SUPERIOR_ASSIGNMENT = "superior_assignment", "上级交办"
    MOTION = "motion", "建议提案"
    ENVIRONMENT = "environment_rectification", "环保督察整改"
    AUDIT = "audit_inspection_rectification", "审计巡察整改"
    HOTLINE_FOCUS = "hotline_focus", "热线重点件"
    PETITION_BACKLOG = "petition_backlog", "信访积案"
    EMERGENCY = "emergency", "应急事项"


CYCLES = [(cycle.value, CYCLE_LABELS[cycle]) for cycle in Cycle]


class PlanState(models.TextChoices):
    READING = "reading", "正在读取"
    FAILED = "failed", "读取失败"
    REVIEW = "review", "待核对"
    ISSUED = "issued", "已交办"


class Batch(models.Model):
    """Several files that were taken in at once. `refused` are those that did not come in: [{name, why, plan}]."""

    refused = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        verbose_name = "批量导入"

    def __str__(self) -> str:
        return f"批量导入{self.pk}"


class Plan(models.Model):
    """A document that is being made into tasks (任务清单). `text` is what spans of its items point into."""

    title = models.CharField("标题", max_length=200)
    doc_number = models.CharField("发文字号", max_length=60, blank=True)
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    source = models.CharField("任务来源", max_length=32, choices=Source, default=Source.KEY_WORK)
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.READING)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原文"
    )
    digest = models.CharField(max_length=64, db_index=True, blank=True, default="")
    text = models.TextField(blank=True, default="")
    blocks = models.JSONField(default=list)  # [[start, end, kind, level], ...]
    groups = models.JSONField(default=list)  # leading groups that the document names
    doubts = models.JSONField(default=list)  # of the document as a whole: [{code, message, start, end}]
    progress = models.PositiveSmallIntegerField(default=0)  # per cent of the reading
    error = models.TextField(blank=True, default="")
    cycle = models.CharField("报送周期", max_length=10, choices=CYCLES, default=Cycle.MONTHLY.value)
    default_deadline = models.DateField("默认完成时限", null=True, blank=True)
    leading_group = models.ForeignKey(
        LeadingGroup, models.SET_NULL, null=True, blank=True, verbose_name="领导小组"
    )
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="督查单位")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts every change of the plan and its items
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="plans")
    verdicts = models.JSONField(default=dict)  # key of a finding -> {state, reason, by, at, kind, message}

    class Meta:
        ordering = ("-id",)
        verbose_name = "任务清单"

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One task under review: as the document prints it, and the county's own units once they are known."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    no = models.CharField("序号", max_length=60, blank=True)
    number_path = models.CharField(
        max_length=160, blank=True, default=""
    )  # with the numbers above: 五/（一）/31
    headings = models.JSONField(default=list)
    text = models.TextField("任务内容")
    lead_leaders = models.JSONField("牵头领导", default=list)  # as printed
    lead_units = models.JSONField("牵头单位", default=list)
    co_units = models.JSONField("协同单位", default=list)
    open_ended = models.BooleanField("等相关单位", default=False)
    targets = models.JSONField("指标", default=list)  # [{name, op, value, unit, raw, stretch, start, end}]
    nodes = models.JSONField("节点", default=list)  # [{on, percent, text}]
    details = models.JSONField("其他栏目", default=list)  # [[head, words], ...] of a table's other columns
    deadline = models.DateField("完成时限", null=True, blank=True)
    deadline_text = models.CharField(max_length=60, blank=True, default="")
    is_continuous = models.BooleanField("长期坚持", default=False)
    cycle = models.CharField("报送周期", max_length=10, choices=CYCLES, blank=True, default="")
    weight = models.DecimalField("权重", max_digits=6, decimal_places=2, default=Decimal(1))
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    spans = models.JSONField(default=dict)  # field -> [[start, end], ...]
    doubts = models.JSONField(default=list)  # [{code, message, field, candidates}]
    resolved = models.JSONField(
        default=dict
    )  # printed name -> {"unit": id} | {"group": id} | {"post": id} | {"officer": id}
    accepted = models.BooleanField("已核对", default=False)
    removed = models.BooleanField(default=False)
    matter = models.ForeignKey(Matter, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("order", "id")
        indexes = (models.Index(fields=("plan", "order", "id"), name="supervision_item_order"),)
        verbose_name = "待核对任务"

    def __str__(self) -> str:
        return f"{self.no} {self.text[:30]}"


class Edit(models.Model):
    """One step of a review that can be undone: the rows as they were before it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits")
    label = models.CharField(max_length=60)
    before = models.JSONField(
        default=list
    )  # [{"id": ..., "fields": {...}}, ...]; a row made by the step has no fields
    verdicts = models.JSONField(default=dict)  # key of a finding -> its verdict before, or None
    learned = models.JSONField(
        default=dict
    )  # the name that the step taught: {name, unit | group | post: key}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)
    forgotten: str = ""  # the name that undoing it took back

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.label


class Case(models.Model):
    """A document with what its reviewers made of it, kept for the reader's test set because they agreed to it."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="case")
    name = models.CharField("名称", max_length=200)
    text = models.TextField()
    answer = models.JSONField()  # as the command `read --json` prints it, without doubts
    corrections = models.PositiveIntegerField("改正", default=0)  # steps of the review that changed a task
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-at",)
        verbose_name = "识别例题"

    def __str__(self) -> str:
        return self.name


class Founding(models.Model):
    """The county as proposed from a plan's document: what was typed so far, and what was set up from it."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="founding")
    draft = models.JSONField(default=dict)  # sort -> key of the row -> field -> what was typed
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    counts = models.JSONField(default=dict)  # of the last confirmation: units, groups, leaders, leading
    version = models.PositiveIntegerField(default=0)  # counts the confirmations

    def __str__(self) -> str:
        return f"{self.plan}：建立单位体系"

"""Plans under review, and what is special to supervised tasks. Everything else of a task lies in its matter."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Assignment, Light, Matter
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

"""One narrow table for all kinds of matters; what is special to a kind lies in its module's table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.declare import Flow, State, flow_of
from gongzhi.kernel.org.models import Post, Unit


class CodeField(models.CharField):
    """Text compared byte by byte on both engines, so that prefix ranges use the index."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Light(models.TextChoices):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    GREY = "grey", "未启动"
    DONE = "done", "办结"


class Matter(models.Model):
    """Something promised that must be finished. No personal data lies in this row."""

    kind = models.CharField("种类", max_length=20)
    flow_version = models.PositiveSmallIntegerField(default=1)
    number = CodeField("编号", max_length=32, unique=True)
    title = models.CharField("事项", max_length=300)
    category = models.CharField("类别", max_length=60, blank=True, default="")
    source = models.CharField("来源", max_length=40, blank=True, default="")
    place_code = CodeField("地方", max_length=20, blank=True, default="")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    state = models.CharField("状态", max_length=30)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头单位"
    )
    opened_at = models.DateTimeField("立项时间")
    due_at = models.DateTimeField("时限", null=True, blank=True)
    warn_at = models.DateTimeField("预警时间", null=True, blank=True)
    paused_at = models.DateTimeField("暂停时间", null=True, blank=True)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=30, blank=True, default="")
    judged_light = models.CharField("判定灯", max_length=8, blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    version = models.PositiveIntegerField(default=1)
    tip_seq = models.PositiveIntegerField(default=0)
    tip_hash = models.CharField(max_length=64, blank=True, default="")
    search = models.TextField(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=("kind", "state", "id"), name="flow_matter_kind"),
            models.Index(
                fields=("kind", "due_at", "id"), condition=Q(closed_at=None), name="flow_matter_due"
            ),
            models.Index(
                fields=("lead_unit", "due_at", "id"), condition=Q(closed_at=None), name="flow_matter_unit"
            ),
            # lights are counted, whole and by unit, from this index alone
            models.Index(
                fields=(
                    "kind",
                    "judged_light",
                    "due_at",
                    "id",
                    "warn_at",
                    "paused_at",
                    "closed_at",
                    "lead_unit",
                ),
                condition=Q(closed_at=None),
                name="flow_matter_light",
            ),
            models.Index(fields=("kind", "due_at", "id"), name="flow_matter_by_due"),
            models.Index(fields=("place_code", "id"), name="flow_matter_place"),
            models.Index(fields=("kind", "opened_at"), name="flow_matter_opened"),  # figures of a month
        )
        verbose_name = "事项"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def flow(self) -> Flow:
        return flow_of(self.kind, self.flow_version)

    @property
    def state_now(self) -> State:
        return self.flow.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Role(models.TextChoices):
    LEAD = "lead", "牵头单位"
    CO = "co", "协同单位"
    LEADER = "leader", "牵头领导"
    HANDLER = "handler", "承办人"
    CHECKER = "checker", "核查人"


class AssignmentState(models.TextChoices):
    OPEN = "open", "待签收"
    SIGNED = "signed", "已签收"
    OBJECTED = "objected", "有异议"
    REPLIED = "replied", "已反馈"
    RETURNED = "returned", "已退回"
    CLOSED = "closed", "已办结"


def _desk(party: str) -> models.Index:
    """The order of a party's worklist. Rows of other sorts of party take no room in it."""
    condition = Q(closed_at=None, **{f"{party}__isnull": False})
    return models.Index(fields=(party, "due_at", "id"), condition=condition, name=f"flow_assignment_{party}")


class Assignment(models.Model):
    """One party that owes something, with its own term and reply. The worklist is an index range over these."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=20)
    role = models.CharField("角色", max_length=10, choices=Role)
    order = models.PositiveSmallIntegerField(default=0)  # the first lead unit answers for the matter
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位", db_index=False
    )
    unit_path = CodeField(max_length=120, blank=True, default="")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职务", db_index=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="人员",
        db_index=False,
    )
    printed = models.CharField("文件所列名称", max_length=120, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField("时限", null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField("反馈", blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=("unit_path", "matter"), name="flow_assignment_path"),
            models.Index(fields=("due_at", "id"), condition=Q(closed_at=None), name="flow_assignment_due"),
            *[_desk(party) for party in ("unit", "officer", "post")],
            models.Index(
                fields=("officer", "matter"), condition=Q(officer__isnull=False), name="flow_assignment_own"
            ),
            models.Index(
                fields=("post", "matter"), condition=Q(post__isnull=False), name="flow_assignment_held"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(officer__isnull=False) | Q(post__isnull=False),
                name="flow_assignment_party",
            ),
        )
        verbose_name = "承办"

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.party}"

    @property
    def party(self) -> str:
        """Who it is, for a page; reads the related rows."""
        if self.unit_id:
            return self.unit.label
        if self.officer_id:
            return self.officer.name
        return self.post.title if self.post_id else self.printed


class Clock(models.Model):
    """One running or stopped term, with the rule and the calendar that it was reckoned by."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="clocks")
    name = models.CharField(max_length=20)
    rule = models.CharField("时限规则", max_length=40)
    calendar_version = models.PositiveIntegerField(default=0)
    provisional = models.BooleanField("暂定", default=False)
    started_at = models.DateTimeField("起算")
    pauses = models.JSONField("暂停", default=list)  # [[from iso, to iso or null], ...]
    extensions = models.JSONField("延长", default=list)  # term codes, each counted on from the end before it
    due_at = models.DateTimeField("到期")
    warn_at = models.DateTimeField("预警", null=True, blank=True)
    stopped_at = models.DateTimeField("停止", null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("name", "due_at"), condition=Q(stopped_at=None), name="flow_clock_running"),
            models.Index(
                fields=("calendar_version",), condition=Q(stopped_at=None), name="flow_clock_calendar"
            ),
        )
        verbose_name = "时钟"

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"


class LinkKind(models.TextChoices):
    CAUSE = "cause", "由其引起"
    DUPLICATE = "duplicate", "重复"
    RELAPSE = "relapse", "反弹重开"
    RELATED = "related", "相关"


class MatterLink(models.Model):
    """`matter` stands in relation `kind` to `other`."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="links")
    other = models.ForeignKey(Matter, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=LinkKind)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("matter", "other", "kind"), name="flow_link_once"),)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind} {self.other_id}"


class Serial(models.Model):
    """The last serial of a kind and day in one stripe; stripes let several writers allot at once."""

    prefix = models.CharField(max_length=8)
    day = models.DateField()
    stripe = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("prefix", "day", "stripe"), name="flow_serial_once"),)

    def __str__(self) -> str:
        return f"{self.prefix} {self.day} {self.last}"

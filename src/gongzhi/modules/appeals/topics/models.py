"""热点专题: many appeals about one thing, from the proposal to telling the people what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import CodeField, Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.words import ReplyWay


class TopicState(models.TextChoices):
    OPEN = "open", "汇集中"
    ASKED = "asked", "已提请督查"
    TASKED = "tasked", "督查中"
    TOLD = "told", "已办结告知"


class Topic(models.Model):
    """One thing that many complain of: a category at a place in some days. One appeal of it, the master, is handled for all."""

    name = models.CharField("名称", max_length=80)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项"
    )
    place_code = CodeField("地方", max_length=20, blank=True, default="")
    from_on = models.DateField("起")
    to_on = models.DateField("止")
    words = models.JSONField("关键词", default=list, blank=True)
    note = models.CharField("说明", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=8, choices=TopicState, default=TopicState.OPEN)
    master = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主件"
    )
    task = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="督查任务"
    )
    outcome = models.TextField("办理结果", blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="建立人"
    )
    made_at = models.DateTimeField("建立时间")
    asked_at = models.DateTimeField("提请督查", null=True, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("task",), condition=Q(task__isnull=False), name="appeals_topic_task"),
            models.Index(fields=("category", "state"), name="appeals_topic_category"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="appeals_topic_days"),
        )
        verbose_name = "热点专题"

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in (TopicState.OPEN, TopicState.ASKED, TopicState.TASKED)


class Part(models.TextChoices):
    MASTER = "master", "主件"
    MERGED = "merged", "并入主件"
    ALONG = "along", "另行办理"


class Membership(models.Model):
    """An appeal of a topic; an appeal is of one at most."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="members")
    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="membership")
    part = models.CharField("作用", max_length=8, choices=Part)
    by = officer("加入人")
    at = models.DateTimeField("加入时间")

    class Meta:
        ordering = ("appeal",)
        verbose_name = "专题诉求"

    def __str__(self) -> str:
        return f"{self.topic_id} {self.appeal_id}"


class Sort(models.TextChoices):
    BATCH = "batch", "批量反映"
    HOT = "hot", "增长热点"


class ProposalState(models.TextChoices):
    OPEN = "open", "待处理"
    TAKEN = "taken", "已建专题"
    PASSED = "passed", "不需要"


class Proposal(models.Model):
    """What the system found to look like a topic; a person decides."""

    sort = models.CharField("种类", max_length=8, choices=Sort)
    key = models.CharField(max_length=80, unique=True, editable=False)
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+", verbose_name="事项")
    place_code = CodeField("地方", max_length=20, blank=True, default="")
    from_on = models.DateField("起")
    to_on = models.DateField("止")
    appeals = models.JSONField(default=list)  # keys
    people = models.PositiveIntegerField("人数", default=0)
    why = models.CharField("依据", max_length=200)
    urgent = models.BooleanField("应急", default=False)
    state = models.CharField("状态", max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="专题"
    )
    found_at = models.DateTimeField("发现时间")
    decided_by = officer("处理人")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "-id"), name="appeals_proposal_open"),)
        verbose_name = "专题线索"

    def __str__(self) -> str:
        return self.why


class NoticeState(models.TextChoices):
    PENDING = "pending", "待告知"
    DONE = "done", "已告知"
    FAILED = "failed", "未能告知"


class Notice(models.Model):
    """One caller to be told what came of a topic, or of the appeal that theirs had joined; the desk ticks it off."""

    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="notices")
    parent = models.ForeignKey(
        Matter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="主件"
    )
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="notices")
    way = models.CharField("告知方式", max_length=8, choices=ReplyWay)
    state = models.CharField("状态", max_length=8, choices=NoticeState, default=NoticeState.PENDING)
    made_at = models.DateTimeField("生成时间")
    by = officer("告知人")
    at = models.DateTimeField("告知时间", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("topic", "appeal"), name="appeals_notice_once"),
            models.UniqueConstraint(
                fields=("parent", "appeal"), condition=Q(parent__isnull=False), name="appeals_notice_joined"
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=False, parent=None) | Q(topic=None, parent__isnull=False),
                name="appeals_notice_cause",
            ),
        )
        indexes = (models.Index(fields=("state", "id"), name="appeals_notice_state"),)
        verbose_name = "告知"

    def __str__(self) -> str:
        return f"{self.cause} {self.appeal_id}"

    @property
    def cause(self) -> str:
        """What the caller is told of: the topic's name, or the number of the appeal that theirs had joined."""
        return self.topic.name if self.topic else f"并入{self.parent.number}" if self.parent else ""

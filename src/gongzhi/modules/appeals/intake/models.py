"""The appeal itself: what is special to it beside its matter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.rules import TermClass, term_class
from gongzhi.modules.appeals.words import (
    AppealType,
    Channel,
    Ground,
    ReplyWay,
    Satisfied,
    Solved,
    Urgency,
)


class Merit(models.TextChoices):
    REASONABLE = "", "合理"
    CLAIMED = "claimed", "待认定"
    DOUBTED = "doubted", "待复核"
    UNREASONABLE = "unreasonable", "不合理"


class Appeal(models.Model):
    """What somebody asks of the county. The words and the address lie sealed; the matter's row names nobody."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="appeal")
    type = models.CharField("诉求类型", max_length=12, choices=AppealType)
    channel = models.CharField("渠道", max_length=12, choices=Channel)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="事项"
    )
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    complex = models.BooleanField("疑难复杂", default=False)
    text = SealedField("诉求内容")
    address = SealedField("详细地址")
    appellant = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="诉求人"
    )
    anonymous = models.BooleanField("匿名", default=False)
    confidential = models.BooleanField("保密", default=False)
    reply_way = models.CharField("回复方式", max_length=8, choices=ReplyWay, default=ReplyWay.PHONE)
    code = models.CharField("查询码", max_length=12, editable=False)  # with the number: all a resident needs
    outside_number = models.CharField("来文编号", max_length=60, blank=True, default="")
    first_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="首接单位"
    )
    registered_by = officer("受理人")
    same_key = models.CharField(
        max_length=32, blank=True, default="", editable=False
    )  # who, what, which day: blind

    ground = models.CharField("不予受理原因", max_length=12, choices=Ground, blank=True, default="")
    guided_to = models.CharField("引导渠道", max_length=200, blank=True, default="")

    dispatches = models.PositiveSmallIntegerField("派单次数", default=0)
    returns = models.PositiveSmallIntegerField("退单次数", default=0)
    redos = models.PositiveSmallIntegerField("重办次数", default=0)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    designated = models.BooleanField(
        "已指定承办", default=False
    )  # decided in arbitration: no return any more
    contacted_at = models.DateTimeField("首次联系", null=True, blank=True)
    responded = models.BooleanField("按时响应", null=True, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    in_time = models.BooleanField("按期办结", null=True, blank=True)
    called_at = models.DateTimeField("回访时间", null=True, blank=True)
    calls = models.PositiveSmallIntegerField("回访次数", default=0)
    solved = models.CharField("解决情况", max_length=8, choices=Solved, blank=True, default="")
    satisfied = models.CharField("满意情况", max_length=8, choices=Satisfied, blank=True, default="")
    merit = models.CharField("诉求认定", max_length=12, choices=Merit, blank=True, default="")
    hard = models.BooleanField("疑难件", default=False)  # came again and again
    supervised_at = models.DateTimeField("转督办", null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("category", "-matter"), name="appeals_appeal_category"),
            models.Index(fields=("appellant", "-matter"), name="appeals_appeal_appellant"),
            models.Index(fields=("same_key",), condition=~Q(same_key=""), name="appeals_appeal_same"),
            models.Index(
                fields=("merit", "matter"),
                condition=Q(merit__in=("claimed", "doubted")),
                name="appeals_appeal_claims",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(appellant=None), name="appeals_appeal_anonymous"
            ),
        )
        verbose_name = "诉求"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number

    @property
    def term_class(self) -> TermClass:
        """What its terms are reckoned by."""
        return term_class(self.type, self.urgency, self.complex)

    @property
    def secret(self) -> bool:
        """Whether the handling unit must not learn who told: a report always, others when asked for."""
        return self.confidential or self.type == AppealType.REPORT

    @property
    def reveal_permission(self) -> str:
        """What an officer needs to read the caller in the clear: more, where the caller is kept from the unit."""
        return "appeals.reveal_secret" if self.secret else "appeals.reveal"

    @property
    def caller(self) -> str:
        """Who told, as it may be shown: masked, or that nobody may know."""
        if self.anonymous or self.appellant is None:
            return "匿名"
        return "保密" if self.secret else self.appellant.label or "未留姓名"

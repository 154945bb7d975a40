"""Call-backs: every try, and what was heard."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.words import Reached, Satisfied, Solved


class CallWay(models.TextChoices):
    MESSAGE = "message", "短信"
    VOICE = "voice", "语音机器人"
    PHONE = "phone", "人工电话"
    PORTAL = "portal", "网上评价"
    VISIT = "visit", "上门回访"


class CallBack(models.Model):
    """One try to ask the caller whether it was solved. What was said is kept word for word, sealed."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="call_backs")
    number = models.PositiveSmallIntegerField("次序")
    round = models.PositiveSmallIntegerField(
        "第几轮", default=0
    )  # redos before it: tries are counted anew after each
    way = models.CharField("方式", max_length=8, choices=CallWay)
    reached = models.CharField("结果", max_length=14, choices=Reached)
    contacted = models.BooleanField("承办单位联系过", null=True, blank=True)
    solved = models.CharField("解决情况", max_length=8, choices=Solved, blank=True, default="")
    satisfied = models.CharField("满意情况", max_length=8, choices=Satisfied, blank=True, default="")
    reasonable = models.BooleanField("诉求合理", default=True)
    verbatim = SealedField("原话")
    by = officer("回访人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("appeal", "number"), name="appeals_callback_once"),
            models.CheckConstraint(
                condition=Q(reached="yes") | Q(solved="", satisfied=""), name="appeals_callback_heard"
            ),
        )
        verbose_name = "回访"

    def __str__(self) -> str:
        return f"第{self.number}次回访"

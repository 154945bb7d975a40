"""What Open311 adds to appeals: which questions are asked, what was filed by whom, what the sender added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.models import Appeal


class Offer(models.Model):
    """How a publishable category is offered to programs; without a row it is offered plainly.

    `questions` are rows of code, datatype, description, required and values ((key, name) pairs), as the standard has
    them. `checked_first`: what is filed is public only once the hotline has looked at it; until then there is a token.
    """

    category = models.OneToOneField(Category, models.CASCADE, primary_key=True, related_name="offer")
    checked_first = models.BooleanField("核对后公开", default=False)
    questions = models.JSONField("附加问题", default=list, blank=True)

    class Meta:
        verbose_name = "开放接口事项"

    def __str__(self) -> str:
        return str(self.category)


class Filed(models.Model):
    """What everybody may read of an appeal: a program filed it, whose people knew that; or the hotline chose to show it."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, primary_key=True, related_name="filed")
    client = models.ForeignKey(  # None: told by another door, shown by the hotline
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="接口账号",
    )
    reference = models.CharField("对方编号", max_length=60, blank=True, default="")
    token = models.CharField(max_length=32, unique=True)
    checked_first = models.BooleanField("核对后公开", default=False)
    description = models.TextField("公开的内容", blank=True, default="")
    address = models.CharField("公开的地址", max_length=200, blank=True, default="")
    media_url = models.CharField("图片地址", max_length=2000, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    answers = models.JSONField("附加回答", default=dict, blank=True)
    at = models.DateTimeField("报送时间", db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("client", "reference"), condition=~Q(reference=""), name="appeals_filed_once"
            ),
        )
        verbose_name = "开放接口报送"

    def __str__(self) -> str:
        return str(self.appeal_id)


class Remark(models.Model):
    """What the sender's side added later, once for each of its update numbers."""

    filed = models.ForeignKey(Filed, models.CASCADE, related_name="remarks")
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接口账号"
    )
    update_id = models.CharField("对方更新编号", max_length=60)
    status = models.CharField("对方状态", max_length=30)
    text = SealedField("内容")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("client", "update_id"), name="appeals_remark_once"),)
        verbose_name = "对方补充"

    def __str__(self) -> str:
        return self.update_id

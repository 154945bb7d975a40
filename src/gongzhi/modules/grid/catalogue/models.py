"""What is reported in grids, and the rule for it from a day on: who handles it, in what time."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.grid.words import Level, Sort


class Category(models.Model):
    """One kind of event or component, such as 市容/暴露垃圾. Withdrawn from a day on, it stays with its events."""

    code = models.CharField("代码", max_length=12, unique=True)
    sort = models.CharField("种类", max_length=10, choices=Sort, default=Sort.EVENT)
    major = models.CharField("大类", max_length=20)
    name = models.CharField("小类", max_length=30)
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("sort", "major", "name"), name="grid_category_once"),)
        verbose_name = "事件类别"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.major}/{self.name}"

    @staticmethod
    def offered_on(on: date) -> Q:
        return Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)


class Rule(models.Model):
    """How a category is handled from a day on. One in force is never changed; the next one replaces it."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="rules", verbose_name="类别")
    from_on = models.DateField("施行日期")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理单位"
    )  # None: the township of the place
    level = models.CharField("处置层级", max_length=8, choices=Level, default=Level.TOWN)
    limit = models.CharField("处理时限", max_length=12)  # a term's code
    self_allowed = models.BooleanField("网格员可自办", default=True)
    standard = models.CharField("立案和结案标准", max_length=300, blank=True, default="")
    source = models.CharField("依据", max_length=200)
    by = officer("维护人")
    at = models.DateTimeField("维护时间")

    class Meta:
        ordering = ("category__code", "-from_on")
        constraints = (models.UniqueConstraint(fields=("category", "from_on"), name="grid_rule_once"),)
        verbose_name = "处置规则"

    def __str__(self) -> str:
        return f"{self.category_id} {self.from_on}起"

"""部件: public facilities with a code and a place, and who keeps them (GB/T 30428.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import TextChoices

from gongzhi.kernel.flow.models import CodeField
from gongzhi.kernel.org.models import Unit


class PartClass(TextChoices):
    UTILITY = "01", "公用设施"
    TRAFFIC = "02", "交通设施"
    SANITATION = "03", "市容环境设施"
    GREEN = "04", "园林绿化"
    OTHER = "05", "其他设施"


class Condition(TextChoices):
    GOOD = "good", "完好"
    DAMAGED = "damaged", "破损"
    LOST = "lost", "丢失"
    GONE = "gone", "废除"


class Component(models.Model):
    """A manhole cover, a lamp, a bin: `code` is 16 digits, county 6, class 2, sort 2, serial 6."""

    code = models.CharField("部件编码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40)
    part_class = models.CharField("大类", max_length=2, choices=PartClass)
    place_code = CodeField("网格", max_length=20)
    spot = models.CharField("位置说明", max_length=120, blank=True, default="")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="养护单位"
    )
    condition = models.CharField("状态", max_length=8, choices=Condition, default=Condition.GOOD)
    checked_on = models.DateField("最近普查", null=True, blank=True)
    changed_at = models.DateTimeField("更新时间")

    class Meta:
        ordering = ("code",)
        indexes = (models.Index(fields=("place_code", "id"), name="grid_component_place"),)
        verbose_name = "部件"

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

"""河湖、林区 with their chiefs by level, from a day to a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.rounds.models import Route
from gongzhi.modules.ecology.words import Level, ReachKind


class Reach(models.Model):
    """A river, a lake, a wood, or the part of one that has a chief of its own; parts lie below the whole."""

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=8, choices=ReachKind)
    level = models.CharField("级别", max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="所属河湖、林区"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="所在地方")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    metres = models.PositiveIntegerField("长度（米）", default=0)
    hectares = models.DecimalField("面积（公顷）", max_digits=10, decimal_places=2, default=0)
    line = models.JSONField("走向", null=True, blank=True)  # a GeoJSON geometry, WGS 84
    route = models.OneToOneField(
        Route, models.SET_NULL, null=True, blank=True, related_name="reach", verbose_name="巡查路线"
    )

    class Meta:
        ordering = ("kind", "name")
        constraints = (models.UniqueConstraint(fields=("name", "place"), name="ecology_reach_once"),)
        verbose_name = "河湖林区"

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> str:
        if self.kind == ReachKind.RIVER:
            return f"{self.metres / 1000:g}公里" if self.metres else ""
        return f"{self.hectares:g}公顷" if self.hectares else ""


class Chief(models.Model):
    """Somebody as chief of a reach, from a day (included) to a day (excluded)."""

    reach = models.ForeignKey(Reach, models.CASCADE, related_name="chiefs")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="人员")
    title = models.CharField("职务", max_length=40)
    from_on = models.DateField("任职")
    to_on = models.DateField("离任", null=True, blank=True)

    class Meta:
        ordering = ("-from_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("reach",), condition=Q(to_on=None), name="ecology_chief_one_open"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="ecology_chief_order"
            ),
        )
        verbose_name = "河长林长"

    def __str__(self) -> str:
        return f"{self.title} {self.officer}"

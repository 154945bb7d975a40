"""Permission sets and who holds them, where, and from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gongzhi.kernel.org.models import Officer, Place, Unit


class PermissionSet(models.Model):
    """A named bundle of permissions, such as 督查专员; `exclusive` marks one of the three administrators."""

    name = models.SlugField("代码", max_length=40, unique=True)
    label = models.CharField("名称", max_length=40)
    permissions = models.JSONField("权限", default=list)
    exclusive = models.CharField("分立职责", max_length=10, blank=True, default="")
    shipped = models.BooleanField("随模块提供", default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ("label",)
        verbose_name = "权限集"

    def __str__(self) -> str:
        return self.label


class Holding(models.Model):
    """An officer holds a set over a unit subtree and/or a place subtree; neither means the whole county."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="holdings", verbose_name="人员")
    set = models.ForeignKey(PermissionSet, models.PROTECT, related_name="holdings", verbose_name="权限集")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="单位范围")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name="地方范围")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    granted_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="access_holding_order",
            ),
        )
        indexes = (models.Index(fields=("officer", "from_on"), name="access_holding_officer"),)
        verbose_name = "授权"

    def __str__(self) -> str:
        return f"{self.officer} {self.set}"

    @staticmethod
    def in_force(on: date) -> Q:
        return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))

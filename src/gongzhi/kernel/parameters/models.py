"""Dated values of parameters, and the mark that changes with every change of them."""

from __future__ import annotations

from django.db import models


class Value(models.Model):
    """A value in force from a day on; `to_on` is its last day, None while no later one is known.

    The values of one parameter never overlap: the actions write them under a lock, and no two begin on one day.
    """

    name = models.CharField("参数", max_length=100)
    value = models.JSONField("值")
    from_on = models.DateField("生效日期")
    to_on = models.DateField("截止日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True)
    set_by = models.BigIntegerField("设置人", null=True, blank=True)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "参数值"
        ordering = ["name", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_on"], name="parameters_value_one_a_day"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(to_on=None), name="parameters_value_one_open_end"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="parameters_value_days_in_order",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="parameters_value_source"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.from_on}起）"


class Revision(models.Model):
    """One row: the lock of all changes, and a mark that tells every process when to read the values again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="parameters_revision_one_row")]

    def __str__(self) -> str:
        return self.mark

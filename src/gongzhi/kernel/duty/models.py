"""What was done, what failed, who sweeps and who is alive."""

from __future__ import annotations

from django.db import models


class DutyDone(models.Model):
    """A duty was done for a key; written in the transaction of its effect. `at` is the county's moment."""

    duty = models.CharField("职责", max_length=60)
    key = models.CharField("对象", max_length=180)
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("duty", "key"), name="duty_done_once"),)
        verbose_name = "已尽职责"

    def __str__(self) -> str:
        return f"{self.duty} {self.key}"


class DutyTrouble(models.Model):
    """A duty that failed for a key and is tried again; with an empty key, its `find` failed."""

    duty = models.CharField("职责", max_length=60)
    key = models.CharField("对象", max_length=180, blank=True)
    attempts = models.PositiveIntegerField("次数", default=0)
    first_at = models.DateTimeField("第一次失败")
    last_at = models.DateTimeField("最近一次")
    next_at = models.DateTimeField("下一次", db_index=True)
    error = models.TextField("原因")

    class Meta:
        ordering = ("first_at",)
        constraints = (models.UniqueConstraint(fields=("duty", "key"), name="duty_trouble_once"),)
        verbose_name = "未能尽到的职责"

    def __str__(self) -> str:
        return f"{self.duty} {self.key}"


class DutyRun(models.Model):
    """The last run of a duty. The row with an empty name is the clock's own: when it last looked at all."""

    duty = models.CharField("职责", max_length=60, primary_key=True)
    last_at = models.DateTimeField("最近一次")
    done = models.PositiveIntegerField("办了", default=0)
    failed = models.PositiveIntegerField("失败", default=0)

    class Meta:
        verbose_name = "职责运行"

    def __str__(self) -> str:
        return self.duty


class Lease(models.Model):
    """Who may do a thing for now; spares work, correctness does not rest on it. Times are the database's own."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        verbose_name = "租约"

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class Beat(models.Model):
    """A process that lives, or lived until `beat_at`, by the database's own time."""

    name = models.CharField("进程", max_length=64, primary_key=True)
    kind = models.CharField("种类", max_length=10, db_index=True)
    beat_at = models.DateTimeField("最近心跳")

    class Meta:
        verbose_name = "心跳"

    def __str__(self) -> str:
        return self.name

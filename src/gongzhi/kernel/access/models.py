"""Permission sets and who holds them, where, and from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Expression, Q
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
    def in_force(on: date | Expression) -> Q:
        return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))


class Ending(models.TextChoices):
    """Why a sign-in ended."""

    OUT = "out", "退出登录"
    IDLE = "idle", "长时间未操作"
    AGED = "aged", "登录时间已满"
    CROWDED = "crowded", "在其他设备登录过多"
    ENDED = "ended", "由本人或管理员结束"
    PASSWORD = "password", "密码已修改"


class SignIn(models.Model):
    """One stay of an officer in the system, from signing in to its end; `key` is the session's."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="sign_ins", verbose_name="人员")
    key = models.CharField(max_length=40, unique=True, editable=False)
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作")
    address = models.GenericIPAddressField("地址", null=True, blank=True)
    device = models.CharField("设备", max_length=60, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("结束原因", max_length=10, choices=Ending, blank=True)

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="access_signin_ending",
            ),
        )
        indexes = (models.Index(fields=("officer", "ended_at"), name="access_signin_open"),)
        verbose_name = "登录会话"

    def __str__(self) -> str:
        return f"{self.officer} {self.started_at:%Y-%m-%d %H:%M}"


class Outcome(models.TextChoices):
    """What came of knocking at the door."""

    IN = "in", "登录成功"
    FAILED = "failed", "登录失败"
    LOCKED = "locked", "账号锁定"
    OUT = "out", "退出登录"
    ENDED = "ended", "会话结束"
    PASSWORD = "password", "修改密码"
    RESET = "reset", "重置密码"
    UNLOCKED = "unlocked", "解除锁定"


class SignInRecord(models.Model):
    """The auditor's list: one row for each sign-in, failure, lock-out and sign-out. Only ever added to."""

    at = models.DateTimeField("时间", db_index=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    # an account that does not exist is kept masked: people type their password into the wrong box
    username = models.CharField("账号", max_length=40)
    officer = models.ForeignKey(Officer, models.SET_NULL, null=True, blank=True, related_name="+")
    address = models.GenericIPAddressField("地址", null=True, blank=True)
    device = models.CharField("设备", max_length=60, blank=True)
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = "登录记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.get_outcome_display()}"

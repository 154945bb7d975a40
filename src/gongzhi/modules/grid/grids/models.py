"""Who works in a grid: workers with accounts, the team around them, volunteers, and tasks that departments may bring in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.people.sealing import SealedField


class Post(TextChoices):
    """1+1+4+N: the platform is this system; one head, four fixed forces, and whoever else helps."""

    HEAD = "head", "网格长"
    WORKER = "worker", "专职网格员"
    POLICE = "police", "社区民警、辅警"
    PARTY = "party", "党员"
    LEADER = "leader", "志愿队长"
    PART_TIME = "part_time", "兼职网格员"
    HOMES = "homes", "联户长"
    LAWYER = "lawyer", "法律顾问"
    DOCTOR = "doctor", "家庭医生"
    CADRE = "cadre", "下沉干部"
    OTHER = "other", "其他力量"


FIXED = (Post.WORKER, Post.POLICE, Post.PARTY, Post.LEADER)  # the four
WITH_ACCOUNT = {Post.HEAD: "grid_head", Post.WORKER: "grid_worker", Post.PART_TIME: "grid_worker"}


class Member(models.Model):
    """Somebody of a grid's team between two days; an officer where the duty is done in the system."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="grid_team", verbose_name="网格")
    post = models.CharField("岗位", max_length=10, choices=Post)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="grid_posts",
        verbose_name="账号",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=40)  # on the board at the village's door
    phone = models.CharField("电话", max_length=20, blank=True, default="")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta:
        ordering = ("place", "post", "from_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="grid_member_order"
            ),
        )
        indexes = (models.Index(fields=("officer", "from_on"), name="grid_member_officer"),)
        verbose_name = "网格力量"

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"


class Volunteer(models.Model):
    """Somebody who helps in a grid, and with what."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="网格")
    name = SealedField("姓名")
    phone = SealedField("电话")
    masked_name = models.CharField("姓名（隐去）", max_length=20, editable=False)
    masked_phone = models.CharField("电话（隐去）", max_length=20, blank=True, default="", editable=False)
    team = models.CharField("队伍", max_length=40, blank=True, default="")
    skills = models.CharField("服务专长", max_length=80, blank=True, default="")
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        ordering = ("place", "id")
        verbose_name = "志愿者"

    def __str__(self) -> str:
        return self.masked_name


class Duty(models.Model):
    """多网合一: a department's task that runs on grids, once it was admitted (准入)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="部门")
    name = models.CharField("任务", max_length=60)
    net = models.CharField("原有网格", max_length=20)  # 党建、综治、城管 …
    content = models.CharField("内容和频次", max_length=300)
    basis = models.CharField("准入依据", max_length=200)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="范围"
    )  # None: the whole county
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    by = officer("准入人")
    at = models.DateTimeField("准入时间")

    class Meta:
        ordering = ("net", "id")
        verbose_name = "网格任务"

    def __str__(self) -> str:
        return self.name


class Split(models.Model):
    """A grid that was split: what moved, as it was counted that day."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="grid_split", verbose_name="原网格")
    reason = models.CharField("依据", max_length=200)
    counts = models.JSONField("划分", default=list)  # [{code, name, households, residents, events}, ...]
    by = officer("办理人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-at",)
        verbose_name = "网格拆分"

    def __str__(self) -> str:
        return f"{self.place_id} {self.at:%Y-%m-%d}"

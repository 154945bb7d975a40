"""Sites and firms, their checks, and how each item stood. A check is never changed; a wrong one is voided with its reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.rounds.words import Verdict
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.sites.policy import STANDARDS, standard_of
from gongzhi.modules.ecology.words import EndReason, ItemState, SiteKind


class Site(models.Model):
    """A building site, bare land, a yard, a firm: looked at from a day (included) to a day (excluded)."""

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=SiteKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="所在地方")
    town = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="属地乡镇（街道）")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="监管单位")
    owner = models.CharField("责任企业", max_length=80)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    from_on = models.DateField("开工、投产")
    to_on = models.DateField("完工、停产", null=True, blank=True)
    end_reason = models.CharField("结束监管的原因", max_length=10, choices=EndReason, blank=True, default="")
    version = models.PositiveIntegerField(default=0, editable=False)  # rises with every change of the above
    # the newest check that was not voided; kept by the actions
    last_check = models.ForeignKey("Check", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name", "town"), name="ecology_site_once"),
            models.CheckConstraint(
                condition=Q(to_on=None, end_reason="") | Q(to_on__gte=F("from_on"), end_reason__gt=""),
                name="ecology_site_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="ecology_site_position_whole",
            ),
        )
        verbose_name = "工地、企业"

    def __str__(self) -> str:
        return self.name

    @property
    def standard(self) -> str:
        return standard_of(self.kind)

    @property
    def standard_label(self) -> str:
        return STANDARDS[self.standard]

    @property
    def position(self) -> tuple[float, float] | None:
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


class Check(models.Model):
    """Somebody looked at a site: `met` of `of` items that concern it are met."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="checks")
    standard = models.CharField("标准", max_length=8)
    at = models.DateTimeField("检查时间")
    on = models.DateField("检查日期")
    by = officer("检查人", null=False, blank=False)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    verdict = models.CharField("定位", max_length=12, choices=Verdict)
    metres = models.PositiveIntegerField("距工地（米）", null=True, blank=True)
    met = models.PositiveSmallIntegerField("达标项")
    of = models.PositiveSmallIntegerField("检查项")
    note = models.CharField("检查情况", max_length=500, blank=True, default="")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = officer("作废人")
    void_reason = models.CharField("作废原因", max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(met__lte=F("of"), of__gte=1), name="ecology_check_counts"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="") | Q(voided_at__isnull=False, void_reason__gt=""),
                name="ecology_check_voided_whole",
            ),
        )
        indexes = (models.Index(fields=("site", "at", "id"), name="ecology_check_at"),)
        verbose_name = "检查"

    def __str__(self) -> str:
        return f"{self.site} {self.on:%Y-%m-%d}"

    @property
    def result(self) -> str:
        """
        >>> Check(met=5, of=6).result
        '5/6'
        """
        return f"{self.met}/{self.of}"


class Answer(models.Model):
    """How a site stood on one item, in the words that the item had that day; a failed one may become a problem."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="answers")
    order = models.PositiveSmallIntegerField("序号")
    item = models.CharField("项目", max_length=60)
    state = models.CharField("结果", max_length=4, choices=ItemState)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    problem = models.OneToOneField(
        Problem, models.PROTECT, null=True, blank=True, related_name="site_answer", verbose_name="问题"
    )

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("check_of", "order"), name="ecology_answer_once"),
            models.CheckConstraint(
                condition=Q(problem=None) | Q(state=ItemState.NO), name="ecology_answer_problem_of_failed"
            ),
        )
        verbose_name = "检查项目"

    def __str__(self) -> str:
        return f"{self.item}：{self.get_state_display()}"

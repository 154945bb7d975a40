"""乡镇生态环保工作站: staff with posts and money fixed, their four duties, and what they did under each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rounds.models import Round
from gongzhi.modules.ecology.words import Duty


class Station(models.Model):
    """The station of a township; it is a unit below the township's."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="eco_station", verbose_name="工作站")
    town = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    opened_on = models.DateField("挂牌日期")
    posts = models.PositiveSmallIntegerField("编制（人）", default=8)
    budget = models.BigIntegerField("年度经费（分）", default=0)
    address = models.CharField("办公地点", max_length=120, blank=True, default="")
    phone = models.CharField("电话", max_length=20, blank=True, default="")

    class Meta:
        ordering = ("unit__code",)
        constraints = (models.CheckConstraint(condition=Q(posts__gte=1), name="ecology_station_posts"),)
        verbose_name = "生态环保工作站"

    def __str__(self) -> str:
        return self.unit.label


class Staff(models.Model):
    """Somebody at a station, with one duty or several, from a day (included) to a day (excluded)."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="staff")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="人员")
    duties = models.JSONField("职责", default=list)
    head = models.BooleanField("站长", default=False)
    from_on = models.DateField("到站")
    to_on = models.DateField("离站", null=True, blank=True)

    class Meta:
        ordering = ("-head", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("officer",), condition=Q(to_on=None), name="ecology_staff_one_open"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="ecology_staff_order"
            ),
        )
        verbose_name = "工作站人员"

    def __str__(self) -> str:
        return f"{self.officer}"

    @property
    def duties_in_words(self) -> str:
        return "、".join(Duty(one).label for one in self.duties)


class Activity(models.Model):
    """What was done under one of the four duties: written with a round, a report or a follow-up, or by hand."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="activities")
    duty = models.CharField("职责", max_length=12, choices=Duty)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    on = models.DateField("日期")
    at = models.DateTimeField("记录时间")
    text = models.CharField("内容", max_length=300)
    people = models.PositiveIntegerField("覆盖人数", null=True, blank=True)
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "officer"),
                condition=Q(round__isnull=False),
                name="ecology_activity_round_once",
            ),
        )
        indexes = (models.Index(fields=("station", "on", "id"), name="ecology_activity_on"),)
        verbose_name = "履职记录"

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.text[:20]}"

"""Routes with stops, the rounds on them, who walked, where they checked in, what they found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import CodeField, Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.rounds.rules import in_words
from gongzhi.kernel.rounds.words import Rhythm, RoundState, Verdict

POSITION_WHOLE = Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False)


class Route(models.Model):
    """What is patrolled, by whom, how often, from a day (included) to a day (excluded)."""

    kind = models.CharField("种类", max_length=40)
    name = models.CharField("路线", max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地方")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="routes", verbose_name="单位")
    officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="routes", verbose_name="巡查人员"
    )
    rhythm = models.CharField("频次", max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    times = models.PositiveSmallIntegerField("次数", default=1)
    from_on = models.DateField("启用")
    to_on = models.DateField("停用", null=True, blank=True)
    least_minutes = models.PositiveSmallIntegerField("每次至少分钟", default=0)
    least_metres = models.PositiveIntegerField("每次至少米", default=0)
    subject = models.CharField(
        max_length=60, blank=True, default=""
    )  # the module's own key of what is patrolled
    planned_to = models.DateField(null=True, editable=False)  # rounds are made up to this day

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="rounds_route_order"),
            models.CheckConstraint(condition=Q(times__gte=1, times__lte=31), name="rounds_route_times"),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("kind", "unit"), name="rounds_route_unit"),
            models.Index(fields=("kind", "subject"), name="rounds_route_subject"),
        )
        verbose_name = "巡查路线"

    def __str__(self) -> str:
        return self.name

    @property
    def often(self) -> str:
        return in_words(self.rhythm, self.times)


class Stop(models.Model):
    """A point of a route to check in at. One that was taken out of the route stays for the rounds that reached it."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField("点位", max_length=80)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地方"
    )
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    radius = models.PositiveIntegerField("范围（米）", default=100)
    todo = models.CharField("看什么", max_length=200, blank=True, default="")
    subject = models.CharField(
        max_length=60, blank=True, default=""
    )  # the module's own key, such as a household's
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.CheckConstraint(condition=POSITION_WHOLE, name="rounds_stop_position"),)
        verbose_name = "巡查点位"

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> tuple[float, float] | None:
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)


class Round(models.Model):
    """One round on a route: due in its days, under way, done or missed. `extra`: begun without being due."""

    kind = models.CharField("种类", max_length=40)
    route = models.ForeignKey(Route, models.PROTECT, related_name="rounds", verbose_name="路线")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    place_code = CodeField("地方", max_length=20)
    from_on = models.DateField("可以开始")
    due_on = models.DateField("应完成")
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.DUE)
    extra = models.BooleanField("临时", default=False)
    began_at = models.DateTimeField("开始", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    # the day it counts for in figures: that of its beginning, or the due day of one that was never begun
    on = models.DateField("日期")
    stops_total = models.PositiveSmallIntegerField("点位", default=0)
    stops_reached = models.PositiveSmallIntegerField("已到", default=0)
    metres = models.PositiveIntegerField("里程（米）", default=0)
    doubts = models.JSONField(default=list)
    note = models.CharField("情况", max_length=500, blank=True, default="")
    begin_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    finish_key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("route", "due_on"), condition=Q(extra=False), name="rounds_round_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("from_on")), name="rounds_round_days"),
            models.CheckConstraint(
                condition=~Q(state=RoundState.DONE) | Q(began_at__isnull=False, ended_at__gte=models.F("began_at")),
                name="rounds_round_done",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("kind", "on", "id"), name="rounds_round_on"),
            models.Index(fields=("unit", "on", "id"), name="rounds_round_unit"),
            models.Index(fields=("state", "due_on", "id"), name="rounds_round_due"),
        )
        verbose_name = "巡查轮次"

    def __str__(self) -> str:
        return f"{self.route} {self.due_on:%Y-%m-%d}"


class Walker(models.Model):
    """One person on one round: one person-time (人次)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="walkers")
    officer = officer("人员", null=False, blank=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "officer"), name="rounds_walker_once"),)
        indexes = (models.Index(fields=("officer", "round"), name="rounds_walker_officer"),)
        verbose_name = "人次"

    def __str__(self) -> str:
        return f"{self.round_id} {self.officer_id}"


class CheckIn(models.Model):
    """Somebody says to be somewhere on a round. Without a stop it is a point on the way."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="check_ins")
    stop = models.ForeignKey(Stop, models.PROTECT, null=True, blank=True, related_name="check_ins")
    officer = officer("人员", null=False, blank=False)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    accuracy = models.FloatField("误差（米）", null=True, blank=True)
    metres = models.PositiveIntegerField("距点位（米）", null=True, blank=True)
    verdict = models.CharField("定位", max_length=12, choices=Verdict)
    doubts = models.JSONField(default=list)
    said_at = models.DateTimeField("手机时间", null=True, blank=True)
    received_at = models.DateTimeField("收到时间")
    at = models.DateTimeField("时间")  # the one that is believed
    note = models.CharField("情况", max_length=500, blank=True, default="")
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.CheckConstraint(condition=POSITION_WHOLE, name="rounds_check_in_position"),)
        indexes = (models.Index(fields=("round", "at", "id"), name="rounds_check_in_track"),)
        verbose_name = "签到"

    def __str__(self) -> str:
        return f"{self.round_id} {self.stop_id} {self.verdict}"


class Stretch(models.Model):
    """A piece of the track of a round as a phone kept it: [longitude, latitude, moment] each."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stretches")
    officer = officer("人员", null=False, blank=False)
    first_at = models.DateTimeField()
    points = models.JSONField()
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        ordering = ("first_at", "pk")
        verbose_name = "轨迹"

    def __str__(self) -> str:
        return f"{self.round_id} {self.first_at:%H:%M}"


class Finding(models.Model):
    """What was found on a round and became a matter."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="findings")
    stop = models.ForeignKey(Stop, models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.OneToOneField(Matter, models.CASCADE, related_name="found_on")
    officer = officer("发现人", null=False, blank=False)
    said_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField("发现时间")
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = "巡查发现"

    def __str__(self) -> str:
        return f"{self.round_id} {self.matter_id}"

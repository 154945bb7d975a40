"""The event itself, beside its matter; and every look at the spot."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.flow.models import CodeField, Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.people.models import Household
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.words import Channel, Level, Void


class GridEvent(models.Model):
    """What was found in a grid. The words lie sealed; the matter's row names nobody.

    `reported_in` is the grid as it was that day and never changes: figures count by it. `matter.place_code` follows
    when the grid is split: worklists go by it.
    """

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="grid_event")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="类别"
    )
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="部件"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="住户"
    )
    channel = models.CharField("来源", max_length=10, choices=Channel, default=Channel.WORKER)
    level = models.CharField("层级", max_length=8, choices=Level, default=Level.GRID)
    text = SealedField("情况")
    spot = models.CharField("位置说明", max_length=120, blank=True, default="")
    reported_in = CodeField("上报网格", max_length=20)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    said_at = models.DateTimeField("手机时间", null=True, blank=True)  # as the phone told it, right or wrong
    urgent = models.BooleanField("紧急", default=False)
    self_handled = models.BooleanField("自办", default=False)
    done = SealedField("自办情况")
    reported_by = officer("上报人")
    key = models.CharField(max_length=64, blank=True, default="", editable=False)  # the sender's own, once

    filed_at = models.DateTimeField("立案时间", null=True, blank=True)
    filed_by = officer("立案人")
    dispatched_at = models.DateTimeField("派遣时间", null=True, blank=True)
    dispatches = models.PositiveSmallIntegerField("派遣次数", default=0)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    deferrals = models.PositiveSmallIntegerField("缓办次数", default=0)
    defer_until = models.DateField("缓办至", null=True, blank=True)
    handled_at = models.DateTimeField("反馈时间", null=True, blank=True)
    handled_by = officer("处理人")
    in_time = models.BooleanField("按时处理", null=True, blank=True)
    result = SealedField("处理结果")
    reworks = models.PositiveSmallIntegerField("返工次数", default=0)
    verified_at = models.DateTimeField("核查时间", null=True, blank=True)
    verified_by = officer("核查人")
    ground = models.CharField("不予立案原因", max_length=10, choices=Void, blank=True, default="")
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True)  # of the handling, 1 to 5

    class Meta:
        indexes = (
            models.Index(fields=("reported_in", "matter"), name="grid_event_reported_in"),
            models.Index(fields=("category", "-matter"), name="grid_event_category"),
            models.Index(fields=("reported_by", "-matter"), name="grid_event_reporter"),
            models.Index(
                fields=("component",), condition=Q(component__isnull=False), name="grid_event_component"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="grid_event_key_once"),
            # somebody else looks whether it is done
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | (
                    ~Q(verified_by=F("handled_by")) & (Q(reported_by=None) | ~Q(verified_by=F("reported_by")))
                ),
                name="grid_event_second_person",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="grid_event_rating"
            ),
        )
        verbose_name = "网格事件"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number


class Look(models.Model):
    """One look at the spot by a second person: where they stood, what they found."""

    event = models.ForeignKey(GridEvent, models.CASCADE, related_name="looks")
    passed = models.BooleanField("通过")
    note = SealedField("核查情况")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    metres = models.PositiveIntegerField("距事件位置（米）", null=True, blank=True)
    on_spot = models.BooleanField("在现场", default=True)
    why = models.CharField("不在现场的原因", max_length=120, blank=True, default="")
    said_at = models.DateTimeField("手机时间", null=True, blank=True)
    by = officer("核查人")
    at = models.DateTimeField("时间")
    key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="grid_look_key_once"),
        )
        verbose_name = "现场核查"

    def __str__(self) -> str:
        return f"{'通过' if self.passed else '未通过'} {self.at:%Y-%m-%d}"


class Order(models.Model):
    """One dispatch to one unit, and what became of it: the record that units are counted by."""

    event = models.ForeignKey(GridEvent, models.CASCADE, related_name="orders")
    number = models.PositiveSmallIntegerField("派遣次序")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="处理单位")
    rule = models.CharField("时限规则", max_length=40)
    due_at = models.DateTimeField("时限")
    by = officer("派遣人")
    at = models.DateTimeField("派遣时间")
    accepted_at = models.DateTimeField("接单时间", null=True, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True, default="")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("event", "number"), name="grid_order_once"),)
        indexes = (models.Index(fields=("unit", "at"), name="grid_order_unit"),)
        verbose_name = "派遣"

    def __str__(self) -> str:
        return f"第{self.number}次派遣 {self.unit_id}"

"""The county's calendar as rows: notices by year, single days set apart, office hours, published versions."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """One year's holiday notice: which days are off and which weekends are worked.

    `off` and `worked` map ISO days to notes. `set_by` is the officer who entered it; None for the package's.
    """

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=200)
    off = models.JSONField("放假", default=dict)
    worked = models.JSONField("调休上班", default=dict)
    set_by = models.BigIntegerField("录入人", null=True, blank=True)
    set_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排"
        constraints = [
            models.CheckConstraint(condition=models.Q(year__range=(2000, 2199)), name="clock_notice_year"),
        ]

    def __str__(self) -> str:
        return self.source


class CalendarDay(models.Model):
    """A day that the county sets apart from the notice, such as an emergency."""

    day = models.DateField("日期", unique=True)
    open = models.BooleanField("上班")
    note = models.CharField("说明", max_length=100, blank=True)
    source = models.CharField("依据", max_length=200)
    set_by = models.BigIntegerField("设置人", null=True, blank=True)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "单独设置的日期"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="clock_calendar_day_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day}{'上班' if self.open else '放假'}"


class OfficeHoursRow(models.Model):
    """Office hours from a day on: `spans` is a list of pairs such as ["08:30", "12:00"]."""

    from_on = models.DateField("起始日期", unique=True)
    spans = models.JSONField("时段")
    source = models.CharField("依据", max_length=200)
    set_by = models.BigIntegerField("设置人", null=True, blank=True)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "办公时间"
        ordering = ["from_on"]

    def __str__(self) -> str:
        return f"{self.from_on}起 {'，'.join('—'.join(span) for span in self.spans)}"


class CalendarVersion(models.Model):
    """A published calendar, whole: any deadline can be computed again as it was when it was given.

    `data` is what `WorkCalendar.from_data` reads (about 12 kB); `digest` its SHA-256.
    """

    version = models.PositiveIntegerField("版本", unique=True)
    at = models.DateTimeField("发布时间")
    reason = models.CharField("原因", max_length=200)
    set_by = models.BigIntegerField("发布人", null=True, blank=True)
    digest = models.CharField("摘要", max_length=64)
    data = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "日历版本"
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"第{self.version}版 {self.reason}"

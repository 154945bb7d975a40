"""Numbers of documents: by issuer mark and year, without gaps or repeats."""

from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """The last number of one mark and year; its row lock orders the writers."""

    mark = models.CharField("机关代字", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mark", "year"), name="documents_series_once"),)
        verbose_name = "文号序列"

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.last}号"


class DocumentNumber(models.Model):
    """A number that was given out."""

    mark = models.CharField("机关代字", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    at = models.DateTimeField("取号时间")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("mark", "year", "serial"), name="documents_number_once"),
        )
        verbose_name = "发文字号"

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """清政督办〔2026〕12号: hexagonal brackets, no leading zero, no 第 (GB/T 9704-2012, 7.2.5)."""
        return f"{self.mark}〔{self.year}〕{self.serial}号"

"""Numbers of documents, by issuer mark and year; templates of papers, by version, and which is in use from when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.files.models import Attachment


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


class PaperDesk(models.Model):
    """One row for each kind of paper whose template was ever touched: its lock, and how often it changed."""

    kind = models.CharField("文书种类", max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField("最后一版", default=0)

    class Meta:
        verbose_name = "文书模板"

    def __str__(self) -> str:
        return self.kind


class PaperTemplate(models.Model):
    """One version of a template that staff uploaded; it is never changed."""

    kind = models.CharField("文书种类", max_length=60)
    serial = models.PositiveIntegerField("版次")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="文件")
    note = models.CharField("说明", max_length=200, blank=True)
    unused = models.JSONField("没有用到的填写项", default=list)
    left_out = models.JSONField("版式文件里不显示的内容", default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ("kind", "-serial")
        constraints = (models.UniqueConstraint(fields=("kind", "serial"), name="documents_template_once"),)
        verbose_name = "文书模板版本"

    def __str__(self) -> str:
        return f"第{self.serial}版"


class TemplateUse(models.Model):
    """From a day on, papers of a kind are written with this version; without one, in the shipped form."""

    kind = models.CharField("文书种类", max_length=60)
    from_on = models.DateField("自")
    template = models.ForeignKey(
        PaperTemplate, models.PROTECT, null=True, related_name="uses", verbose_name="版本"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("办理时间")

    class Meta:
        ordering = ("kind", "-from_on")
        constraints = (
            models.UniqueConstraint(fields=("kind", "from_on"), name="documents_template_use_once"),
        )
        verbose_name = "启用的模板"

    def __str__(self) -> str:
        return f"{self.from_on} {self.template or '随系统提供'}"

"""What came in by spreadsheet."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongzhi.kernel.sealing import SealedField
from gongzhi.kernel.sheets.declare import label_of


class Intake(models.Model):
    """A spreadsheet that was looked over, and taken in: what came new, what changed, what stayed, what was refused.

    Its content lies sealed until it was taken, or for a day; then it is emptied.
    """

    kind = models.CharField("种类", max_length=40)
    about = models.CharField("所属", max_length=40, blank=True, default="")  # the key of what it belongs to
    name = models.CharField("文件", max_length=120)
    content = SealedField("内容")  # the file in base64
    rows = models.PositiveIntegerField("行数")
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更新", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("有误", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("上传时间")
    taken_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = "表格批次"

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d}"

    @property
    def label(self) -> str:
        return label_of(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether it waits to be confirmed."""
        return bool(self.content) and self.taken_at is None

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("added", "changed", "same", "refused")}

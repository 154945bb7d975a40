"""What the caller says after the appeal was registered."""

from __future__ import annotations

from django.db import models

from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.intake.models import Appeal


class Addition(models.Model):
    """Words that the caller adds to an appeal; `by` is the clerk who took them down, None the caller online."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="additions")
    text = SealedField("补充内容")
    files = models.PositiveSmallIntegerField("附件数", default=0)
    by = officer("登记人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("at", "id")
        verbose_name = "补充"

    def __str__(self) -> str:
        return f"补充 {self.at:%Y-%m-%d}"

"""What was written to somebody about an appeal."""

from __future__ import annotations

from django.db import models

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.columns import officer
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers.kinds import SORTS, Sort


class AppealPaper(models.Model):
    """A numbered paper and its Word file. `about` is the key of what it tells of: an order, an extension, a reply."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="papers")
    kind = models.CharField("种类", max_length=30)
    about = models.PositiveBigIntegerField(default=0)
    number = models.CharField("文号", max_length=60, unique=True)
    to = models.CharField("收件", max_length=100, blank=True, default="")  # a unit, or the caller masked
    attachment = models.OneToOneField(Attachment, models.SET_NULL, null=True, blank=True, related_name="+")
    by = officer("制发人")
    at = models.DateTimeField("制发时间")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("appeal", "kind", "about"), name="appeals_paper_once"),
        )
        verbose_name = "诉求文书"

    def __str__(self) -> str:
        return self.number

    @property
    def sort(self) -> Sort:
        return SORTS[self.kind]

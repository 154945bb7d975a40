"""督察 and what each fed back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Matter
from gongzhi.modules.ecology.problems.models import officer
from gongzhi.modules.ecology.words import Source


class Inspection(models.Model):
    """One inspection that fed its findings back."""

    title = models.CharField("名称", max_length=120, unique=True)
    source = models.CharField("来源", max_length=10, choices=Source)
    fed_back_on = models.DateField("反馈日期")
    document = models.CharField("反馈文号", max_length=80, blank=True, default="")
    created_by = officer("登记人")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("-fed_back_on", "-pk")
        verbose_name = "督察反馈"

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One finding of an inspection, beside its matter; the matter's term is the deadline of the list of measures."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="eco_item")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items", verbose_name="督察")
    serial = models.PositiveSmallIntegerField("序号")
    text = models.TextField("反馈问题")
    target = models.TextField("整改目标", blank=True, default="")
    deadline = models.DateField("整改时限")
    measures = models.TextField("整改措施", blank=True, default="")
    planned_at = models.DateTimeField("方案报送", null=True, blank=True)
    claimed_at = models.DateTimeField("申请验收", null=True, blank=True)
    claimed_by = officer("申请人")
    accepted_at = models.DateTimeField("验收通过", null=True, blank=True)
    accepted_by = officer("验收人")
    public_from = models.DateField("公示自", null=True, blank=True)
    public_to = models.DateField("公示至", null=True, blank=True)
    struck_at = models.DateTimeField("销号时间", null=True, blank=True)
    struck_by = officer("销号人")
    sent_back = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("inspection", "serial"), name="ecology_item_once"),
            models.CheckConstraint(
                condition=Q(struck_at=None) | Q(accepted_at__isnull=False), name="ecology_item_accepted_first"
            ),
        )
        verbose_name = "督察整改问题"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number

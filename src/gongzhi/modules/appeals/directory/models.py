"""事项分派目录: what people ask about, and who answers for it where, in dated editions."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import CodeField
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.appeals.words import Closer


class Category(models.Model):
    """One kind of appeal, such as 设施/供水中断. Withdrawn from a day on, it stays with the appeals that have it."""

    code = models.CharField("代码", max_length=12, unique=True)
    major = models.CharField("大类", max_length=20)
    name = models.CharField("小类", max_length=30)
    keywords = models.JSONField("常用词", default=list, blank=True)
    publishable = models.BooleanField("可对外公开", default=False)  # offered to programs of others
    closer = models.CharField("办结方式", max_length=10, choices=Closer, default=Closer.CALLBACK)
    guidance = models.CharField("引导语", max_length=200, blank=True, default="")  # "not here but there"
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("major", "name"), name="appeals_category_once"),)
        verbose_name = "诉求事项"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.major}/{self.name}"

    @staticmethod
    def offered_on(on: date) -> Q:
        return Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)


class Edition(models.Model):
    """The directory as it stands from a day on. An edition in force is never changed; the next one replaces it."""

    number = models.PositiveIntegerField("版次", unique=True)
    from_on = models.DateField("施行日期", unique=True)
    source = models.CharField("依据", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True, default="")
    by = officer("发布人")
    at = models.DateTimeField("发布时间")

    class Meta:
        ordering = ("-from_on",)
        constraints = (models.CheckConstraint(condition=~Q(source=""), name="appeals_edition_source"),)
        verbose_name = "分派目录"

    def __str__(self) -> str:
        return f"第{self.number}版（{self.from_on}起）"


class Entry(models.Model):
    """Who answers for a category at a place: the longest place that contains the appeal's wins.

    Without a unit it is the township of the place.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entries")
    category = models.ForeignKey(Category, models.PROTECT, related_name="entries", verbose_name="事项")
    place_code = CodeField("地方", max_length=20, blank=True, default="")  # "" is the whole county
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主办单位"
    )
    co_units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="协办单位")
    limit = models.CharField(
        "办结时限", max_length=12, blank=True, default=""
    )  # a term's code; "" as its class has it
    note = models.CharField("备注", max_length=100, blank=True, default="")

    class Meta:
        ordering = ("category__code", "place_code")
        constraints = (
            models.UniqueConstraint(fields=("edition", "category", "place_code"), name="appeals_entry_once"),
        )
        verbose_name = "目录条目"

    def __str__(self) -> str:
        return f"{self.category_id} {self.place_code or '全县'}"


class Mark(models.Model):
    """One row that changes with every change of the directory: tells every process when to read it again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="appeals_mark_one_row"),)

    def __str__(self) -> str:
        return self.mark

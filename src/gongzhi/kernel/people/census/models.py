"""Residents, households, houses and organisations. Names and numbers lie sealed; masks and places in the clear."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import CodeField
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.people.census.words import Care, OrganisationKind, Relation, Stay, Subject, Use
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.kernel.sheets.models import Intake


class House(models.Model):
    """A house or a flat that can be found again by its code."""

    code = models.CharField("房屋编码", max_length=30, unique=True)
    place_code = CodeField("网格", max_length=20)
    address = models.CharField("地址", max_length=120)
    use = models.CharField("用途", max_length=10, choices=Use, default=Use.HOME)
    rented = models.BooleanField("出租", default=False)
    owner = SealedField("产权人")
    owner_phone = SealedField("产权人电话")
    masked_owner = models.CharField("产权人（隐去）", max_length=20, blank=True, default="", editable=False)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    changed_at = models.DateTimeField("更新时间")
    gone_on = models.DateField("注销日期", null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("place_code", "id"), name="people_house_place"),)
        verbose_name = "房屋"

    def __str__(self) -> str:
        return self.address


class Household(models.Model):
    """Those who live together in a house. What a worker visits."""

    number = models.CharField("户号", max_length=30, unique=True)
    house = models.ForeignKey(House, models.PROTECT, related_name="households", verbose_name="房屋")
    place_code = CodeField("网格", max_length=20)  # that of the house, so that one index serves a grid
    head_name = models.CharField("户主（隐去）", max_length=20, blank=True, default="", editable=False)
    size = models.PositiveSmallIntegerField("人数", default=0, editable=False)
    care = models.CharField("关爱类别", max_length=6, choices=Care, blank=True, default=Care.NONE)
    visited_on = models.DateField("最近走访", null=True, blank=True)
    visit_by = models.DateField("应走访日期", null=True, blank=True)
    gone_on = models.DateField("销户日期", null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("place_code", "id"), name="people_household_place"),
            models.Index(
                fields=("place_code", "visit_by"), condition=Q(gone_on=None), name="people_household_due"
            ),
        )
        verbose_name = "住户"

    def __str__(self) -> str:
        return f"{self.number} {self.head_name}".strip()


class Resident(models.Model):
    """Somebody who lives in the county, once. Who it is lies in `person`."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="resident")
    identity_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="residents", verbose_name="住户"
    )
    place_code = CodeField("网格", max_length=20)
    relation = models.CharField("与户主关系", max_length=10, choices=Relation, default=Relation.OTHER)
    stay = models.CharField("居住类别", max_length=10, choices=Stay, default=Stay.LOCAL)
    woman = models.BooleanField("女", null=True, blank=True)
    born_year = models.PositiveSmallIntegerField(
        "出生年", null=True, blank=True
    )  # of the day nothing is kept
    changed_at = models.DateTimeField("更新时间")
    left_on = models.DateField("迁出日期", null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("identity_index",),
                condition=Q(left_on=None) & ~Q(identity_index=""),
                name="people_resident_once",
            ),
        )
        indexes = (
            models.Index(fields=("place_code", "id"), name="people_resident_place"),
            models.Index(fields=("household", "id"), name="people_resident_household"),
        )
        verbose_name = "居民"

    def __str__(self) -> str:
        return str(self.person)


class Mark(models.Model):
    """A tag of a resident with its source, until a day. Sensitive ones are seen by those who answer for them only."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="marks")
    label = models.CharField("标签", max_length=20)
    source = models.CharField("来源", max_length=60)
    sensitive = models.BooleanField("敏感", default=False)
    until_on = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resident", "label"), name="people_mark_once"),)
        verbose_name = "居民标签"

    def __str__(self) -> str:
        return self.label


class Organisation(models.Model):
    """A firm, shop, organ or association at a place."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=8, choices=OrganisationKind, default=OrganisationKind.FIRM)
    place_code = CodeField("网格", max_length=20)
    address = models.CharField("地址", max_length=120)
    trade = models.CharField("行业", max_length=40, blank=True, default="")
    risk = models.CharField("重点类型", max_length=60, blank=True, default="")  # 燃气, 消防 …
    principal = SealedField("负责人")
    phone = SealedField("负责人电话")
    masked_principal = models.CharField(
        "负责人（隐去）", max_length=20, blank=True, default="", editable=False
    )
    masked_phone = models.CharField("电话（隐去）", max_length=20, blank=True, default="", editable=False)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    changed_at = models.DateTimeField("更新时间")
    gone_on = models.DateField("注销日期", null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("place_code", "id"), name="people_organisation_place"),)
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """What changed of a resident, house, household or organisation, in words that name nobody."""

    subject = models.CharField("种类", max_length=12, choices=Subject)
    key = models.BigIntegerField()
    what = models.JSONField("内容", default=list)  # [[label, before, after], ...], numbers and names masked
    how = models.CharField("方式", max_length=40)
    intake = models.ForeignKey(Intake, models.PROTECT, null=True, blank=True, related_name="+")
    by = officer("办理人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("subject", "key", "-id"), name="people_change_of"),)
        verbose_name = "变更记录"

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.key} {self.how}"

"""The county's own shape. History lies in dates, not in copies: a renamed unit keeps its row."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Expression, Q
from simple_history.models import HistoricalRecords

from gongzhi.kernel.clock import now
from gongzhi.kernel.org import rules


class PlaceKind(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（区、市）"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    ZONE = "zone", "园区"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    GRID = "grid", "网格"
    MICRO_GRID = "micro_grid", "微网格"
    TEN_HOMES = "ten_homes", "联户组"  # 十户联保: some ten neighbouring households


BOUND = ("boundary", "west", "south", "east", "north")


class Place(models.Model):
    """A place of the tree, by its 12-digit code (grids add digits of their own behind it)."""

    code = models.CharField("区划代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=PlaceKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    boundary = models.JSONField("边界", null=True, blank=True)  # a GeoJSON geometry, WGS 84
    # the rectangle around the boundary, by which the database finds the few places that may contain a position
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    listed_from = models.DateField("设立日期", null=True, blank=True)
    listed_to = models.DateField("撤销日期", null=True, blank=True)  # a grid that was split or joined

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(listed_from__isnull=True)
                | Q(listed_to__isnull=True)
                | Q(listed_to__gte=models.F("listed_from")),
                name="org_place_listed_order",
            ),
        )
        verbose_name = "地方"

    def __str__(self) -> str:
        return self.name

    def bound(self, boundary: dict | None) -> None:
        """Take a boundary, or none, with its rectangle; the caller saves `BOUND`. Raises: geometry.NotABoundary."""
        from gongzhi.kernel.org.geometry import box_of  # a slow import that few processes need

        box = box_of(boundary) if boundary else None
        self.boundary = boundary
        for side in ("west", "south", "east", "north"):
            setattr(self, side, getattr(box, side, None))

    def contains(self, code: str) -> bool:
        """Whether the place of a code is this one or lies in it."""
        return code.startswith(rules.place_stem(self.code))

    @staticmethod
    def listed_on(on: date, prefix: str = "") -> Q:
        """Places that exist on a day; an unknown day does not limit."""
        return Unit.listed_on(on, prefix)


class PlaceHeir(models.Model):
    """A place that ended on a day and one that took over a part of it."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="heirs", verbose_name="原地方")
    heir = models.ForeignKey(Place, models.PROTECT, related_name="forebears", verbose_name="现地方")
    on = models.DateField("日期")

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("place", "heir"), name="org_placeheir_once"),)
        verbose_name = "地方沿革"

    def __str__(self) -> str:
        return f"{self.place_id} → {self.heir_id}"


class UnitKind(models.TextChoices):
    GOV = "gov", "政府部门"
    PARTY = "party", "党委部门"
    PARTY_GOV = "party_gov", "党政机构"
    TOWNSHIP = "township", "乡镇（街道）"
    ZONE = "zone", "园区"
    VERTICAL = "vertical", "垂管单位"
    SOE = "soe", "国有企业"
    PUBLIC = "public", "事业单位"
    MASS = "mass", "群团组织"
    OTHER = "other", "其他"


class Unit(models.Model):
    """Any organ that can answer for something. `path` holds the keys from the root: "/1/7/"."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=12, choices=UnitKind, default=UnitKind.GOV)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    path = models.CharField(max_length=120, db_index=True, editable=False, default="")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name="所在地方")
    listed_from = models.DateField("设立日期", null=True, blank=True)
    listed_to = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="职责承接单位",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(listed_from__isnull=True)
                | Q(listed_to__isnull=True)
                | Q(listed_to__gte=models.F("listed_from")),
                name="org_unit_listed_order",
            ),
        )
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **kwargs: object) -> None:
        """Save and keep the path true; a move of a unit with children goes through `actions.move_unit`."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            type(self).objects.filter(pk=self.pk).update(path=path)

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @staticmethod
    def listed_on(on: date, prefix: str = "") -> Q:
        """Units that exist on a day: set up by then and not yet abolished; an unknown day does not limit."""
        begun = Q(**{f"{prefix}listed_from__isnull": True}) | Q(**{f"{prefix}listed_from__lte": on})
        return begun & (Q(**{f"{prefix}listed_to__isnull": True}) | Q(**{f"{prefix}listed_to__gt": on}))


class NameKind(models.TextChoices):
    ALIAS = "alias", "别名"
    FORMER = "former", "曾用名"
    PLATE = "plate", "加挂牌子"
    SUB = "sub", "内设或下属"


class UnitName(models.Model):
    """Another name by which documents call a unit, between two dates."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=80)
    folded = models.CharField(max_length=80, db_index=True, editable=False)
    kind = models.CharField("种类", max_length=8, choices=NameKind, default=NameKind.ALIAS)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_to = models.DateField("停用", null=True, blank=True)

    class Meta:
        ordering = ("unit_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "folded", "kind"), name="org_unitname_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="org_unitname_order",
            ),
        )
        verbose_name = "单位名称"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = rules.fold_name(self.name)
        super().save(*args, **kwargs)


class UnitGroup(models.Model):
    """A word that stands for many units: 县直各单位, 各乡镇（街道）."""

    name = models.CharField("名称", max_length=60, unique=True)
    aliases = models.JSONField("其他写法", default=list, blank=True)
    members = models.ManyToManyField(Unit, related_name="groups", verbose_name="成员")

    class Meta:
        ordering = ("name",)
        verbose_name = "单位组"

    def __str__(self) -> str:
        return self.name


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Officer:
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def get_by_natural_key(self, username: str | None) -> Officer:
        return self.get(username=username)


class Officer(AbstractBaseUser):
    """A person who works in the system; the account and the person are one row."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="单位")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name="负责地方")
    email = models.EmailField("邮箱", blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    duty = models.CharField("职务", max_length=60, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("建立时间", default=now, editable=False)

    objects: ClassVar[OfficerManager] = OfficerManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        ordering = ("username",)
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Post(models.Model):
    """An office that outlives its holders: 县长, 分管农业副县长. `charge` are the units it answers for."""

    code = models.CharField("代码", max_length=20, unique=True)
    title = models.CharField("职务", max_length=60)
    aliases = models.JSONField("其他写法", default=list, blank=True)
    rank = models.PositiveSmallIntegerField("排序", default=0)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="所在单位"
    )
    charge = models.ManyToManyField(Unit, blank=True, related_name="charged_posts", verbose_name="分管单位")

    class Meta:
        ordering = ("rank", "code")
        verbose_name = "职务"

    def __str__(self) -> str:
        return self.title

    def holder(self, on: date) -> Officer | None:
        """Who holds the post on a day. One query."""
        tenure = self.tenures.filter(Tenure.open_on(on)).select_related("officer").first()
        return tenure.officer if tenure else None


class Tenure(models.Model):
    """One officer in one post, from a day (included) to a day (excluded)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="tenures", verbose_name="职务")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="tenures", verbose_name="人员")
    from_on = models.DateField("任职")
    to_on = models.DateField("离任", null=True, blank=True)

    class Meta:
        ordering = ("-from_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")), name="org_tenure_order"
            ),
            models.UniqueConstraint(
                fields=("post",), condition=Q(to_on__isnull=True), name="org_tenure_one_open"
            ),
        )
        verbose_name = "任职"

    def __str__(self) -> str:
        return f"{self.post} {self.officer}"

    @staticmethod
    def open_on(on: date | Expression, prefix: str = "") -> Q:
        return Q(**{f"{prefix}from_on__lte": on}) & (
            Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gt": on})
        )


class LeadingGroup(models.Model):
    """领导小组 or 专班: members from many units, and an office that does its work."""

    name = models.CharField("名称", max_length=120)
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="offices", verbose_name="办公室所在单位"
    )
    from_on = models.DateField("成立", null=True, blank=True)
    to_on = models.DateField("撤销", null=True, blank=True)

    class Meta:
        ordering = ("-from_on", "name")
        verbose_name = "领导小组"

    def __str__(self) -> str:
        return self.name


class MemberRole(models.TextChoices):
    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    OFFICE_HEAD = "office_head", "办公室主任"
    OFFICE_DEPUTY = "office_deputy", "办公室副主任"


class LeadingGroupMember(models.Model):
    """One seat: a post, an officer or a whole unit; what the document printed is kept."""

    group = models.ForeignKey(LeadingGroup, models.CASCADE, related_name="members")
    role = models.CharField("角色", max_length=14, choices=MemberRole)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name="职务")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="单位")
    printed_name = models.CharField("文件所列姓名", max_length=40, blank=True)
    printed_post = models.CharField("文件所列职务", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")
        verbose_name = "领导小组成员"

    def __str__(self) -> str:
        return self.printed_name or str(self.post or self.officer or self.unit)

"""The closed lists of words that residents, houses and organisations are told in."""

from __future__ import annotations

from django.db.models import TextChoices


class Use(TextChoices):
    HOME = "home", "住宅"
    SHOP = "shop", "商铺"
    OFFICE = "office", "办公"
    WORKSHOP = "workshop", "厂房仓库"
    PUBLIC = "public", "公共建筑"
    OTHER = "other", "其他"


class Relation(TextChoices):
    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    GRANDCHILD = "grandchild", "孙辈"
    OTHER = "other", "其他"


class Stay(TextChoices):
    """GB/T 31000: how somebody lives here."""

    LOCAL = "local", "户籍常住"
    AWAY = "away", "户籍外出"
    MOVED_IN = "moved_in", "流动人口"
    FOREIGN = "foreign", "境外人员"


class Care(TextChoices):
    """Who is visited oftener."""

    NONE = "", "一般户"
    KEY = "key", "重点关爱户"
    HIGH = "high", "高风险户"


class OrganisationKind(TextChoices):
    FIRM = "firm", "企业"
    SHOP = "shop", "个体工商户"
    ORGAN = "organ", "机关事业单位"
    SOCIAL = "social", "社会组织"
    OTHER = "other", "其他"


class Subject(TextChoices):
    """What is collected."""

    RESIDENT = "resident", "居民"
    HOUSE = "house", "房屋"
    ORGANISATION = "organisation", "单位"

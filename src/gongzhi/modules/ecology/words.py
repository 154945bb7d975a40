"""The closed lists of words of ecology."""

from __future__ import annotations

from django.db.models import TextChoices


class ProblemType(TextChoices):
    """What is wrong."""

    DUST = "dust", "工地扬尘"
    STRAW = "straw", "秸秆焚烧"
    FUMES = "fumes", "废气异味"
    SMOKE = "smoke", "餐饮油烟"
    NOISE = "noise", "噪声扰民"
    SEWAGE = "sewage", "污水直排"
    OUTFALL = "outfall", "排口异常"
    BLACK_WATER = "black_water", "黑臭水体"
    FLOATING = "floating", "河面漂浮物"
    SAND = "sand", "非法采砂取土"
    SHORE = "shore", "侵占河道岸线"
    GARBAGE = "garbage", "固废垃圾"
    LIVESTOCK = "livestock", "畜禽粪污"
    SCATTERED = "scattered", "散乱污企业"
    FELLING = "felling", "毁林占绿"
    FIRE = "fire", "林火隐患"
    OTHER = "other", "其他"


class Severity(TextChoices):
    """How grave; each has terms of its own."""

    SPOT = "spot", "立行立改"
    NORMAL = "normal", "一般问题"
    SERIOUS = "serious", "突出问题"


class Duty(TextChoices):
    """四员职责: what the staff of a township station are."""

    PUBLICIST = "publicist", "宣传员"
    SCOUT = "scout", "侦查员"
    INFORMANT = "informant", "信息员"
    OVERSEER = "overseer", "督办员"


class ReachKind(TextChoices):
    RIVER = "river", "河流"
    LAKE = "lake", "湖库"
    WOODS = "woods", "林区"


class Level(TextChoices):
    COUNTY = "county", "县级"
    TOWN = "town", "乡镇级"
    VILLAGE = "village", "村级"


class Source(TextChoices):
    """Where a finding of an inspection comes from."""

    CENTRAL = "central", "中央督察"
    LOOK_BACK = "look_back", "中央督察“回头看”"
    PROVINCIAL = "provincial", "省级督察"
    FILM = "film", "警示片披露"
    CITY = "city", "市级检查"
    OWN = "own", "自查自纠"


class SiteKind(TextChoices):
    """What is kept an eye on for dust or as a firm."""

    BUILDING = "building", "在建工地"
    DEMOLITION = "demolition", "拆除工地"
    BARE = "bare", "裸地"
    YARD = "yard", "堆场"
    FIRM = "firm", "企业"


class EndReason(TextChoices):
    """Why a site is looked at no more."""

    FINISHED = "finished", "完工"
    STOPPED = "stopped", "停产"
    COVERED = "covered", "已复绿或硬化"
    OTHER = "other", "其他"


class ItemState(TextChoices):
    """How a site stands on one item of a check."""

    YES = "yes", "达标"
    NO = "no", "未达标"
    NA = "na", "不涉及"

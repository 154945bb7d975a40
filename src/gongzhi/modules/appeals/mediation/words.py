"""The closed lists of words that disputes are told in."""

from __future__ import annotations

from django.db.models import TextChoices


class DisputeKind(TextChoices):
    FAMILY = "marriage_family", "婚姻家庭"
    NEIGHBOUR = "neighbour", "邻里"
    LAND = "land_homestead", "土地承包、宅基地"
    ACQUISITION = "land_acquisition", "征地拆迁"
    LABOUR = "labour_wage", "劳动争议、欠薪"
    PROPERTY = "property_mgmt", "物业"
    ESTATE = "real_estate", "房地产"
    CONTRACT = "contract_loan", "合同、借贷"
    TRAFFIC = "traffic", "交通事故"
    MEDICAL = "medical", "医疗"
    CONSUMER = "consumer", "消费"
    ENVIRONMENT = "environment", "环境"
    SCHOOL = "school", "校园"
    FOREST = "forest_water", "山林水利"
    ENTERPRISE = "enterprise", "涉企"
    TORT = "tort", "损害赔偿"
    OTHER = "other", "其他"


class Risk(TextChoices):
    RED = "red", "红（重大）"
    ORANGE = "orange", "橙（较大）"
    YELLOW = "yellow", "黄（一般）"
    BLUE = "blue", "蓝（较小）"


class Level(TextChoices):
    """Who mediates; the next level is asked when one does not succeed."""

    GRID = "grid", "网格"
    VILLAGE = "village", "村（社区）"
    TOWN = "town", "乡镇（街道）"
    COUNTY = "county", "县综治中心"


class Source(TextChoices):
    TALK_POINT = "talk_point", "百姓说事点"
    APPEAL = "appeal", "诉求转入"
    PATROL = "patrol", "网格走访"
    WALK_IN = "walk_in", "当事人申请"
    TRANSFER = "transfer", "部门移送"


class Side(TextChoices):
    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    OTHER = "other", "其他当事人"


class MediatorKind(TextChoices):
    FULL = "full", "专职调解员"
    PART = "part", "兼职调解员"
    ELDER = "elder", "乡贤"
    LAWYER = "lawyer", "律师、法律顾问"
    POLICE = "police", "民警"
    GRID = "grid", "网格员"


class RoomKind(TextChoices):
    CENTRE = "centre", "综治中心"
    OFFICE = "office", "司法所"
    COMMITTEE = "committee", "村（居）调委会"
    ELDERS = "elders", "乡贤调解工作室"
    TRADE = "trade", "行业性专业性调委会"


class Form(TextChoices):
    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议（已记录）"


class Confirmation(TextChoices):
    NONE = "none", "未申请"
    APPLIED = "applied", "已申请"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未予确认"

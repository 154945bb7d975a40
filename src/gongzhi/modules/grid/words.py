"""The closed lists of words that grid governance is told in."""

from __future__ import annotations

from django.db.models import TextChoices


class Sort(TextChoices):
    """GB/T 30428.2 tells events from components."""

    EVENT = "event", "事件"
    COMPONENT = "component", "部件"


class Channel(TextChoices):
    WORKER = "worker", "网格员上报"
    VISIT = "visit", "走访发现"
    PATROL = "patrol", "巡查发现"
    VOLUNTEER = "volunteer", "志愿者线索"
    SUPERIOR = "superior", "上级交办"
    VIDEO = "video", "视频发现"


class Level(TextChoices):
    """Who settles it: the lowest level that can."""

    GRID = "grid", "网格"
    VILLAGE = "village", "村（社区）"
    TOWN = "town", "乡镇（街道）"
    COUNTY = "county", "县级"


class Step(TextChoices):
    """The seven stages of digital city management."""

    REPORT = "report", "信息采集"
    FILE = "file", "案卷建立"
    DISPATCH = "dispatch", "任务派遣"
    HANDLE = "handle", "任务处理"
    FEEDBACK = "feedback", "处理反馈"
    VERIFY = "verify", "现场核查"
    CLOSE = "close", "结案评价"


class Void(TextChoices):
    """Why an event is not filed."""

    UNTRUE = "untrue", "情况不实"
    REPEATED = "repeated", "重复上报"
    SETTLED = "settled", "已经消除"
    OUTSIDE = "outside", "不属于本县管辖"

"""The closed lists of words of rounds."""

from __future__ import annotations

from django.db.models import TextChoices


class Rhythm(TextChoices):
    """How often a route is walked; `times` says how many times in a week, month or quarter."""

    DAILY = "daily", "每天"
    WORKDAY = "workday", "每个工作日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    NONE = "none", "不定期"


class RoundState(TextChoices):
    DUE = "due", "待巡查"
    UNDER_WAY = "under_way", "巡查中"
    DONE = "done", "已完成"
    MISSED = "missed", "未巡查"


class Verdict(TextChoices):
    """What the position of a check-in says."""

    ON_SPOT = "on_spot", "在现场"
    OFF_SPOT = "off_spot", "不在现场"
    NO_POSITION = "no_position", "没有定位"
    UNMEASURED = "unmeasured", "点位无坐标"


class Doubt(TextChoices):
    """What makes a check-in or a round doubtful; somebody has to look, nothing is refused for it."""

    CLOCK = "clock", "手机时间不准"
    SPEED = "speed", "两点之间移动过快"
    VAGUE = "vague", "定位误差过大"
    ABSURD = "absurd", "定位不在本地"
    SHORT = "short", "巡查时间不足"
    NEAR = "near", "巡查里程不足"
    UNREACHED = "unreached", "有点位没有到"

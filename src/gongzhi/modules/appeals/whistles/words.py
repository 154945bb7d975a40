"""The closed lists of words of whistles (吹哨单)."""

from __future__ import annotations

from django.db.models import TextChoices


class WhistleType(TextChoices):
    """What a town whistles for; each has terms of its own."""

    EMERGENCY = "emergency", "应急处置"
    ENFORCEMENT = "enforcement", "综合执法"
    KEY_WORK = "key_work", "重点工作"


class Came(TextChoices):
    """How a unit reported in."""

    IN_TIME = "in_time", "按时报到"
    LATE = "late", "超时报到"
    MISSING = "missing", "超时未报到"
    WAITING = "waiting", "待报到"
    DECIDED = "decided", "应报到"  # all whose term is over or who came


class Step(TextChoices):
    """What one unit's part waits for."""

    REPORT = "report", "待报到"
    RESULT = "result", "待办结"
    CONFIRM = "confirm", "待确认"
    RATE = "rate", "待评价"
    RATED = "rated", "已评价"


class Period(TextChoices):
    MONTH = "30", "近30天"
    QUARTER = "90", "近90天"
    YEAR = "365", "近一年"

"""What the banner of a demonstration shows of its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.crypto import get_random_string

from gongzhi.demo import clock
from gongzhi.demo.views import BEGUN
from gongzhi.kernel.clock import local_day, now

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_clock(context: dict[str, Any]) -> dict[str, Any]:
    """The time, its day, a key for one press, and how far the playing is while it goes on. One query while it does."""
    at, request = now(), context["request"]
    begun = request.session.get(BEGUN) if request.user.is_authenticated else None
    job = clock.job(datetime.fromisoformat(begun)) if begun else None
    if job and job.finished:
        request.session.pop(BEGUN, None)
    return {
        "shown": clock.shown(at),
        "day": local_day(at).isoformat(),
        "once": get_random_string(20),
        "job": job if job and not job.finished else None,
    }

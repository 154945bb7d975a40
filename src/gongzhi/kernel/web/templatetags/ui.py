"""Template tags of the components; loaded into every template (settings_web)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.markup import fill

register = template.Library()

LIGHTS = {
    "green": "绿灯",
    "yellow": "黄灯",
    "red": "红灯",
    "blue": "蓝灯",
    "grey": "未到期",
    "done": "已办结",
    "none": "未判",
}
SHAPES = {
    "green": '<circle cx="6" cy="6" r="5"/>',
    "yellow": '<path d="M6 .8 11.6 11H.4z"/>',
    "red": '<path d="M1 1h10v10H1z"/>',
    "blue": '<path d="M6 .2 11.8 6 6 11.8.2 6z"/>',
    "grey": '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>',
    "done": '<path d="M1 6.5 4.5 10 11 2.5" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "none": '<path d="M2 6h8" fill="none" stroke="currentColor" stroke-width="2"/>',
}
LEVEL_ICONS = {"success": "circle-check", "error": "alert-octagon", "warning": "alert-triangle"}


@register.simple_tag
@lru_cache(maxsize=512)  # the same few on every page
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return fill('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return fill('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
@lru_cache(maxsize=2048)
def light(code: str, reason: str = "", word: str = "") -> SafeString:
    """A light: colour, shape and word together; the reason is its tooltip and is read out."""
    code = code if code in LIGHTS else "none"
    shape = mark_safe(SHAPES[code])
    why = fill('<span class="visually-hidden">：{}</span>', reason) if reason else ""
    return fill(
        '<span class="light light-{}" title="{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}{}</span>',
        code,
        reason,
        shape,
        word or LIGHTS[code],
        why,
    )


@register.simple_tag
def number(value: Any, href: str = "", unit: str = "", digits: int = 0) -> SafeString:
    """A figure; with `href` it opens the records that it was counted from."""
    shown = "—" if value is None or value == "" else f"{value:,.{digits}f}"
    tail = fill('<span class="unit">{}</span>', unit) if unit else ""
    if not href:
        return fill('<span class="num">{}</span>{}', shown, tail)
    return fill('<a class="num" href="{}" title="查看这个数的明细">{}</a>{}', href, shown, tail)


@register.simple_tag
def meter(value: float, label: str = "", expected: float | None = None) -> SafeString:
    """Progress in per cent as a bar and as a number; `expected` is where it should be by now."""
    value = max(0, min(100, value or 0))
    note = f"应达 {expected:.0f}%" if expected is not None else ""
    behind = " behind" if expected is not None and value < expected else ""
    return fill(
        '<span class="meter{}"><progress max="100" value="{}" aria-label="{}"></progress>'
        '<span class="num">{}%</span>{}</span>',
        behind,
        f"{value:.0f}",
        label or "进度",
        f"{value:.0f}",
        fill('<span class="note">{}</span>', note) if note else "",
    )


@register.filter
def plain_number(value: Any) -> str:
    """A decimal without idle zeros: 12.0000 as 12."""
    return "" if value is None else f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


@register.filter
def level_icon(level: str) -> str:
    """The icon of a message's level."""
    return LEVEL_ICONS.get(level, "info-circle")


@register.filter
def local_minute(moment: datetime) -> str:
    """ "2026-03-05 09:30" in the county's time zone."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%d %H:%M") if moment else ""


@register.filter
def day(value: datetime | date | None) -> str:
    """ "2026-03-05" in the county's time zone."""
    if not value:
        return ""
    return (local_day(value) if isinstance(value, datetime) else value).isoformat()


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own address with parameters changed; an empty value takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(name="address")
def address_of(route: str, word: Any = "") -> str:
    """What `url` gives for a route with one word or none, for pages that have many of the same."""
    return address(route, word)


@register.simple_tag
def move_url(matter: Any, offer: Any) -> str:
    """The address of an offered move's dialog."""
    from gongzhi.kernel.web.matters import offer_url

    return offer_url(matter, offer)


@register.inclusion_tag("ui/_map.html")
def map(
    label: str = "地图",
    *,
    level: str = "town",
    within: str = "",
    places: str = "",
    points: str = "",
    pick: str = "",
    trace: str = "",
) -> dict[str, Any]:
    """A map of the county's boundaries. `places` and `points`: addresses of other data (see kernel.web.maps).

    `pick`: names of the form's fields for longitude, latitude and, if wanted, place, commas between; a click fills them.
    `trace`: names of the field for a line, a point a row, and if wanted of the one for its metres; clicks draw it.
    """
    from gongzhi.kernel.web.maps import shown_county, tiles

    drawn = places or f"{reverse('map-places')}?within={within or shown_county()}&level={level}"
    where = reverse("map-where") if pick else ""
    drawing = {"places": drawn, "points": points, "pick": pick, "trace": trace, "where": where}
    return drawing | {"label": label, "tiles": tiles()}

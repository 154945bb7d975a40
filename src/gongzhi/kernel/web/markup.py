"""HTML from values at a fraction of what Django's lazy-aware helpers cost; a list's page escapes a thousand texts."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.safestring import SafeString


def esc(value: Any) -> SafeString:
    """What Django's `conditional_escape` gives.

    >>> esc("<b>"), esc(SafeString("<b>")), esc(3)
    ('&lt;b&gt;', '<b>', '3')
    """
    if hasattr(value, "__html__"):
        return value.__html__()
    return SafeString(escape(str(value)))


def fill(pattern: str, *values: Any) -> SafeString:
    """What Django's `format_html` gives, for values in their order.

    >>> fill('<a href="{}">{}</a>', '/?a=1&b', SafeString("<b>!</b>"))
    '<a href="/?a=1&amp;b"><b>!</b></a>'
    """
    return SafeString(pattern.format(*map(esc, values)))

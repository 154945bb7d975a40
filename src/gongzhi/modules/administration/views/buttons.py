"""The buttons in a page's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Button:
    """A link, or with `dialog` a form that opens beside the page."""

    label: str
    href: str
    icon: str = "plus"
    main: bool = False
    dialog: bool = True


def buttons(*which: Button) -> SafeString:
    return mark_safe(render_to_string("administration/_buttons.html", {"buttons": which}))


Facts = Sequence[tuple[str, object]]

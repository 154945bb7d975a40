"""What the frame of a page needs; everything is computed only when a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.menu import Group, drawn, menu


class Shell:
    """The frame around one request; a partial that never asks for it costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.system = settings.SYSTEM_NAME
        self.demo = bool(settings.DEMO)
        self.care = request.COOKIES.get("care") == "1"
        self.roomy = request.COOKIES.get("density") == "roomy"

    @cached_property
    def county(self) -> str:
        """The name of the county; remembered for a minute."""
        return cache.get_or_set("web.county", _county, 60)

    @property
    def title(self) -> str:
        return (
            f"{self.county}{self.system}工作系统" if self.system == "共治" else f"{self.county}{self.system}"
        )

    @property
    def demo_clock(self) -> list[str]:
        """The demo's time control, where the demo package supplies one."""
        return ["demo/_clock.html", "ui/_nothing.html"]

    @cached_property
    def menu(self) -> list[Group]:
        return menu(self.request) if self.request.user.is_authenticated else []

    @property
    def menu_drawn(self) -> SafeString:
        return drawn(self.menu)

    @cached_property
    def unread(self) -> int:
        if not settings.WEB_UNREAD or not self.request.user.is_authenticated:
            return 0
        return import_string(settings.WEB_UNREAD)(self.request.user)

    @cached_property
    def search(self) -> str:
        return _route("search")

    @cached_property
    def inbox(self) -> str:
        return _route("inbox")

    @cached_property
    def home(self) -> str:
        return _route("home") or "/"

    @property
    def dom_class(self) -> str:
        return " ".join(name for name, on in (("care", self.care), ("roomy", self.roomy)) if on)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}


def _county() -> str:
    """The county of this database; a city that holds several counties is named itself."""
    counties = list(Place.objects.filter(kind=PlaceKind.COUNTY).values_list("name", flat=True)[:2])
    if len(counties) == 1:
        return counties[0]
    return Place.objects.filter(parent=None).order_by("code").values_list("name", flat=True).first() or ""


def _route(name: str) -> str:
    try:
        return address(name)
    except NoReverseMatch:
        return ""

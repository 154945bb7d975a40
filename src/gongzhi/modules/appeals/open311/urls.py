"""Addresses of GeoReport v2. Every one ends in .json or .xml; anything else does not exist."""

from __future__ import annotations

from django.urls import re_path

from gongzhi.modules.appeals.open311 import views

FORMAT = r"\.(?P<format>json|xml)$"
CODE = r"/(?P<code>[^/]+)"
app_name = "open311"
urlpatterns = [
    re_path(rf"^services{FORMAT}", views.services, name="services"),
    re_path(rf"^services{CODE}{FORMAT}", views.definition, name="definition"),
    re_path(rf"^requests{FORMAT}", views.requests, name="requests"),
    re_path(rf"^requests{CODE}{FORMAT}", views.request, name="request"),
    re_path(rf"^tokens{CODE}{FORMAT}", views.token, name="token"),
    re_path(rf"^servicerequestupdates{FORMAT}", views.updates, name="updates"),
]

"""Addresses of the frame itself; the project's urls include this at the root."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from gongzhi.kernel.web import (
    account,
    bulk,
    first_passwords,
    maps,
    matter_search,  # noqa: F401  registers with the search box
    matters,
    outside,
    tokens,
    views,
)

urlpatterns = [
    path("login", account.login, name="login"),
    path("logout", account.logout, name="logout"),
    path("password", account.password_change, name="password-change"),
    path("first-passwords", first_passwords.sheet, name="first-passwords"),
    path("first-passwords.docx", first_passwords.sheet_docx, name="first-passwords-docx"),
    path("account/tokens/", tokens.mine, name="tokens"),
    path("account/tokens/new/", tokens.new, name="token-new"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("preferences", account.preferences, name="preferences"),
    path("", matters.home, name="home"),
    path("worklist/", matters.mine, name="worklist"),
    path("worklist/<slug:kind>/<slug:code>/", bulk.on_assignments, name="worklist-bulk"),
    path("matters/<str:number>/", matters.page, name="matter"),
    path("matters/<str:number>/moves/<slug:code>/", matters.move, name="matter-move"),
    path("search", views.search, name="search"),
    path("choices/units", views.unit_choices, name="choices-units"),
    path("choices/places", views.place_choices, name="choices-places"),
    path("map/places", maps.boundaries, name="map-places"),
    path("map/where", maps.where, name="map-where"),
]

urlpatterns += outside.urlpatterns()

if settings.DEBUG or settings.DEMO:
    from gongzhi.kernel.web.gallery import urls as gallery

    urlpatterns += gallery.urlpatterns

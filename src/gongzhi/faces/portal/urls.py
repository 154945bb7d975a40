"""Addresses under /portal/."""

from __future__ import annotations

from django.urls import path

from gongzhi.faces.portal import views_filing, views_follow, views_open

app_name = "portal"

urlpatterns = [
    path("", views_open.home, name="home"),
    path("appeals/", views_open.appeals, name="appeals"),
    path("appeals/points", views_open.points, name="points"),
    path("appeals/new", views_filing.new, name="appeal-new"),
    path("appeals/hints", views_filing.hints, name="hints"),
    path("appeals/find", views_follow.find, name="find"),
    path("appeals/<str:number>/<str:code>/", views_follow.appeal, name="appeal"),
    path("appeals/<str:number>/<str:code>/add", views_follow.add, name="add"),
    path("appeals/<str:number>/<str:code>/judge", views_follow.judge, name="judge"),
    path("appeals/<str:number>/<str:code>/reopen", views_follow.reopen, name="reopen"),
    path("appeals/<str:number>/<str:code>/files/<int:key>", views_follow.file, name="file"),
]

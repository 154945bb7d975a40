"""Addresses under /field/."""

from __future__ import annotations

from django.urls import path

from gongzhi.faces.field import views

app_name = "field"

urlpatterns = [
    path("", views.home, name="home"),
    path("enter", views.enter, name="enter"),
    path("worker.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("hello", views.hello, name="hello"),
    path("sync", views.sync, name="sync"),
    path("files", views.files, name="files"),
    path("entries", views.entries, name="entries"),
]

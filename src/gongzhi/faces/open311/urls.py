"""Addresses under /open311/. Each names its format at the end."""

from __future__ import annotations

from django.urls import path

from gongzhi.faces.open311 import views

app_name = "open311"

urlpatterns = [
    path("v2/services.<str:format>", views.services, name="services"),
    path("v2/services/<str:code>.<str:format>", views.definition, name="definition"),
    path("v2/requests.<str:format>", views.requests, name="requests"),
    path("v2/requests/<str:number>.<str:format>", views.single, name="request"),
    path("v2/tokens/<str:token>.<str:format>", views.token, name="token"),
]

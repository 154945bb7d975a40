"""Addresses under /inbound/."""

from __future__ import annotations

from django.urls import path

from gongzhi.faces.inbound import views

app_name = "inbound"

urlpatterns = [path("messages", views.messages, name="messages")]

"""Columns that tables of every module have."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def officer(label: str, **more: Any) -> models.ForeignKey[Any, Any]:
    """Who did it; None is the system, or the resident. With `null=False, blank=False` it is always a person."""
    options = {"null": True, "blank": True, "related_name": "+", "verbose_name": label} | more
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, **options)

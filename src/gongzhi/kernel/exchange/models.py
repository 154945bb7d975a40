"""API clients."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """A secret by which a program acts as an officer; only its hash is kept."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name="人员"
    )
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField("开头", max_length=12)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    used_on = models.DateField("最近使用", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "接口令牌"

    def __str__(self) -> str:
        return self.name

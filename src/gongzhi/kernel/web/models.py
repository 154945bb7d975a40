"""The memory of answered POSTs."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A POST that was carried out, and the answer it was given.

    Written in the action's own transaction: the row is there exactly if the action happened.
    """

    officer_id = models.BigIntegerField(help_text="the officer or API client that asked; 0 for nobody")
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64, help_text="SHA-256 over the submitted fields and files")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    response = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer_id", "route", "key"], name="web_idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"

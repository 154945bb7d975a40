from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParametersConfig(AppConfig):
    name = "gongzhi.kernel.parameters"
    label = "parameters"
    verbose_name = "参数"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_forget, sender=self, dispatch_uid="parameters.forget")


def _forget(**_: object) -> None:
    from . import queries

    queries.forget()

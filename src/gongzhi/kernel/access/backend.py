"""Django's own sign-in, reading the officer together with the unit that every page's top bar names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from gongzhi.kernel.org.models import Officer

PATH = f"{__name__}.Backend"


class Backend(ModelBackend):
    """No permissions of Django's: those are in `access.queries`."""

    def get_user(self, user_id: Any) -> Officer | None:
        officer = Officer.objects.select_related("unit").filter(pk=user_id).first()
        return officer if officer is not None and self.user_can_authenticate(officer) else None

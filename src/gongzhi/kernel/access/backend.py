"""Django's own sign-in, reading the officer together with the unit that every page's top bar names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField

from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rows import Prepared, Slot

_BY_KEY = Prepared(
    lambda: Officer.objects.select_related("unit").filter(pk=Slot("key", BigIntegerField())).order_by()
)
PATH = f"{__name__}.Backend"


class Backend(ModelBackend):
    """No permissions of Django's: those are in `access.queries`."""

    def get_user(self, user_id: Any) -> Officer | None:
        officer = _BY_KEY.first(key=user_id)
        return officer if officer is not None and self.user_can_authenticate(officer) else None

"""How sites and checks lie in the county: with the unit in charge, with the township, at their place, with its station."""

from __future__ import annotations

from django.db.models import Q

from gongzhi.kernel.access.queries import Scoping, decide, scoped
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import register_owner
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.ecology.sites.actions import PHOTOS
from gongzhi.modules.ecology.sites.models import Check, Site
from gongzhi.modules.ecology.stations.models import Staff

VIEW = "ecology.view"


def may_read_photo(officer: Officer, attachment: Attachment) -> Decision:
    """Who sees the check sees what was photographed. One query besides the decision's."""
    return decide(officer, VIEW, Check.objects.get(pk=attachment.owner_key))


def _scoping(label: str, to_site: str = "") -> Scoping:
    def units(path: str) -> Q:
        own = Q(**{f"{to_site}unit__path__startswith": path})
        return own | Q(**{f"{to_site}town__path__startswith": path})

    def party(officer: int) -> Q:
        """Those at a township's station see what lies in the township."""
        towns = Staff.objects.filter(officer=officer, to_on=None).values("station__town")
        return Q(**{f"{to_site}town__in": towns})

    return Scoping(units=units, place=f"{to_site}place_id", party=party, view=VIEW, label=label)


def register() -> None:
    scoped(Site, _scoping("工地、企业"))
    scoped(Check, _scoping("检查", "site__"))
    register_owner(PHOTOS, may_read_photo)

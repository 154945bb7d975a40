"""All tables of ecology, by part."""

from gongzhi.modules.ecology.chiefs.models import Chief, Reach
from gongzhi.modules.ecology.inspections.models import Inspection, Item
from gongzhi.modules.ecology.problems.models import MoreTime, Problem
from gongzhi.modules.ecology.sites.models import Answer, Check, Site
from gongzhi.modules.ecology.stations.models import Activity, Staff, Station

__all__ = [
    "Activity",
    "Answer",
    "Check",
    "Chief",
    "Inspection",
    "Item",
    "MoreTime",
    "Problem",
    "Reach",
    "Site",
    "Staff",
    "Station",
]

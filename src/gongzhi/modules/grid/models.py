"""All tables of grid governance, by part."""

from gongzhi.modules.grid.catalogue.models import Category, Rule
from gongzhi.modules.grid.events.models import GridEvent, Look, Order
from gongzhi.modules.grid.grids.models import Duty, Member, Split, Volunteer
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.visits.models import AskList, Visit

__all__ = [
    "AskList",
    "Category",
    "Component",
    "Duty",
    "GridEvent",
    "Look",
    "Member",
    "Order",
    "Rule",
    "Split",
    "Visit",
    "Volunteer",
]

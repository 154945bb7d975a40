"""All tables of appeals, by part."""

from gongzhi.modules.appeals.callback.models import CallBack, CallWay
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry, Mark
from gongzhi.modules.appeals.handling.models import (
    CategoryChange,
    Claim,
    Contact,
    ContactWay,
    Dispatch,
    Extension,
    Opinion,
    Press,
    PressKind,
    Reply,
    Review,
)
from gongzhi.modules.appeals.intake.models import Appeal, Merit

__all__ = [
    "Appeal",
    "CallBack",
    "CallWay",
    "Category",
    "CategoryChange",
    "Claim",
    "Contact",
    "ContactWay",
    "Dispatch",
    "Edition",
    "Entry",
    "Extension",
    "Mark",
    "Merit",
    "Opinion",
    "Press",
    "PressKind",
    "Reply",
    "Review",
]

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
from gongzhi.modules.appeals.open311.models import Filed, Offer, Remark

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
    "Filed",
    "Mark",
    "Merit",
    "Offer",
    "Opinion",
    "Press",
    "PressKind",
    "Remark",
    "Reply",
    "Review",
]

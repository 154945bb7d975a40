"""All tables of appeals, by part."""

from gongzhi.modules.appeals.callback.models import CallBack, CallWay
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry, Mark
from gongzhi.modules.appeals.follow.models import Addition
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
from gongzhi.modules.appeals.mediation.models import (
    Agreement,
    Dispute,
    DisputeParty,
    Mediator,
    Room,
    Session,
    TalkPoint,
    Visit,
)
from gongzhi.modules.appeals.whistles.models import Call, Whistle

__all__ = [
    "Addition",
    "Agreement",
    "Appeal",
    "Call",
    "CallBack",
    "CallWay",
    "Category",
    "CategoryChange",
    "Claim",
    "Contact",
    "ContactWay",
    "Dispatch",
    "Dispute",
    "DisputeParty",
    "Edition",
    "Entry",
    "Extension",
    "Mark",
    "Mediator",
    "Merit",
    "Opinion",
    "Press",
    "PressKind",
    "Reply",
    "Review",
    "Room",
    "Session",
    "TalkPoint",
    "Visit",
    "Whistle",
]

"""All tables of appeals, by part."""

from gongzhi.modules.appeals.callback.models import CallBack, CallWay
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry, Mark
from gongzhi.modules.appeals.figures.models import Circular
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
from gongzhi.modules.appeals.open311.models import Filed, Offer, Remark
from gongzhi.modules.appeals.papers.models import AppealPaper
from gongzhi.modules.appeals.topics.models import Membership, Notice, Proposal, Topic
from gongzhi.modules.appeals.whistles.models import Call, Whistle

__all__ = [
    "Addition",
    "Agreement",
    "Appeal",
    "AppealPaper",
    "Call",
    "CallBack",
    "CallWay",
    "Category",
    "CategoryChange",
    "Circular",
    "Claim",
    "Contact",
    "ContactWay",
    "Dispatch",
    "Dispute",
    "DisputeParty",
    "Edition",
    "Entry",
    "Extension",
    "Filed",
    "Mark",
    "Mediator",
    "Membership",
    "Merit",
    "Notice",
    "Offer",
    "Opinion",
    "Press",
    "PressKind",
    "Proposal",
    "Remark",
    "Reply",
    "Review",
    "Room",
    "Session",
    "TalkPoint",
    "Topic",
    "Visit",
    "Whistle",
]

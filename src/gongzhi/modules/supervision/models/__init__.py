"""The rows of supervision, part by part."""

from gongzhi.modules.supervision.models.decisions import (
    Check,
    Decision,
    Extension,
    HoldItem,
    HoldUpdate,
    Objection,
)
from gongzhi.modules.supervision.models.meetings import AgendaItem, Meeting
from gongzhi.modules.supervision.models.papers import Bonus, Paper, PaperKind, Ranking
from gongzhi.modules.supervision.models.plans import (
    CYCLES,
    Batch,
    Case,
    Edit,
    Founding,
    Item,
    Plan,
    PlanState,
    Source,
)
from gongzhi.modules.supervision.models.slips import Slip, SlipItem, SlipKind
from gongzhi.modules.supervision.models.tasks import LightRecord, Node, Report, Target, Task, WorkPlan

__all__ = [
    "CYCLES",
    "AgendaItem",
    "Batch",
    "Bonus",
    "Case",
    "Check",
    "Decision",
    "Edit",
    "Extension",
    "Founding",
    "HoldItem",
    "HoldUpdate",
    "Item",
    "LightRecord",
    "Meeting",
    "Node",
    "Objection",
    "Paper",
    "PaperKind",
    "Plan",
    "PlanState",
    "Ranking",
    "Report",
    "Slip",
    "SlipItem",
    "SlipKind",
    "Source",
    "Target",
    "Task",
    "WorkPlan",
]

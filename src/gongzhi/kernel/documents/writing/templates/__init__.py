"""The documents that a county writes: each is a frozen value and a function from it to a paper.

A template is reached by name through `TEMPLATES`, by what reads a name from a form or a command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..paper import Paper
from .circulars import Circular, Problem, circular
from .labels import LABELS, by_label
from .letters import AcceptanceNotice, PromptLetter, TalkNotice, acceptance_notice, prompt_letter, talk_notice
from .passwords import Account, PasswordSheet, password_sheet
from .reports import Minutes, Resolution, SpecialReport, minutes, special_report
from .slips import (
    AssignmentSlip,
    ReminderNotice,
    SupervisionNotice,
    assignment_slip,
    reminder_notice,
    supervision_notice,
)


@dataclass(frozen=True)
class Template:
    """A kind of document: its Chinese name, its value, and how the value becomes a paper."""

    label: str
    values: type
    paper: Callable[[Any], Paper]


TEMPLATES: dict[str, Template] = {
    "supervision_notice": Template("督办通知单", SupervisionNotice, supervision_notice),
    "assignment_slip": Template("交办单", AssignmentSlip, assignment_slip),
    "reminder_notice": Template("催办单", ReminderNotice, reminder_notice),
    "circular": Template("通报", Circular, circular),
    "special_report": Template("工作专报", SpecialReport, special_report),
    "minutes": Template("会议纪要", Minutes, minutes),
    "prompt_letter": Template("提示函", PromptLetter, prompt_letter),
    "talk_notice": Template("约谈通知", TalkNotice, talk_notice),
    "acceptance_notice": Template("受理通知书", AcceptanceNotice, acceptance_notice),
    "password_sheet": Template("首次口令单", PasswordSheet, password_sheet),
}

__all__ = [
    "LABELS", "TEMPLATES", "AcceptanceNotice", "Account", "AssignmentSlip", "Circular", "Minutes", "PasswordSheet", "Problem",
    "PromptLetter", "ReminderNotice", "Resolution", "SpecialReport", "SupervisionNotice", "TalkNotice", "Template",
    "acceptance_notice", "assignment_slip", "by_label", "circular", "minutes", "password_sheet", "prompt_letter",
    "reminder_notice", "special_report", "supervision_notice", "talk_notice",
]  # fmt: skip

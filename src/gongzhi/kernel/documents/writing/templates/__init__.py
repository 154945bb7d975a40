"""The documents that a county writes: each is a frozen value and a function from it to a paper (see `kinds`)."""

from .circulars import Circular, Problem, circular
from .labels import LABELS
from .letters import PromptLetter, TalkNotice, prompt_letter, talk_notice
from .notices import (
    AcceptanceNotice,
    ExtensionNotice,
    RejectionNotice,
    ReplyLetter,
    acceptance_notice,
    extension_notice,
    rejection_notice,
    reply_letter,
)
from .passwords import Account, PasswordSheet, password_sheet
from .reports import Minutes, Resolution, SpecialReport, minutes, special_report
from .slips import (
    AssignmentSlip,
    ReminderNotice,
    SupervisionNotice,
    TransferSlip,
    assignment_slip,
    reminder_notice,
    supervision_notice,
    transfer_slip,
)

__all__ = [
    "LABELS", "AcceptanceNotice", "Account", "AssignmentSlip", "Circular", "ExtensionNotice", "Minutes", "PasswordSheet",
    "Problem", "PromptLetter", "RejectionNotice", "ReminderNotice", "ReplyLetter", "Resolution", "SpecialReport",
    "SupervisionNotice", "TalkNotice", "TransferSlip", "acceptance_notice", "assignment_slip", "circular",
    "extension_notice", "minutes", "password_sheet", "prompt_letter", "rejection_notice", "reminder_notice",
    "reply_letter", "special_report", "supervision_notice", "talk_notice", "transfer_slip",
]  # fmt: skip

"""Reviewed documents kept for the reader's test set: only when a reviewer agrees, out of the county only by export."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.db import transaction

from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.supervision import plan_refused
from gongzhi.modules.supervision.models import Case, Item, Plan, PlanState
from gongzhi.modules.supervision.plan_facts import CaseKept, CasesExported

PASSING = (
    "核对通过",
    "取消核对",
    "无疑问的全部通过",
    "体检",
    "批量设置",
    "重新对应单位",
    "指定",
)  # steps that say nothing of the reading
STAMP = (2000, 1, 1, 0, 0, 0)  # equal cases give equal bytes


def corrections(plan: Plan) -> int:
    """How many steps of the review changed what had been read. One query."""
    labels = plan.edits.filter(undone=False).values_list("label", flat=True)
    return sum(not label.startswith(PASSING) for label in labels)


@transaction.atomic
def keep_case(*, plan: Plan, agreed: bool, by: Officer, at: datetime) -> Case:
    """Keep a reviewed document with what its reviewers made of it; again takes the present state.

    Raises: NotReadYet, ConsentMissing. Records: supervision.case_kept.
    """
    if plan.state not in (PlanState.REVIEW, PlanState.ISSUED):
        raise plan_refused.NotReadYet(title=plan.title, state=plan.get_state_display())
    if not agreed:
        raise plan_refused.ConsentMissing(field="agreed")
    items = list(plan.items.filter(removed=False))
    values = {
        "name": plan.title, "text": plan.text, "answer": answer_of(plan, items), "corrections": corrections(plan),
        "by": by, "at": at,
    }  # fmt: skip
    case, _ = Case.objects.update_or_create(plan=plan, defaults=values)
    record(CaseKept(plan.pk, plan.title, case.corrections), by=by, at=at)
    return case


@transaction.atomic
def drop_case(*, plan: Plan, by: Officer, at: datetime) -> None:
    """Take a document out of the test set again. Twice is once. Records: supervision.case_kept."""
    case = Case.objects.filter(plan=plan).first()
    if case is not None:
        case.delete()
        record(CaseKept(plan.pk, plan.title, case.corrections, dropped=True), by=by, at=at)


def answer_of(plan: Plan, items: Sequence[Item]) -> dict[str, Any]:
    """The right answer in the shape of `read --json`, without places and doubts."""
    return {
        "document": {
            "title": plan.title,
            "doc_number": plan.doc_number,
            "issuer": plan.issuer,
            "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        },
        "tasks": [_task(item) for item in items],
        "groups": [
            {
                "name": group["name"],
                "members": [
                    {name: one[name] for name in ("role", "name", "post")} for one in group["members"]
                ],
            }
            for group in plan.groups
        ],
    }


def _task(item: Item) -> dict[str, Any]:
    return {
        "no": _printed_number(item),
        "headings": list(item.headings),
        "text": item.text,
        "lead_leaders": list(item.lead_leaders),
        "lead_units": list(item.lead_units),
        "co_units": list(item.co_units),
        "open_ended": item.open_ended,
        "targets": [
            {
                "name": one["name"],
                "op": one["op"],
                "value": _number(one["value"]),
                "unit": one["unit"],
                "raw": one["raw"],
            }
            for one in item.targets
            if one["value"] is not None
        ],
        "deadline": item.deadline.isoformat() if item.deadline else None,
        "deadline_text": item.deadline_text or None,
    }


def _printed_number(item: Item) -> str:
    """The number with those above it; a number that was typed anew goes behind them."""
    above, _, last = item.number_path.rpartition("/")
    if item.no in (item.number_path, last):
        return item.number_path
    return f"{above}/{item.no}" if above and "/" not in item.no else item.no


def _number(value: str) -> int | float:
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else float(number)


@transaction.atomic
def export_cases(*, cases: Sequence[Case], by: Officer, at: datetime) -> bytes:
    """A ZIP file: for each case the document as it came (`001/document.docx`) and `001/answer.json`.

    Cases come with their plans' attachments. Records: supervision.cases_exported.
    Raises: NoCases.
    """
    if not cases:
        raise plan_refused.NoCases()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, case in enumerate(cases, start=1):
            answer = json.dumps(case.answer, ensure_ascii=False, indent=2)
            for name, data in (_document(case), ("answer.json", answer.encode())):
                archive.writestr(zipfile.ZipInfo(f"{n:03}/{name}", STAMP), data, zipfile.ZIP_DEFLATED)
    record(CasesExported(tuple(case.pk for case in cases)), by=by, at=at)
    return out.getvalue()


def _document(case: Case) -> tuple[str, bytes]:
    """The file that was imported; the text that was read from it, should the file be lost."""
    file = case.plan.attachment
    if file is not None:
        with contextlib.suppress(Refusal), open_content(file) as opened:
            return f"document{PurePath(file.name).suffix or '.txt'}", opened.read()
    return "document.txt", case.text.encode()

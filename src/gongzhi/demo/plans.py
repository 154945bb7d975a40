"""The demonstration county's plans of 2026: one issued, one left to be reviewed."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.core.files.base import File

from gongzhi.demo.county import DATA
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import plan_edits, plan_slips
from gongzhi.modules.supervision.models import Plan, Source
from gongzhi.modules.supervision.plan_imports import import_plan, read_plan, same_plan
from gongzhi.modules.supervision.plan_issue import issue

WORK_REPORT, LIVELIHOOD = DATA / "plan-2026.txt", DATA / "livelihood-2026.docx"


def load_plans(at: datetime) -> list[Plan]:
    """Import both documents at a moment and issue the work report's; what is there already stays.

    Runs no queue: what a worker would do a moment later is done at once. About 200 statements.
    """
    officer, head = (Officer.objects.get(username=name) for name in ("ducha1", "zhuren"))
    report = _imported(WORK_REPORT, Source.WORK_REPORT, officer, at)
    livelihood = _imported(LIVELIHOOD, Source.LIVELIHOOD_PROJECT, officer, at)
    if report.issued_at is None:
        plan_edits.accept_clear(plan=report, by=officer, at=at)
        report.refresh_from_db()
        report = issue(
            plan=report,
            version=report.version,
            default_deadline=date(2026, 12, 31),
            signer=head.name,
            by=head,
            at=at,
        )
        plan_slips.write_slips.call(report.pk)
    return [report, livelihood]


def left_to_review(at: datetime) -> Plan:
    """A second document, read and waiting for whoever opens the demonstration."""
    return _imported(LIVELIHOOD, Source.LIVELIHOOD_PROJECT, Officer.objects.get(username="ducha1"), at)


def _imported(path: Path, source: str, by: Officer, at: datetime) -> Plan:
    before = same_plan(sha256(path.read_bytes()).hexdigest())
    if before is not None:
        return before
    with path.open("rb") as opened:
        plan = import_plan(upload=File(opened, name=path.name), source=source, by=by, at=at)
    read_plan.call(plan.pk)
    plan.refresh_from_db()
    return plan

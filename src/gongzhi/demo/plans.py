"""The plan that waits to be reviewed; the issued one belongs to the story."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.files.base import File

from gongzhi.demo.county import DATA
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.models import Plan, Source
from gongzhi.modules.supervision.plan_imports import import_plan, read_plan, same_plan

LIVELIHOOD = DATA / "livelihood-2026.docx"


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

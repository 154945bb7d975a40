"""What a plan can be compared with: another plan of the county, or a file that was brought along for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongzhi.kernel.documents.reading import read
from gongzhi.kernel.files.actions import keep, receive
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import plan_items, plan_refused
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_imports import OWNER, READABLE

PURPOSE = "compare"
REMEMBERED = 4  # files whose reading is kept for the next page
_remembered: dict[str, tuple[Item, ...]] = {}


@dataclass(frozen=True)
class Version:
    """One side of a comparison. `token` names it in the page's address: p7 a plan, f9 a file."""

    token: str
    title: str
    note: str
    items: list[Item]


def of_plan(plan: Plan) -> Version:
    """One query."""
    items = list(plan.items.filter(removed=False))
    return Version(f"p{plan.pk}", plan.title, plan.doc_number, items)


def bring(*, plan: Plan, upload: Any, by: Officer, at: datetime) -> Attachment:
    """Keep a file beside a plan, to be compared with it; it becomes no plan. Raises: FileRefused, NothingRead."""
    with receive(upload, allowed=READABLE, field="upload") as received:
        data = received.path.read_bytes()
        if not items_of(data, received.name, received.digest):
            raise plan_refused.NoTasksThere(field="upload", name=received.name)
        return keep(received, by=by, at=at, owner=OWNER, owner_key=plan.pk, purpose=PURPOSE)


def brought(plan: Plan) -> list[Attachment]:
    """The files that were brought for a plan, the last first. One query."""
    rows = Attachment.objects.filter(owner=OWNER, owner_key=plan.pk, purpose=PURPOSE, withdrawn_at=None)
    return list(rows.select_related("blob", "uploaded_by").order_by("-pk")[:10])


def of_file(file: Attachment) -> Version:
    """The file read; its items are rows of no table. Read once, then remembered for a while."""
    return Version(f"f{file.pk}", file.name, "上传的文件", list(_read(file)))


def _read(file: Attachment) -> tuple[Item, ...]:
    with open_content(file) as opened:
        return items_of(opened.read(), file.name, file.blob_id)


def items_of(data: bytes, name: str, digest: str) -> tuple[Item, ...]:
    """The tasks of a document as items that are not saved, with keys below zero."""
    key = f"{digest} {name}"
    if key not in _remembered:
        rows = plan_items.items_of(read(data, name))
        while len(_remembered) >= REMEMBERED:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[key] = tuple(Item(pk=-n, **row) for n, row in enumerate(rows, start=1))
    return _remembered[key]

"""Reading somebody in the clear: with the permission over the row, for a purpose, and written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongzhi.kernel.access.reveal import check_reveal
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.census.models import House, Organisation, Resident
from gongzhi.kernel.people.erasing import reveal

REVEAL = "people.reveal"
FIELDS = {
    House: {"owner": "产权人", "owner_phone": "产权人电话"},
    Organisation: {"principal": "负责人", "phone": "负责人电话"},
}


@transaction.atomic
def open_row(
    *, row: Resident | House | Organisation, purpose: str, by: Officer, at: datetime
) -> dict[str, str]:
    """Names and numbers of one row in the clear, by label. Raises: NotVisible, NotAllowed, PurposeMissing.

    Records: access.revealed.
    """
    if isinstance(row, Resident):
        return reveal(person=row.person, of=row, permission=REVEAL, purpose=purpose, by=by, at=at)
    fields = {name: label for name, label in FIELDS[type(row)].items() if getattr(row, name)}
    check_reveal(by, REVEAL, row, fields=list(fields.values()), purpose=purpose, at=at)
    return {label: getattr(row, name).open() for name, label in fields.items()}

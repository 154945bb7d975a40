"""Finding people by what they told."""

from __future__ import annotations

from django.db.models import QuerySet

from gongzhi.kernel.people.blind import blinds
from gongzhi.kernel.people.models import IDENTITY, PHONE, Person


def by_phone(phone: str) -> QuerySet[Person]:
    """Everybody who told this number and still has it, the latest first; nobody for an empty one. One query."""
    return Person.objects.filter(phone_index__in=blinds(phone, PHONE), gone_at=None).order_by("-id")


def by_identity(identity: str) -> QuerySet[Person]:
    """Everybody who told this identity number, the latest first. One query."""
    return Person.objects.filter(identity_index__in=blinds(identity, IDENTITY)).order_by("-id")


def same_as(person: Person) -> QuerySet[Person]:
    """The rows of the same telephone number or identity number, with this one. One query."""
    rows = Person.objects.filter(pk=person.pk)
    if person.phone_index:
        rows |= Person.objects.filter(phone_index=person.phone_index, gone_at=None)
    if person.identity_index:
        rows |= Person.objects.filter(identity_index=person.identity_index)
    return rows.order_by("-id")

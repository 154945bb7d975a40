"""Finding people by what they told."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gongzhi.kernel.people.blind import blinds
from gongzhi.kernel.people.models import IDENTITY, PHONE, Person


def by_phone(phone: str) -> QuerySet[Person]:
    """Everybody who told this number and still has it, the latest first; nobody for an empty one. One query."""
    return Person.objects.filter(phone_index__in=blinds(phone, PHONE), gone_at=None).order_by("-id")


def holders_until_now(person: Person) -> QuerySet[Person]:
    """Whoever told this person's number while it was theirs: what was told before, and later under the same name.

    Somebody else who told it afterwards is who has it now. No query of its own.
    """
    if not person.phone_index:
        return Person.objects.filter(pk=person.pk)
    same = Q(pk__lte=person.pk)
    if person.masked_name:
        same |= Q(masked_name=person.masked_name)
    return Person.objects.filter(same, phone_index=person.phone_index, gone_at=None)


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

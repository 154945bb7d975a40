"""People as they told who they are. Rows are found by blind index and read in the clear only with a purpose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.people.blind import blind
from gongzhi.kernel.people.census.models import (
    Change,
    House,
    Household,
    Mark,
    Organisation,
    Resident,
)
from gongzhi.kernel.people.masking import mask_id, mask_name, mask_phone
from gongzhi.kernel.people.sealing import SealedField

__all__ = [
    "Change",
    "House",
    "Household",
    "Mark",
    "Organisation",
    "Person",
    "Resident",
]
PHONE, IDENTITY = "phone", "identity"


class Person(models.Model):
    """Somebody who told a name or a number, once. The same number elsewhere is told by `phone_index`.

    Masks are kept in the clear, so that lists need no key; they name nobody.
    """

    name = SealedField("姓名")
    phone = SealedField("电话")
    identity = SealedField("证件号")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    identity_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    masked_name = models.CharField("称呼", max_length=20, blank=True, default="", editable=False)
    masked_phone = models.CharField("电话（隐去）", max_length=20, blank=True, default="", editable=False)
    at = models.DateTimeField("登记时间")
    gone_at = models.DateTimeField(
        "号码易主", null=True, blank=True
    )  # the number belongs to somebody else by now
    erased_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("phone_index", "-id"), condition=~Q(phone_index=""), name="people_person_phone"
            ),
            models.Index(
                fields=("identity_index", "-id"),
                condition=~Q(identity_index=""),
                name="people_person_identity",
            ),
        )
        verbose_name = "个人"

    def __str__(self) -> str:
        return self.label

    @classmethod
    def told(cls, *, name: str = "", phone: str = "", identity: str = "", at: object) -> Person:
        """An unsaved row from what was told."""
        return cls(
            name=name,
            phone=phone,
            identity=identity,
            phone_index=blind(phone, PHONE),
            identity_index=blind(identity, IDENTITY),
            masked_name=mask_name(name)[:20],
            masked_phone=mask_phone(phone)[:20],
            at=at,
        )

    @property
    def label(self) -> str:
        """`王** 138****8000`, with a warning where the number is another's by now; 〔已删除〕 once erased."""
        if self.erased_at is not None:
            return "〔已删除〕"
        told = " ".join(filter(None, (self.masked_name, self.masked_phone)))
        return f"{told}（号码已易主）" if self.gone_at else told

    @property
    def masked_identity(self) -> str:
        """Opens the seal; for one person on one page."""
        return mask_id(self.identity.open())

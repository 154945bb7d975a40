"""What appeals keep of a person beside the person's row, emptied with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gongzhi.kernel.events.actions import erase_of
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.rules import bigrams
from gongzhi.modules.appeals.callback.models import CallBack
from gongzhi.modules.appeals.follow.models import Addition
from gongzhi.modules.appeals.follow.queries import OWN
from gongzhi.modules.appeals.handling.models import Claim, Contact, Extension, Opinion, Reply
from gongzhi.modules.appeals.intake.models import Appeal

REPLY = ("checked", "done", "basis", "next_step", "contact")


def empty(people: Collection[int], at: datetime) -> None:
    """Empty the words of these people's appeals, what was written about them, and the log's plaintexts beside it.

    What they sent along goes too. Number, category, place, terms and figures stay: they name nobody.
    """
    keys = list(Appeal.objects.filter(appellant__in=people).values_list("pk", flat=True))
    if not keys:
        return
    Appeal.objects.filter(pk__in=keys).update(text="", address="", same_key="")
    Reply.objects.filter(appeal__in=keys).update(**dict.fromkeys(REPLY, ""))
    Contact.objects.filter(appeal__in=keys).update(note="")
    Opinion.objects.filter(appeal__in=keys).update(text="")
    Claim.objects.filter(appeal__in=keys).update(reason="")
    Extension.objects.filter(appeal__in=keys).update(told="")
    CallBack.objects.filter(appeal__in=keys).update(verbatim="")
    Addition.objects.filter(appeal__in=keys).update(text="")
    Attachment.objects.filter(matter_id__in=keys, purpose__in=OWN).delete()
    erase_of(keys)
    for matter in Matter.objects.filter(pk__in=keys):
        matter.title = matter.category or "诉求"
        matter.search = bigrams(f"{matter.number} {matter.category}")
        matter.longitude = matter.latitude = None
        matter.save(update_fields=["title", "search", "longitude", "latitude"])

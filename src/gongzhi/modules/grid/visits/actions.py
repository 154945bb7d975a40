"""Visiting a household: the way in that pages, API and phone call."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer, PlaceHeir
from gongzhi.kernel.people.census.words import Care
from gongzhi.kernel.people.models import Household
from gongzhi.modules.grid.events.actions import PHOTO_MB, report
from gongzhi.modules.grid.events.rules import stand, tidy
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.places import is_position
from gongzhi.modules.grid.policy import number, term
from gongzhi.modules.grid.refused import AnswerMissing, AnswerWrong, HouseholdGone, QuestionsUnclear
from gongzhi.modules.grid.visits.facts import AsksSet, CareSet, Visited
from gongzhi.modules.grid.visits.models import AskList, Visit
from gongzhi.modules.grid.visits.queries import OWNER, asked_of
from gongzhi.modules.grid.visits.rules import TEXT, Unreadable, found_by, options_of, read_questions
from gongzhi.modules.grid.words import Channel

VISIT = "grid.visit"
LONGEST_ANSWER = 300
LATE = timedelta(days=7)  # so long a phone may be without signal after its worker was sent elsewhere
GRID_DIGITS = 15


def visit(
    *,
    household: Household,
    answers: Mapping[str, str] | None = None,
    met: bool = True,
    note: str = "",
    photos: Sequence[Any] = (),
    findings: Sequence[Mapping[str, Any]] = (),
    longitude: float | None = None,
    latitude: float | None = None,
    accuracy: int | None = None,
    said_at: datetime | None = None,
    key: str = "",
    by: Officer,
    at: datetime,
) -> Visit:
    """Write down a visit; what was found becomes events of the grid.

    `answers` by the codes of the questions that are asked today. A finding has `text`, and `category`, `photos`,
    `urgent` where there are. Given twice with one key, the second time answers what the first made.
    Raises: NotAllowed, NotVisible, HouseholdGone, AnswerMissing, AnswerWrong, and what `report` refuses.
    Records: grid.visited; flow.opened for each finding.
    """
    _check_reach(household, by, at)
    if key and (before := Visit.objects.filter(key=key).first()):
        return before
    if household.gone_on is not None:
        raise HouseholdGone(field="household", number=household.number)
    asked = asked_of(household, local_day(at))
    given = _checked(asked, answers or {}, met)
    here = (longitude, latitude) if is_position(longitude, latitude) else None
    house = household.house
    place = (house.longitude, house.latitude) if is_position(house.longitude, house.latitude) else None
    judged = stand(place, here, accuracy, spot=number("spot", at), worst=number("accuracy", at))  # type: ignore[arg-type]
    found = [
        *(
            {"category": category, "text": text}
            for category, text in found_by(asked.questions if asked else [], given)
        ),
        *findings,
    ]
    row = Visit(
        household=household, place_code=household.place_code, asked=asked, met=met, note=tidy(note)[:2000],
        answers=json.dumps(given, ensure_ascii=False) if given else "", findings=len(found),
        longitude=here[0] if here else None, latitude=here[1] if here else None, accuracy=accuracy,
        metres=judged.metres, said_at=said_at, by=by, at=at, key=key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return _write(row, photos, found, here, by, at)
    except IntegrityError:
        made = Visit.objects.filter(key=key).first() if key else None
        if made is None:
            raise
        return made


def _check_reach(household: Household, by: Officer, at: datetime) -> None:
    """Households in the officer's reach, and those of a grid that was the officer's until a few days ago: what a phone
    sends late is not lost because its worker has moved on. Two statements more then. Raises: NotVisible, NotAllowed."""
    if decide(by, VISIT, household) or not decide(by, VISIT):
        require(by, VISIT, household)
        return
    code = household.place_code[:GRID_DIGITS]
    grids = [code, *PlaceHeir.objects.filter(heir=code).values_list("place", flat=True)]
    left = Member.objects.filter(officer=by, place__in=grids, to_on__gte=local_day(at) - LATE)
    if not left.exists():
        require(by, VISIT, household)


def _write(
    row: Visit,
    photos: Sequence[Any],
    found: Sequence[Mapping[str, Any]],
    here: tuple[float | None, float | None] | None,
    by: Officer,
    at: datetime,
) -> Visit:
    row.save(force_insert=True)
    _keep(row, photos, by, at)
    household = row.household
    if row.met:
        household.visited_on = local_day(at)
        household.visit_by = next_visit(household, at)
        household.save(update_fields=["visited_on", "visit_by"])
    for n, one in enumerate(found):
        report(
            text=one["text"], category=one.get("category", ""), place=row.place_code,
            longitude=here[0] if here else None, latitude=here[1] if here else None, accuracy=row.accuracy,
            photos=one.get("photos", ()), urgent=bool(one.get("urgent")), household=household, channel=Channel.VISIT,
            said_at=row.said_at, key=f"{row.key}#{n}"[:64] if row.key else "", by=by, at=at,
        )  # fmt: skip
    record(Visited(household.number, row.met, len(found)), by=by, at=at)
    return row


def next_visit(household: Household, at: datetime) -> date:
    """The day by which a household is to be visited again, by its sort of care."""
    return local_day(calendar().due(at, term(f"visit.{household.care or 'normal'}", at)).at)


def _keep(row: Visit, photos: Sequence[Any], by: Officer, at: datetime) -> None:
    for one in photos:
        if hasattr(one, "chunks"):
            store(
                one,
                by=by,
                at=at,
                owner=OWNER,
                owner_key=row.pk,
                allowed=("image",),
                limit_mb=PHOTO_MB,
                field="photos",
            )
    drafts = [one.pk for one in photos if isinstance(one, Attachment)]
    if drafts:
        attach(drafts, by=by, at=at, owner=OWNER, owner_key=row.pk, field="photos")


def _checked(asked: AskList | None, answers: Mapping[str, str], met: bool) -> dict[str, str]:
    """The answers to what is asked; everything but texts must be answered when somebody was met."""
    given: dict[str, str] = {}
    for one in asked.questions if asked else []:
        answer = str(answers.get(one["code"], "") or "").strip()[:LONGEST_ANSWER]
        if not answer:
            if met and one["type"] != TEXT:
                raise AnswerMissing(field=one["code"], label=one["label"])
            continue
        if one["type"] != TEXT and answer not in options_of(one):
            raise AnswerWrong(field=one["code"], label=one["label"], given=answer[:20])
        given[one["code"]] = answer
    return given


@transaction.atomic
def set_asks(
    *, name: str, care: str, questions: str, from_on: date, by: Officer | None, at: datetime
) -> AskList:
    """Set what is asked from a day on; the same day again replaces what was planned for it.

    Raises: NotAllowed, QuestionsUnclear. Records: grid.asks_set.
    """
    if by is not None:
        require(by, "grid.catalogue")
    try:
        read = read_questions(questions)
    except Unreadable as wrong:
        raise QuestionsUnclear(field="questions", line=wrong.args[0], given=wrong.args[1]) from wrong
    row, _ = AskList.objects.update_or_create(
        care=care, from_on=from_on, defaults={"name": name, "questions": read, "by": by, "at": at}
    )
    record(AsksSet(name, from_on.isoformat(), len(read)), by=by, at=at)
    return row


@transaction.atomic
def set_care(*, household: Household, care: str, by: Officer, at: datetime) -> Household:
    """Say how a household is cared for: its next visit is due accordingly.

    Raises: NotAllowed, NotVisible. Records: grid.care_set.
    """
    require(by, "people.collect", household)
    before, household.care = household.care, care
    due = next_visit(household, at)
    household.visit_by = min(household.visit_by, due) if household.visit_by and care else due
    household.save(update_fields=["care", "visit_by"])
    if before != care:
        record(CareSet(household.number, Care(before).label, Care(care).label), by=by, at=at)
    return household

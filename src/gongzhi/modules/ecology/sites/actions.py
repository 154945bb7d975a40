"""Keeping sites, checking them, voiding a wrong check, and reporting a failed item on both lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.rounds.actions import Spot
from gongzhi.kernel.rounds.rules import judge
from gongzhi.kernel.rounds.words import Verdict
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.problems.opening import Told, report, town_for
from gongzhi.modules.ecology.sites import facts, policy, refused, rules
from gongzhi.modules.ecology.sites.models import Answer, Check, Site
from gongzhi.modules.ecology.words import EndReason, ItemState, Severity, SiteKind

KEEP, CHECK = "ecology.keep_site", "ecology.check_site"
PHOTOS = "ecology.check"  # the owner of the photos of a check
SOURCES = {policy.DUST: "工地检查", policy.FIRM: "企业检查"}


@dataclass(frozen=True)
class SiteDrawn:
    """A site as it is kept; where it is, by its position or else by a place."""

    name: str
    kind: str
    unit: Unit
    owner: str
    from_on: date
    spot: Spot = field(default_factory=Spot)
    place: Place | None = None


@transaction.atomic
def set_site(
    *,
    drawn: SiteDrawn,
    site: Site | None = None,
    version: int | None = None,
    by: Officer | None,
    at: datetime,
) -> Site:
    """Keep a site or firm. Its place is the lowest one around its position.

    Raises: NotVisible, NotAllowed, SiteChanged, PlaceMissing, NoTownship, SiteThere, EndBeforeStart.
    Records: ecology.site_set.
    """
    row = _locked(site, by, KEEP) if site is not None else Site()
    if by is not None and row.unit_id != drawn.unit.pk:
        require(by, KEEP, drawn.unit)
    if version is not None and row.version != version:
        raise refused.SiteChanged(name=row.name, unit=row.unit.label, owner=row.owner)
    _place(row, drawn)
    if row.to_on is not None and row.to_on < drawn.from_on:
        raise refused.EndBeforeStart(field="from_on", on=row.to_on, from_on=drawn.from_on)
    row.kind, row.owner, row.from_on, row.unit = drawn.kind, drawn.owner.strip(), drawn.from_on, drawn.unit
    row.version += 1
    row.save()
    told = facts.SiteSet(row.pk, row.name, SiteKind(row.kind).label, drawn.unit.label, site is None)
    record(told, by=by, at=at)
    return row


def _place(row: Site, drawn: SiteDrawn) -> None:
    """Where it is, in which township, under a name that no other there has. Raises: PlaceMissing, NoTownship, SiteThere."""
    here, name = drawn.spot.position, drawn.name.strip()
    place = (place_at(*here) if here else None) or drawn.place
    if place is None:
        raise refused.PlaceMissing(field="place")
    town = town_for(place.pk, drawn.unit)
    if Site.objects.filter(name=name, town=town).exclude(pk=row.pk).exists():
        raise refused.SiteThere(field="name", town=town.label, name=name)
    row.name, row.place, row.town = name, place, town
    row.longitude, row.latitude = here or (None, None)


@transaction.atomic
def end_site(*, site: Site, on: date, reason: str, by: Officer | None, at: datetime) -> Site:
    """A site is finished, a firm stopped: it is looked at no more from a day on.

    Raises: NotVisible, NotAllowed, SiteOver, EndBeforeStart. Records: ecology.site_ended.
    """
    site = _locked(site, by, KEEP)
    if site.to_on is not None:
        raise refused.SiteOver(name=site.name, on=site.to_on)
    if on < site.from_on:
        raise refused.EndBeforeStart(field="on", on=on, from_on=site.from_on)
    site.to_on, site.end_reason = on, reason
    site.save(update_fields=["to_on", "end_reason"])
    record(facts.SiteEnded(site.pk, site.name, on.isoformat(), EndReason(reason).label), by=by, at=at)
    return site


@transaction.atomic
def resume_site(*, site: Site, by: Officer | None, at: datetime) -> Site:
    """Work goes on, or the end was a mistake. Raises: NotVisible, NotAllowed, SiteNotOver. Records: ecology.site_resumed."""
    site = _locked(site, by, KEEP)
    if site.to_on is None:
        raise refused.SiteNotOver(name=site.name)
    site.to_on, site.end_reason = None, ""
    site.save(update_fields=["to_on", "end_reason"])
    record(facts.SiteResumed(site.pk, site.name), by=by, at=at)
    return site


def _locked(site: Site, by: Officer | None, permission: str) -> Site:
    row = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if by is not None:
        require(by, permission, row)
    return row


@transaction.atomic
def check_site(
    *,
    site: Site,
    said: Sequence[rules.Said],
    spot: Spot = Spot(),
    note: str = "",
    photos: Sequence[Any] = (),
    by: Officer,
    at: datetime,
) -> Check:
    """Write down how a site was found on each item of the day's list. The distance is kept and shown, nobody is sent away for it.

    Raises: NotVisible, NotAllowed, SiteOver, ItemsChanged, NothingApplied, FailedUnsaid, FileRefused.
    Records: ecology.site_checked.
    """
    site, on = _locked(site, by, CHECK), local_day(at)
    if site.to_on is not None and site.to_on <= on:
        raise refused.SiteOver(name=site.name, on=site.to_on)
    rules.examine(said, policy.items(site.standard, on))
    met, of = rules.result(one.state for one in said)
    here = spot.position
    seen = judge(here, spot.accuracy, site.position, policy.radius(on))
    check = Check.objects.create(
        site=site, standard=site.standard, at=at, on=on, by=by, longitude=here[0] if here else None,
        latitude=here[1] if here else None, verdict=seen.verdict, metres=seen.metres, met=met, of=of, note=note.strip(),
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(check_of=check, order=n, item=one.item, state=one.state, note=one.note.strip())
        for n, one in enumerate(said, 1)
    )
    for one in photos:
        store(
            one, by=by, at=at, owner=PHOTOS, owner_key=check.pk, purpose="photo", allowed=("image",), field="photos"
        )  # fmt: skip
    _keep_last(site)
    told = facts.SiteChecked(
        check.pk, site.name, site.standard_label, met, of, Verdict(seen.verdict).label, seen.metres
    )
    record(told, by=by, at=at)
    return check


def _keep_last(site: Site) -> None:
    """The newest check that stands. Two statements."""
    site.last_check = site.checks.filter(voided_at=None).order_by("at", "pk").last()
    site.save(update_fields=["last_check"])


@transaction.atomic
def void_check(*, check: Check, reason: str, by: Officer, at: datetime) -> Check:
    """A check was wrong: it stays, with the reason, and counts no more. Problems that were reported from it go on.

    Raises: NotVisible, NotAllowed, NotYourCheck, VoidedAlready. Records: ecology.check_voided.
    """
    site = _locked(check.site, by, CHECK)
    check = Check.objects.select_related("by", "voided_by").get(pk=check.pk)
    if not may_void(check, site, by):
        raise refused.NotYourCheck(who=check.by.name)
    if check.voided_at is not None:
        who = check.voided_by.name if check.voided_by else "系统"
        raise refused.VoidedAlready(who=who, reason=check.void_reason)
    check.voided_at, check.voided_by, check.void_reason = at, by, reason.strip()
    check.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _keep_last(site)
    record(facts.CheckVoided(check.pk, site.name, check.on.isoformat(), check.void_reason), by=by, at=at)
    return check


def may_void(check: Check, site: Site, by: Officer) -> bool:
    """Who made it, or who keeps the sites."""
    return check.by_id == by.pk or decide(by, KEEP, site).allowed


@transaction.atomic
def report_item(
    *,
    answer: Answer,
    text: str,
    type: str,
    severity: str = Severity.NORMAL,
    liable: str = "",
    files: Sequence[Any] = (),
    by: Officer,
    at: datetime,
) -> Problem:
    """A failed item becomes a problem, reported to the township and to the bureau in one moment.

    Raises: NotVisible, NotAllowed, NotFailed, ReportedAlready, VoidedAlready, what `report` refuses.
    Records: flow.opened, ecology.check_reported.
    """
    site = _locked(answer.check_of.site, by, CHECK)
    answer = Answer.objects.select_related("check_of__voided_by", "problem__matter").get(pk=answer.pk)
    check = answer.check_of
    _reportable(answer, check)
    told = Told(
        text=text, type=type, severity=severity, place_code=site.place_id, spot=site.name, liable=liable,
        title=f"{site.name}：{answer.item}未达标", longitude=site.longitude, latitude=site.latitude, found_at=check.at,
        source=SOURCES[check.standard], files=files,
    )  # fmt: skip
    answer.problem = report(told=told, station=by.unit, by=by, at=at)
    answer.save(update_fields=["problem"])
    record(facts.CheckReported(check.pk, site.name, answer.item, answer.problem.number), by=by, at=at)
    return answer.problem


def _reportable(answer: Answer, check: Check) -> None:
    if check.voided_at is not None:
        who = check.voided_by.name if check.voided_by else "系统"
        raise refused.VoidedAlready(who=who, reason=check.void_reason)
    if answer.state != ItemState.NO:
        raise refused.NotFailed(item=answer.item)
    if answer.problem is not None:
        raise refused.ReportedAlready(item=answer.item, number=answer.problem.number)

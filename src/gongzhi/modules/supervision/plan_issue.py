"""交办: every task of a reviewed plan becomes a matter for its leaders and units, all in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.numbers import allot
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import Party
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Post, Unit, UnitGroup
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision import plan_refused
from gongzhi.modules.supervision.models import Item, Plan, PlanState, Slip, SlipKind, Task
from gongzhi.modules.supervision.opening import Draft, open_tasks
from gongzhi.modules.supervision.plan_edits import last_change
from gongzhi.modules.supervision.plan_facts import PlanIssued
from gongzhi.modules.supervision.plan_imports import local_minute
from gongzhi.modules.supervision.plan_names import is_blocked, state_of


@dataclass
class County:
    """The rows that the items' links name, read at once; groups with their members of a day."""

    units: dict[int, Unit] = field(default_factory=dict)
    groups: dict[int, list[Unit]] = field(default_factory=dict)
    group_names: dict[int, str] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    officers: dict[int, Officer] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Item], on: date) -> County:
        """Five queries at most, however many items."""
        keys: dict[str, set[int]] = {"unit": set(), "group": set(), "post": set(), "officer": set()}
        for item in items:
            for link in (*item.resolved.values(), *_offered(item)):
                for kind in keys:
                    if kind in link:
                        keys[kind].add(link[kind])
        found = cls(posts=Post.objects.in_bulk(keys["post"]) if keys["post"] else {})
        if keys["officer"]:
            found.officers = Officer.objects.select_related("unit").in_bulk(keys["officer"])
        if keys["group"]:
            rows = UnitGroup.objects.filter(pk__in=keys["group"])
            found.group_names = {row.pk: row.name for row in rows}
            found.groups = {key: [] for key in found.group_names}
            members = UnitGroup.members.through.objects.filter(unitgroup__in=found.groups)
            members = members.filter(Unit.listed_on(on, "unit__")).select_related("unit")
            for row in members.order_by("unit__code"):
                found.groups[row.unitgroup_id].append(row.unit)
        found.units = Unit.objects.in_bulk(keys["unit"]) if keys["unit"] else {}
        return found

    def label(self, link: dict[str, Any]) -> str:
        """What a link names, in words."""
        if "unit" in link:
            return self.units[link["unit"]].label if link["unit"] in self.units else ""
        if "group" in link:
            return self.group_names.get(link["group"], "")
        if "post" in link:
            return self.posts[link["post"]].title if link["post"] in self.posts else ""
        return self.officers[link["officer"]].name if link.get("officer") in self.officers else ""

    def units_of(self, link: dict[str, Any], *, expand_open: bool = False) -> list[Unit]:
        """The units behind a link; none for a group word that leaves open who is meant, unless `expand_open`."""
        if "unit" in link:
            return [self.units[link["unit"]]] if link["unit"] in self.units else []
        if link.get("open") and not expand_open:
            return []
        return self.groups.get(link.get("group", 0), [])


def _offered(item: Item) -> list[dict[str, int]]:
    return [one for doubt in item.doubts for one in doubt.get("candidates", ())]


def parties_of(item: Item, county: County, *, expand_open: bool = False) -> list[Party]:
    """Lead units (the first answers for it), co-units with groups expanded, leaders; each unit once."""
    parties: list[Party] = []
    seen: set[int] = set()
    for role, names in ((Role.LEAD, item.lead_units), (Role.CO, item.co_units)):
        for name in names:
            link = item.resolved.get(name)
            for unit in county.units_of(link, expand_open=expand_open) if link else ():
                if unit.pk not in seen:
                    seen.add(unit.pk)
                    parties.append(Party(role, unit=unit, printed=name[:120]))
    for name in item.lead_leaders:
        link = item.resolved.get(name, {})
        if link.get("post") in county.posts:
            parties.append(Party(Role.LEADER, post=county.posts[link["post"]], printed=name[:120]))
        elif link.get("officer") in county.officers:
            parties.append(Party(Role.LEADER, officer=county.officers[link["officer"]], printed=name[:120]))
    return parties


@dataclass
class Recipient:
    """One unit and how many tasks of the plan it gets as lead and as co-unit."""

    unit: Unit
    lead: int = 0
    co: int = 0


@dataclass
class Preview:
    """What issuing would do, and what stands in its way. `open_words` name groups that leave open who is meant."""

    tasks: int
    recipients: list[Recipient]
    blocked: list[Item]
    doubtful: int
    without_deadline: int
    unknown: list[
        tuple[str, int]
    ]  # co-units and leaders that will get nothing, with how many tasks print them
    open_words: list[tuple[str, int]]

    @property
    def unled(self) -> list[Item]:
        """Those that name no lead unit at all; the other blocked ones name one that nobody knows."""
        return [item for item in self.blocked if not item.lead_units]

    @property
    def leads(self) -> list[Recipient]:
        return [one for one in self.recipients if one.lead]


def preview(plan: Plan, on: date, *, expand_open: bool = False) -> Preview:
    """Six queries at most, however many items."""
    items = list(plan.items.filter(removed=False))
    county = County.of(items, on)
    units: dict[int, Recipient] = {}
    unknown: Counter[str] = Counter()
    open_words: Counter[str] = Counter()
    for item in items:
        for party in parties_of(item, county, expand_open=expand_open):
            if party.unit:
                one = units.setdefault(party.unit.pk, Recipient(party.unit))
                one.lead += party.role == Role.LEAD
                one.co += party.role == Role.CO
        unknown.update(name for name in (*item.co_units, *item.lead_leaders) if name not in item.resolved)
        open_words.update(name for name, link in item.resolved.items() if link.get("open"))
    return Preview(
        len(items),
        sorted(units.values(), key=lambda one: (-one.lead, -one.co, one.unit.code)),
        [item for item in items if _has_no_lead(item, county, expand_open)],
        sum(state_of(item) == "doubtful" for item in items),
        sum(not (item.deadline or item.nodes or item.is_continuous) for item in items),
        unknown.most_common(),
        open_words.most_common(),
    )


def _has_no_lead(item: Item, county: County, expand_open: bool) -> bool:
    parties = parties_of(item, county, expand_open=expand_open)
    return is_blocked(item) or not any(party.role == Role.LEAD for party in parties)


def issue(
    *,
    plan: Plan,
    version: int,
    by: Officer,
    at: datetime,
    cycle: str = "",
    default_deadline: date | None = None,
    signer: str = "",
    slips_to_co: bool = True,
    expand_open: bool = False,
) -> Plan:
    """Open a matter for each item, number a notice for each unit, and tell the units. Constant statements.

    Of two officers at once the second is refused. Raises: AlreadyIssued, PlanChanged, NotInReview, NoItems,
    LeadsMissing, DeadlineMissing, DeadlinePast. Records: supervision.plan_issued, flow.opened for each task.
    """
    with transaction.atomic():
        plan = _lock(plan, version)
        on = local_day(at)
        items = list(plan.items.filter(removed=False).order_by("order", "id"))
        county = County.of(items, on)
        plan.cycle = cycle or plan.cycle
        plan.default_deadline = default_deadline or plan.default_deadline
        _check(items, county, plan, on, expand_open)
        parties = [parties_of(item, county, expand_open=expand_open) for item in items]
        tasks = _open(plan, items, parties, by, at)
        slips = _number_slips(plan, tasks, parties, signer, slips_to_co, by, at)
        units = {party.unit.pk: party.unit for one in parties for party in one if party.unit}
        _tell(plan, list(units.values()), tasks, at)
        plan.state, plan.issued_at, plan.issued_by = PlanState.ISSUED, at, by
        plan.version += 1
        plan.save()
        record(PlanIssued(plan.pk, plan.title, len(tasks), len(units), signer), by=by, at=at)
        if slips:
            from gongzhi.modules.supervision.plan_slips import write_slips

            write_slips.enqueue(plan.pk)
    return plan


def _lock(plan: Plan, version: int) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",)).select_related("issued_by")
    plan = rows.get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        who = plan.issued_by.name if plan.issued_by else "系统"
        when = local_minute(plan.issued_at) if plan.issued_at else ""
        raise plan_refused.AlreadyIssued(title=plan.title, who=who, when=when)
    if plan.state != PlanState.REVIEW or plan.removed_at:
        state = "已删除" if plan.removed_at else plan.get_state_display()
        raise plan_refused.NotReadYet(title=plan.title, state=state)
    if plan.version != version:
        who, what = last_change(plan)
        raise plan_refused.PlanChanged(who=who, what=what)
    return plan


def _check(items: Sequence[Item], county: County, plan: Plan, on: date, expand_open: bool) -> None:
    if not items:
        raise plan_refused.NoItems()
    blocked = [item for item in items if _has_no_lead(item, county, expand_open)]
    if blocked:
        named = "、".join(item.no or item.text[:12] for item in blocked[:5])
        raise plan_refused.LeadsMissing(count=len(blocked), items=named + ("等" if len(blocked) > 5 else ""))
    missing = sum(item.deadline is None and not item.nodes for item in items)
    if missing and plan.default_deadline is None and not plan.year:
        raise plan_refused.DeadlineMissing(field="default_deadline", count=missing)
    if missing and plan.default_deadline and plan.default_deadline < on:
        raise plan_refused.DeadlinePast(field="default_deadline", on=plan.default_deadline)


def deadline_of(item: Item, plan: Plan) -> date | None:
    """The item's own deadline, else its last node, else the plan's default, else the last day of the plan's year."""
    if item.deadline:
        return item.deadline
    if item.nodes:
        return date.fromisoformat(max(one["on"] for one in item.nodes))
    if plan.default_deadline:
        return plan.default_deadline
    return date(plan.year, 12, 31) if plan.year else None


def text_of(item: Item) -> str:
    """The task's words with the other columns of its row."""
    return "\n".join([item.text, *(f"{head}：{words}" for head, words in item.details if words)])


def draft_of(item: Item, plan: Plan, parties: Sequence[Party]) -> Draft:
    """The item as a task to be opened; targets without figures stay words."""
    return Draft(
        text=text_of(item),
        parties=parties,
        deadline=deadline_of(item, plan),
        cycle=item.cycle or plan.cycle,
        source=plan.source,
        category=item.headings[0] if item.headings else "",
        no=item.no,
        order=item.order,
        headings=item.headings,
        weight=item.weight,
        is_continuous=item.is_continuous,
        span=(item.start, item.end),
        targets=[one for one in item.targets if one["value"] is not None],
        nodes=list({one["on"]: one for one in item.nodes}.values()),
    )


def _open(
    plan: Plan, items: Sequence[Item], parties: Sequence[Sequence[Party]], by: Officer, at: datetime
) -> list[Task]:
    drafts = [draft_of(item, plan, owed) for item, owed in zip(items, parties, strict=True)]
    tasks = open_tasks(drafts, by=by, at=at, plan=plan, correlation=f"plan:{plan.pk}")
    for item, one in zip(items, tasks, strict=True):
        item.matter = one.matter
    Item.objects.bulk_update(items, ["matter"], batch_size=200)
    return tasks


def _number_slips(
    plan: Plan,
    tasks: Sequence[Task],
    parties: Sequence[Sequence[Party]],
    signer: str,
    slips_to_co: bool,
    by: Officer,
    at: datetime,
) -> list[Slip]:
    """A numbered 督办通知单 for each unit, in the order of the units' codes; the paper itself is made in the background."""
    units: dict[int, Unit] = {}
    counts: Counter[int] = Counter()
    for owed in parties:
        for party in owed:
            if party.unit and (party.role == Role.LEAD or slips_to_co):
                units[party.unit.pk] = party.unit
                counts[party.unit.pk] += 1
    ordered = sorted(units.values(), key=lambda unit: unit.code)
    on = local_day(at)
    numbers = allot(value("supervision.notice.mark", on), on.year, at=at, count=len(ordered))
    latest = max((task.deadline for task in tasks if task.deadline), default=None)
    return Slip.objects.bulk_create(
        [
            Slip(
                kind=SlipKind.NOTICE,
                number=number.text,
                unit=unit,
                plan=plan,
                title=plan.title[:200],
                body=f"《{plan.title}》中{unit.label}承办的{counts[unit.pk]}项任务",
                reason="交办",
                signed_by=signer[:40],
                sent_by=by,
                sent_at=at,
                due_on=latest,
                key=f"plan:{plan.pk}:{unit.pk}",
            )
            for unit, number in zip(ordered, numbers, strict=True)
        ]
    )


def _tell(plan: Plan, units: list[Unit], tasks: Sequence[Task], at: datetime) -> None:
    tell(
        units=units,
        needs="supervision.sign_for",
        title=f"新任务待签收：《{plan.title[:60]}》",
        body=f"《{plan.title}》已经交办，请在规定时限内签收；不属本单位职责的，请在异议时限内提出。",
        url=tasks_url(plan),
        kind="supervision.issued",
        level="remind",
        at=at,
        key=f"plan:{plan.pk}:issued",
    )


def tasks_url(plan: Plan) -> str:
    """The list of the plan's tasks."""
    try:
        return f"{reverse('supervision:tasks')}?plan={plan.pk}"
    except NoReverseMatch:
        return f"/supervision/tasks/?plan={plan.pk}"

"""What the page of intake shows beside the form while it is being filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.people.blind import folded
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.appeals.desk.queries import by_caller
from gongzhi.modules.appeals.directory.queries import Known, known
from gongzhi.modules.appeals.handling.rules import finish_rule
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.nearness import Near, near
from gongzhi.modules.appeals.intake.rules import headline, term_class, tidy
from gongzhi.modules.appeals.intake.suggesting import SURE, Suggestion, suggest
from gongzhi.modules.appeals.policy import number, rule
from gongzhi.modules.appeals.topics.queries import standing
from gongzhi.modules.appeals.words import AppealType, Urgency

MOST_PLACES = 3


@dataclass
class Proposed:
    """A suggestion with who would have it."""

    one: Suggestion
    unit: str
    term: str
    key: int

    @property
    def sure(self) -> bool:
        return self.one.confidence >= SURE


@dataclass
class Hints:
    """The panels: who called before, what it may be, where it goes, what is like it."""

    earlier: list[Appeal] = field(default_factory=list)
    calls: int = 0  # of this number today
    repeated: int = 0  # of this number within the county's days of repeats
    proposals: list[Proposed] = field(default_factory=list)
    route: str = ""
    guidance: str = ""
    near: list[Near] = field(default_factory=list)
    crowd: int = (
        0  # appeals of the category from this village or community in the days of a batch, when they are many
    )
    topic: Any = None  # in work about the same
    headline: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)  # code and name of those that the words name
    asked: bool = False


def hints(given: Mapping[str, str], *, officer: Officer, at: datetime) -> Hints:
    """What to show for a form as far as it is filled in. Seven queries at most."""
    text, place = tidy(given.get("text", "")), given.get("place", "")
    phone, there = given.get("phone", ""), known()
    found = Hints(headline=headline(text), asked=bool(text or phone))
    if len(folded(phone)) >= 5:
        found.earlier = list(by_caller(officer, phone))
        today = local_day(at)
        found.calls = sum(local_day(one.matter.opened_at) == today for one in found.earlier)
        span = number("repeat.days", at)
        found.repeated = sum((at - one.matter.opened_at).days < span for one in found.earlier)
    kind = there.by_code.get(given.get("category", ""))
    if not place:
        named = there.named(f"{given.get('address', '')} {text}")[:MOST_PLACES]
        found.places = [(code, there.place_name(code)) for code in named]
    guesses = suggest(text, place, on=local_day(at)) if len(text) >= 4 else []
    found.proposals = _proposed(guesses, given, place, there, at)
    if kind is not None:
        found.guidance = kind.guidance
        found.route = route(kind.pk, given, place, there, at)
    if kind is not None and place:
        found.crowd, found.topic = standing(kind.pk, place, at)
    found.near = near(text, given=given, category=kind.code if kind else "", for_officer=officer, at=at)
    return found


def _proposed(
    guesses: list[Suggestion], given: Mapping[str, str], place: str, there: Known, at: datetime
) -> list[Proposed]:
    keys = {there.propose(one.category, place, local_day(at)).unit for one in guesses}
    units = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=keys - {0})} if keys - {0} else {}
    found = []
    for n, one in enumerate(guesses, start=1):
        unit = there.propose(one.category, place, local_day(at)).unit
        term = _term(one.category, given, place, there, at)
        found.append(Proposed(one, units.get(unit, "由派单员确定"), term.label, n))
    return found


def _term(category: int, given: Mapping[str, str], place: str, there: Known, at: datetime) -> Term:
    """What the finish term would be: the same rule as at the dispatch."""
    sort, urgency = given.get("type", "complaint"), given.get("urgency", "normal")
    cls = term_class(
        sort if sort in AppealType.values else "complaint",
        urgency if urgency in Urgency.values else "normal",
        bool(given.get("complex")),
    )
    proposal = there.propose(category, place, local_day(at))
    kind = there.kinds[category]
    listed = finish_rule(proposal.limit, proposal.edition, kind.code, rule("finish", cls, at))
    return Term.parse(listed.rpartition("=")[2])


def route(category: int, given: Mapping[str, str], place: str, there: Known, at: datetime) -> str:
    """`派县供水公司，5个工作日内（2026-03-09 17:30前）办结`. One query."""
    unit = Unit.objects.filter(pk=there.propose(category, place, local_day(at)).unit).first()
    term = _term(category, given, place, there, at)
    due = local_minute(calendar().due(at, term).at)
    return f"{'派' + unit.label if unit else '承办单位待派单员确定'}，{term.label}内（{due}前）办结"

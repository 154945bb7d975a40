"""A year of appeals in 清泽县, played through the product's own actions, so that lists and rates have content.

Every unit has a temper drawn with a fixed seed. Callers are 居民0001 and so on; their numbers begin with 199, followed
by the year's count, and belong to nobody.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from gongzhi.demo import open311
from gongzhi.demo.county import DATA
from gongzhi.kernel.clock import ZONE, local_day
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.appeals.directory.actions import Draft, publish, set_category
from gongzhi.modules.appeals.directory.models import Category, Edition
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.learning.keeping import place

Progress = Callable[[str, int, int], None]
COUNT, RECENT = 420, 90  # appeals of the year, those of the last days among them
DIRECT = {
    "consult": 0.92,
    "praise": 0.95,
    "suggestion": 0.5,
    "help": 0.45,
    "complaint": 0.5,
    "report": 0,
}  # answered at once
# what a month brings more of: school, floods, straw, wages
SEASON = {
    "E52": (7, 8),
    "E12": (6, 7, 8),
    "E11": (6, 7, 8),
    "E17": (6, 10),
    "E45": (12, 1),
    "E46": (12, 1),
    "E13": (1, 7),
}
CHANNELS = (
    "phone",
    "phone",
    "phone",
    "phone",
    "phone",
    "portal",
    "portal",
    "webhook",
    "desk",
    "superior",
    "mailbox",
    "talk_desk",
)


@dataclass(frozen=True)
class Temper:
    """How a unit works: the chance of a late contact, of a late reply, of a poor result, of a wish to return."""

    slow: float
    late: float
    poor: float
    returns: float


GOOD, FAIR, POOR = Temper(0.03, 0.03, 0.06, 0.03), Temper(0.08, 0.1, 0.16, 0.06), Temper(0.2, 0.3, 0.34, 0.12)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def play(at: datetime, progress: Progress) -> None:
    """The directory, and the appeals of the year up to a moment; does nothing when there are appeals already."""
    directory(at)
    open311.questions(at)
    _redos(at)
    if not place().exists():
        shutil.copy(DATA / "appeal-model.npz", place())
    if not Appeal.objects.exists():
        with transaction.atomic():
            _Year(at, progress).tell()
            open311.show(Officer.objects.get(username="rexian"), at)


def _redos(at: datetime) -> None:
    """The county has been stricter for two weeks: then the second redo, before the third, goes to supervision."""
    for most, from_on in ((2, date(2020, 1, 1)), (1, local_day(at) - timedelta(days=14))):
        set_value(
            name="appeals.redo.most",
            value=most,
            from_on=from_on,
            source="县热线管理办法",
            note="演示",
            by=None,
            at=at,
        )


@transaction.atomic
def directory(at: datetime) -> None:
    """The categories and the first edition of the directory. Twice is once."""
    if Edition.objects.exists():
        return
    units = {unit.code: unit for unit in Unit.objects.all()}
    drafts = []
    for row in rows("appeal-kinds.csv"):
        category = Category.objects.filter(code=row["code"]).first() or set_category(
            code=row["code"],
            major=row["major"],
            name=row["name"],
            keywords=[word for word in row["keywords"].split(";") if word],
            publishable=row["publishable"] == "1",
            closer=row["closer"],
            guidance=row["guidance"],
            by=None,
            at=at,
        )
        drafts.append(Draft(category, units.get(row["host"]), limit=row["limit"]))
    publish(drafts=drafts, from_on=date(2020, 1, 1), source="县12345热线管理办法附件一", by=None, at=at)


class _Year:
    def __init__(self, at: datetime, progress: Progress) -> None:
        self.at, self.progress = at, progress
        self.dice = random.Random(12345)
        self.words: dict[str, Any] = json.loads(
            (Path(DATA) / "appeal-words.json").read_text(encoding="utf-8")
        )
        officers = {officer.username: officer for officer in Officer.objects.select_related("unit")}
        self.clerk, self.sender, self.caller = (officers[name] for name in ("shouli1", "paidan1", "huifang1"))
        self.head, self.second = officers["rexian"], officers["rexian2"]
        self.handlers = {
            one.unit_id: one for one in officers.values() if one.username == one.unit.code.lower()
        }
        units = sorted(Unit.objects.values_list("pk", flat=True))
        self.tempers = {key: self.dice.choices((GOOD, FAIR, POOR), (5, 4, 2))[0] for key in units}
        places = Place.objects.filter(kind__in=(PlaceKind.VILLAGE, PlaceKind.COMMUNITY)).select_related(
            "parent"
        )
        self.places = list(places.defer("boundary"))
        self.texts = rows("appeal-texts.csv")
        self.open: list[Appeal] = []

    def tell(self) -> None:
        moments = sorted(self._moment(n) for n in range(COUNT))
        for n, moment in enumerate(moments):
            if n % 60 == 0:
                self.progress(f"正在演示诉求：{local_day(moment)}", n, COUNT)
            self.one(n, moment)

    def _moment(self, n: int) -> datetime:
        """Some time in the last year, rather by day than by night; the last ones in the last week."""
        ago = self.dice.random() * 6 if n < RECENT else 365 * self.dice.random()
        hour = self.dice.choice((8, 9, 9, 10, 10, 11, 14, 15, 15, 16, 17, 19, 22))
        moment = datetime.combine(
            local_day(self.at - timedelta(days=ago)), time(hour, self.dice.randint(0, 59)), ZONE
        )
        return min(moment, self.at - timedelta(minutes=10))

    def one(self, n: int, at: datetime) -> None:
        appeal = self.register(n, at)
        if appeal is None:
            return
        sort = appeal.type
        direct = DIRECT[sort] if appeal.urgency == "normal" else 0
        if self.dice.random() < direct:
            self.move(
                appeal, "answer", self.clerk, at + self.minutes(2, 12), done=self.words["answers"][sort]
            )
        elif self.dice.random() < 0.02:
            self.move(
                appeal,
                "reject",
                self.clerk,
                at + self.minutes(2, 12),
                ground=self.dice.choice(("lawsuit", "petition", "outside")),
            )
        elif not self.joins(appeal, at):
            self.work(appeal, at)

    def register(self, n: int, at: datetime) -> Appeal | None:
        month = local_day(at).month
        weights = [
            int(row["weight"]) * (4 if month in SEASON.get(row["code"], ()) else 1) for row in self.texts
        ]
        row, place = self.dice.choices(self.texts, weights)[0], self.dice.choice(self.places)
        again = n > 30 and self.dice.random() < 0.12  # somebody who called before
        number = self.dice.randint(1, n) if again else n + 1
        told = Told(
            row["text"].format(place=place.name),
            channel=self.dice.choice(CHANNELS),
            type=row["type"],
            category=row["code"],
            urgency=row["urgency"],
            name=f"居民{number:04}",
            phone=f"1990000{number:04}",
            anonymous=self.dice.random() < 0.04,
            confidential=row["type"] == "report",
            place_code=place.code,
            address=f"{place.parent.name if place.parent else ''}{place.name}{self.dice.randint(1, 40)}号",
            longitude=round(117.1 + self.dice.random() * 0.5, 5),
            latitude=round(32.3 + self.dice.random() * 0.4, 5),
        )
        try:
            return register(told, by=self.clerk, at=at)
        except Refusal:
            return None

    def joins(self, appeal: Appeal, at: datetime) -> bool:
        """Whether somebody told the same at the same place shortly before; then it joins that one."""
        town = appeal.matter.place_code[:9]
        for other in self.open:
            same = other.category_id == appeal.category_id and other.matter.place_code[:9] == town
            if same and at - other.matter.opened_at < timedelta(days=20):
                return self.move(
                    appeal,
                    "merge",
                    self.sender,
                    at + self.minutes(5, 40),
                    parent=other.number,
                    reason="同一地方同一问题",
                )
        return False

    def work(self, appeal: Appeal, at: datetime) -> None:
        """From the dispatch to the call-back, as far as time has come."""
        sent = at + self.minutes(5, 90)
        if not self.move(appeal, "dispatch", self.sender, sent):
            return
        temper = self.temper(appeal)
        signed = (
            sent + self.minutes(5, 60) if self.dice.random() > temper.slow else sent + timedelta(hours=30)
        )
        if not self.move(appeal, "sign_for", self.handler(appeal), signed):
            self.open.append(appeal)
            return
        if self.dice.random() < temper.returns:
            signed = self.returned(appeal, signed)
        self.handle(appeal, signed)
        if appeal.matter.is_open:
            self.open = [*self.open[-60:], appeal]

    def returned(self, appeal: Appeal, at: datetime) -> datetime:
        """The unit says it is the township's; the hotline agrees half of the time."""
        unit = Unit.objects.filter(pk=known().town(appeal.matter.place_code)).first()
        if unit is None or unit.pk == appeal.matter.lead_unit_id:
            return at
        why = {"reason": "按属地管理原则，由所在乡镇先行处置", "basis": "县直部门权责清单第三类第七项"}
        self.move(appeal, "ask_return", self.handler(appeal), at + timedelta(hours=1), suggested=unit, **why)
        agreed = self.dice.random() < 0.5
        decision = (
            {"decision": "approved", "unit": unit}
            if agreed
            else {"decision": "refused", "opinion": "属本单位职责"}
        )
        self.move(appeal, "decide_return", self.sender, at + timedelta(hours=2), **decision)
        if appeal.matter.state == "dispatched":
            self.move(appeal, "sign_for", self.handler(appeal), at + timedelta(hours=3))
        return at + timedelta(hours=3)

    def handle(self, appeal: Appeal, at: datetime) -> None:
        temper = self.temper(appeal)
        begun = at + self.minutes(5, 90) if self.dice.random() > temper.slow else at + timedelta(days=3)
        if appeal.anonymous:
            self.move(appeal, "begin", self.handler(appeal), begun)
        else:
            self.move(
                appeal, "contact", self.handler(appeal), begun, note=self.dice.choice(self.words["contacts"])
            )
        for _ in range(3):
            if appeal.matter.state != "handling":
                return
            begun = self.replied(appeal, begun)
            if appeal.matter.state != "callback":
                return
            begun = self.called(appeal, begun) + timedelta(hours=2)
            if appeal.matter.state == "handling" and not appeal.anonymous:
                note = "重办，再次联系来电人。"
                self.move(appeal, "contact", self.handler(appeal), begun, note=note)

    def replied(self, appeal: Appeal, begun: datetime) -> datetime:
        temper, due = self.temper(appeal), appeal.matter.due_at or begun
        span = max(due - begun, timedelta(minutes=30))
        if self.dice.random() < temper.late:
            done = due + timedelta(hours=self.dice.randint(2, 90))
        else:
            done = begun + span * self.dice.uniform(0.2, 0.9)
        major = appeal.category.major if appeal.category else "设施"
        written = self.move(
            appeal,
            "reply",
            self.handler(appeal),
            done,
            checked=self.dice.choice(self.words["checked"]),
            done=self.words["done"].get(major, self.words["done"]["设施"]),
            basis=self.dice.choice(self.words["basis"]),
            next_step=self.dice.choice(self.words["next"]),
            contact="值班室 0550-0000000",
        )
        if written:
            self.move(appeal, "review_pass", self.sender, done + self.minutes(30, 240))
        return done

    def called(self, appeal: Appeal, done: datetime) -> datetime:
        at = done + timedelta(days=1, hours=self.dice.randint(0, 6))
        if self.dice.random() < 0.12:
            for later in (0, 3, 26):
                self.move(appeal, "call_back", self.caller, at + timedelta(hours=later), reached="no_answer")
            return at
        poor = self.temper(appeal).poor * (0.6 if appeal.redos else 1)
        chance = self.dice.random()
        solved = "no" if chance < poor * 0.6 else "partly" if chance < poor else "full"
        satisfied = {
            "no": "no",
            "partly": self.dice.choice(("no", "fairly")),
            "full": self.dice.choice(("very", "yes", "yes", "yes", "fairly")),
        }[solved]
        heard = self.dice.choice(self.words["heard"][solved])
        told = {"solved": solved, "satisfied": satisfied, "verbatim": heard, "contacted": "yes"}
        self.move(appeal, "call_back", self.caller, at, **told)
        appeal.refresh_from_db(fields=["redos"])
        return at

    # helpers

    def temper(self, appeal: Appeal) -> Temper:
        return self.tempers.get(appeal.matter.lead_unit_id or 0, FAIR)

    def handler(self, appeal: Appeal) -> Officer:
        order = appeal.orders.order_by("-number").values_list("unit", flat=True).first()
        return self.handlers.get(order or 0, self.head)

    def minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.dice.randint(least, most))

    def move(self, appeal: Appeal, code: str, by: Officer, at: datetime, **values: Any) -> bool:
        """Make one move if its time has come; a refusal is part of the story and leaves things as they are."""
        if at > self.at:
            return False
        try:
            appeal.matter = run(appeal.matter, code, by=by, at=at, **values)
        except Refusal:
            return False
        return True

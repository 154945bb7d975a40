"""A small county under supervision: `world` gives its people and makes tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.events import guards
from gongzhi.kernel.flow.actions import Party, run
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Post, Tenure, Unit
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.supervision.models import Plan, Task
from gongzhi.modules.supervision.opening import Draft, open_tasks

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 2 March 2026, 09:00 in Shanghai
LONG_AGO = date(2020, 1, 1)


def evidence(name: str = "照片说明.txt", text: str = "已经竣工验收。") -> SimpleUploadedFile:
    """One upload, as a browser sends it."""
    return SimpleUploadedFile(name, text.encode(), "text/plain")


class World:
    """清泽县: the office, two bureaus, one town, a vice head, and officers with the shipped permission sets.

    `ducha` supervises, `zhuren` heads the office; `builder`, `waterman` and `townsman` handle for their units;
    `vice` holds the post `charge` and reaches the whole county.
    """

    at = AT

    def __init__(self) -> None:
        self.county = Place.objects.create(code="349921000000", name="清泽县", kind=PlaceKind.COUNTY)
        self.town_place = Place.objects.create(
            code="349921100000", name="泽口镇", kind=PlaceKind.TOWN, parent=self.county
        )
        self.root = self.unit("U00", "清泽县人民政府", "县政府", place=self.county)
        self.office = self.unit("U01", "清泽县人民政府办公室", "县政府办")
        self.housing = self.unit("U13", "清泽县住房和城乡建设局", "县住建局")
        self.water = self.unit("U15", "清泽县水利局", "县水利局")
        self.town = self.unit("T01", "泽口镇人民政府", "泽口镇", place=self.town_place)
        self.charge = Post.objects.create(code="P05", title="副县长（城建）", rank=5, unit=self.root)
        self.ducha = self.officer("ducha", "韩专员", self.office, "supervision_officer")
        self.zhuren = self.officer("zhuren", "沈主任", self.office, "office_head")
        self.vice = self.officer("vice", "何县长", self.root, "leader")
        self.builder = self.officer("builder", "吴干事", self.housing, "unit_handler", self.housing)
        self.waterman = self.officer("waterman", "钱干事", self.water, "unit_handler", self.water)
        self.townsman = self.officer("townsman", "郑干事", self.town, "unit_handler", self.town)
        self.outsider = self.officer("outsider", "冯干事", self.water, "")
        Tenure.objects.create(post=self.charge, officer=self.vice, from_on=LONG_AGO)

    def unit(self, code: str, name: str, short: str, **more: Any) -> Unit:
        more.setdefault("parent", getattr(self, "root", None))
        more.setdefault("place", self.county)
        return Unit.objects.create(code=code, name=name, short_name=short, **more)

    def officer(self, username: str, name: str, unit: Unit, held: str, over: Unit | None = None) -> Officer:
        """An officer of a unit with a shipped permission set over a unit (None: the whole county)."""
        officer = Officer.objects.create(username=username, name=name, unit=unit, password="!")
        if held:
            given = PermissionSet.objects.get(name=held)
            Holding.objects.create(officer=officer, set=given, unit=over, from_on=LONG_AGO)
        return officer

    def plan(self, title: str = "2026年政府工作报告重点任务分解", **more: Any) -> Plan:
        given: dict[str, Any] = {
            "year": 2026,
            "source": "work_report",
            "state": "issued",
            "owner_unit": self.office,
            "created_by": self.ducha,
            "created_at": AT,
            "text": "改造老旧小区12个，惠及居民2600户。\n新建污水管网8公里。",
        }
        return Plan.objects.create(title=title, **(given | more))

    def draft(self, text: str = "改造老旧小区12个", *, lead: Unit | None = None, **more: Any) -> Draft:
        """A draft led by the housing bureau with the water bureau beside it, due at the year's end, one target."""
        parties = [
            Party(Role.LEAD, unit=lead or self.housing),
            *[Party(Role.CO, unit=unit) for unit in more.pop("co", (self.water,))],
            *([Party(Role.LEADER, post=self.charge)] if more.pop("led", True) else []),
        ]
        given: dict[str, Any] = {
            "deadline": date(2026, 12, 31),
            "targets": [
                {"name": "老旧小区", "op": ">=", "value": 12, "unit": "个", "raw": "改造老旧小区12个"}
            ],
            "source": "work_report",
            "no": "1",
        }
        return Draft(text, parties, **(given | more))

    def issue(self, *drafts: Draft, plan: Plan | None = None, at: datetime = AT) -> list[Task]:
        return open_tasks(drafts, by=self.ducha, at=at, plan=plan)

    def task(
        self, text: str = "改造老旧小区12个", *, at: datetime = AT, plan: Plan | None = None, **more: Any
    ) -> Task:
        """One task that waits to be signed for."""
        return self.issue(self.draft(text, **more), plan=plan, at=at)[0]

    def started(self, *, at: datetime = AT, **more: Any) -> Task:
        """One task signed for by its lead and co-units and planned, in progress."""
        task = self.task(at=at, **more)
        for unit in [one.unit for one in task.matter.assignments.filter(unit__isnull=False)]:
            self.move(task, "sign_for", by=self.handler(unit), at=at)
        self.move(
            task,
            "file_plan",
            by=self.handler(task.matter.lead_unit),
            at=at,
            measures="倒排工期抓落实",
            in_charge="吴科长",
        )
        return task

    def rule(self, name: str, value: Any) -> None:
        """A parameter's value, from long ago on."""
        set_value(
            name=name, value=value, from_on=LONG_AGO, source="督查办法", note="补录", by=self.zhuren.pk, at=AT
        )

    def handler(self, unit: Unit) -> Officer:
        return Officer.objects.get(unit=unit, username__in=("builder", "waterman", "townsman"))

    def move(self, task: Task, code: str, *, by: Officer | None, at: datetime = AT, **values: Any) -> Task:
        """Make a move and read the task again."""
        task.matter = run(Matter.objects.get(pk=task.pk), code, by=by, at=at, **values)
        task.refresh_from_db()
        return task

    def report(self, task: Task, percent: int, *, at: datetime, **more: Any) -> Task:
        """The lead unit's report; 100 per cent comes with evidence."""
        more.setdefault("narrative", f"已完成{percent}%")
        if percent == 100:
            more.setdefault("evidence", [evidence()])
        return self.move(
            task, "report", by=self.handler(task.matter.lead_unit), at=at, percent=percent, **more
        )

    def finished(self, **more: Any) -> Task:
        """One task at 100 per cent, claimed, checked and found good."""
        task = self.started(**more)
        self.report(task, 100, at=AT + timedelta(days=1))
        self.move(task, "claim_done", by=self.builder, at=AT + timedelta(days=2), summary="全部完成并验收")
        return self.move(task, "check_pass", by=self.ducha, at=AT + timedelta(days=3), method="file")


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`frozen(moment)` makes it the present for pages and queries: the one clock is set, nothing is replaced."""
    import time_machine

    travels: list[Any] = []

    def at(moment: datetime) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield at  # type: ignore[misc]
    while travels:
        travels.pop().stop()


@pytest.fixture
def guarded_after(django_db_setup, django_db_blocker):
    """The log's guards stand again once the database was emptied."""
    yield
    with django_db_blocker.unblock():
        guards.install(connection)


@pytest.fixture
def committed(guarded_after, transactional_db):
    """Real transactions; the log may be emptied after the test."""
    yield
    guards.remove(connection)

"""A tiny kind of matter and a tiny county, for tests of the kernel that must not know a module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, ClockRule, Each, Flow, State, clocks
from gongzhi.kernel.flow.actions import New, Party, assign, open_matter, open_matters
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Matter, Role
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Post, Tenure, Unit
from gongzhi.kernel.parameters import Parameter, declare
from gongzhi.kernel.refusals import Refusal
from tests.support.counting import asked_by_fresh

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
SOURCE = "仅供测试"

declare(
    Parameter(name="errand.sign_term", label="签收期限", value="2wd", source=SOURCE, kind=str),
    Parameter(name="errand.sign_warn", label="签收预警", value="1wd", source=SOURCE, kind=str),
    Parameter(name="errand.done_term", label="办结期限", value="5wd", source=SOURCE, kind=str),
)

ERRAND = Flow(
    "errand",
    "差事",
    prefix="CS",
    start="issued",
    view="errands.view",
    states=(
        State("issued", "待签收"),
        State("doing", "办理中"),
        State("waiting", "暂停中"),
        State("done", "已办结", closed=True),
    ),
    clocks=(
        ClockRule("sign", "签收", "errand.sign_term", "errand.sign_warn"),
        ClockRule("whole", "办结", "errand.done_term", governs=True),
    ),
)


class TooLate(Refusal):
    code, message = "errand.too_late", "已经太迟。"


@ERRAND.move(
    "sign", "签收", "issued", "doing", needs="errands.work", party=("lead", "co"),
    assignment_states=("open",), stops=("sign",),
)  # fmt: skip
def sign(
    errand: Matter,
    *,
    note: Annotated[str, Ask("备注", required=False)] = "",
    by: Officer | None,
    at: datetime,
    assignment: Assignment,
) -> None:
    """Take the errand on."""
    assignment.state, assignment.signed_at = AssignmentState.SIGNED, at
    assignment.save(update_fields=["state", "signed_at"])


@ERRAND.move("report", "报告", "doing", None, needs="errands.work", party=("lead", "co", "leader"))
def report(
    errand: Matter,
    *,
    text: Annotated[str, Ask("进展", long=True, least=2)],
    person: Annotated[str, Ask("联系人", required=False, personal=True)] = "",
    done: Annotated[Decimal | None, Ask("完成量", required=False, least=0)] = None,
    day: Annotated[date | None, Ask("完成日期", required=False)] = None,
    grade: Annotated[str, Ask("评价", required=False, choices=(("good", "好"), ("fair", "一般")))] = "",
    files: Annotated[list[Attachment], Ask("附件", required=False)] = (),  # type: ignore[assignment]
    goals: Annotated[dict[str, Any], Each(lambda row: [Ask("新建", name="built", type=int, required=False)])],
    by: Officer | None,
    at: datetime,
    assignment: Assignment,
) -> None:
    """Say how it goes."""
    if text == "太迟":
        raise TooLate(field="text")
    assignment.reply = text
    assignment.save(update_fields=["reply"])


@ERRAND.move("hand", "改交", "*", None, needs="errands.direct")
def hand(errand: Matter, *, to: Annotated[Unit, Ask("单位")], by: Officer | None, at: datetime) -> None:
    """Give it to one more unit."""
    assign(errand, Party(Role.CO, unit=to), at=at, order=9)


@ERRAND.move("hold", "暂停", "doing", "waiting", needs="errands.direct")
def hold(errand: Matter, *, by: Officer | None, at: datetime) -> None:
    """Let the clocks stand."""
    clocks.pause(errand, at=at)


@ERRAND.move("resume", "恢复", "waiting", "doing", needs="errands.direct")
def resume(errand: Matter, *, by: Officer | None, at: datetime) -> None:
    """Let the clocks run."""
    clocks.resume(errand, at=at)


@ERRAND.move("start", "起算", "doing", None, needs="errands.direct", starts=("whole",))
def start(errand: Matter, *, by: Officer | None, at: datetime) -> None:
    """Start the clock of the whole."""


def _unready(errand: Matter) -> str:
    return "" if errand.outcome else "还没有写明结果。"


@ERRAND.move("close", "办结", "doing", "done", needs="errands.direct", when=_unready)
def close(errand: Matter, *, by: Officer | None, at: datetime) -> None:
    """End it."""


@ERRAND.move("conclude", "写明结果", "doing", None, needs="errands.direct")
def conclude(
    errand: Matter, *, outcome: Annotated[str, Ask("结果")], by: Officer | None, at: datetime
) -> None:
    """Say what came of it."""
    errand.outcome = outcome


ALL = ("errands.view", "errands.work", "errands.direct")


class County:
    """清泽县: an office over two bureaus and a town with a station below it, and who works there."""

    def __init__(self) -> None:
        self.place = Place.objects.create(code="349921000000", name="清泽县", kind=PlaceKind.COUNTY)
        self.town_place = Place.objects.create(
            code="349921100000", name="泽口镇", kind=PlaceKind.TOWN, parent=self.place
        )
        self.root = Unit.objects.create(code="U00", name="清泽县人民政府", short_name="县政府")
        self.office = self.unit("U01", "县政府办")
        self.housing = self.unit("U13", "县住建局")
        self.water = self.unit("U15", "县水利局")
        self.town = self.unit("T01", "泽口镇", place=self.town_place)
        self.station = self.unit("T01-1", "泽口镇水利站", parent=self.town, place=self.town_place)
        self.post = Post.objects.create(code="P05", title="副县长（农业）")
        self.clerk = self.officer("clerk", self.office, ALL)
        self.builder = self.officer("builder", self.housing, ALL[:2], unit=self.housing)
        self.waterman = self.officer("waterman", self.water, ALL[:2], unit=self.water)
        self.townsman = self.officer("townsman", self.town, ALL, unit=self.town)
        self.placeman = self.officer("placeman", self.office, ALL, place=self.town_place)
        self.leader = self.officer("leader", self.office, ALL[:2], unit=self.office)
        self.guest = self.officer("guest", self.water, ())
        Tenure.objects.create(post=self.post, officer=self.leader, from_on=date(2020, 1, 1))

    def unit(self, code: str, label: str, **more: Any) -> Unit:
        more.setdefault("parent", self.root)
        return Unit.objects.create(code=code, name=f"清泽县{label}", short_name=label, **more)

    def officer(
        self, username: str, unit_of: Unit, permissions: tuple[str, ...], **reach: Unit | Place
    ) -> Officer:
        officer = Officer.objects.create(username=username, name=f"{username}甲", unit=unit_of, password="!")
        if permissions:
            held, _ = PermissionSet.objects.get_or_create(
                name=f"test-{len(permissions)}", defaults={"label": "测试", "permissions": list(permissions)}
            )
            Holding.objects.create(officer=officer, set=held, from_on=date(2020, 1, 1), **reach)
        return officer

    def new(self, title: str = "修桥", *, lead: Unit | None = None, **more: Any) -> New:
        parties = more.pop("parties", None) or [Party(Role.LEAD, unit=lead or self.housing)]
        return New(title=title, parties=parties, **more)

    def open(
        self, title: str = "修桥", *, at: datetime = AT, starts: tuple[str, ...] = (), **more: Any
    ) -> Matter:
        return open_matter(ERRAND, self.new(title, **more), by=self.clerk, at=at, starts=starts)

    def open_many(self, count: int, *, at: datetime = AT) -> list[Matter]:
        news = [self.new(f"修桥{n}") for n in range(count)]
        return open_matters(ERRAND, news, by=self.clerk, at=at, starts=("sign",))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that run within, save those that begin and end transactions, and what `Fresh` asks once a
    second and after a change: whether its rows have changed, and what they are."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    told: list[str] = []
    with CaptureQueriesContext(connection) as captured, asked_by_fresh() as aside:
        yield told
    for at, one in enumerate(captured.captured_queries, captured.initial_queries):
        if at not in aside and not BRACKETS.match(one["sql"].lstrip()):
            told.append(one["sql"].lstrip())


BRACKETS = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")

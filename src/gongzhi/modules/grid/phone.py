"""What grid governance gives to the phone: patrols, events, looks at the spot, visits, households and components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import permissions_of
from gongzhi.kernel.clock import ZONE, local_day
from gongzhi.kernel.flow.models import Clock
from gongzhi.kernel.modules.patrols import Patrols
from gongzhi.kernel.modules.phone import Act, Entry, Field, Item, Pack, Phone, Row, Said, Taken
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.people.models import Household
from gongzhi.modules.grid.catalogue.queries import offered
from gongzhi.modules.grid.events.actions import REPORT, VERIFY, report, verify
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.events.queries import VIEW, events
from gongzhi.modules.grid.parts.models import Component, Condition
from gongzhi.modules.grid.patrols.kinds import WALK
from gongzhi.modules.grid.places import names_of
from gongzhi.modules.grid.refused import EventGone, HouseholdUnknown, NothingSaid
from gongzhi.modules.grid.visits.actions import VISIT, visit
from gongzhi.modules.grid.visits.models import AskList
from gongzhi.modules.grid.visits.queries import ask_lists, own_places, pack_for, within
from gongzhi.modules.grid.visits.rules import TEXT, options_of

SOON = timedelta(days=3)  # visits that fall due by then are among the day's items
MOST_VISITS, MOST_LOOKS, MOST_COMPONENTS = 15, 30, 2000
CARES = {"": "normal", "key": "key", "high": "high"}
FLAGS = {"key": "重点关爱", "high": "高风险"}
MET = ("met", True)
PHOTOS = Field("photos", "照片", "photos", most=6)
NOTE = Field("note", "情况", "long", most=500)


# what may be said --------------------------------------------------------------------------------------------


def _categories(officer: Officer) -> list[tuple[str, str]]:
    return [(one.code, f"{one.major} / {one.name}") for one in offered()]


def _report(said: Said) -> Taken:
    """An event; a picture and a category say enough, so that nobody has to type in the rain."""
    values = dict(said.values)
    event = report(
        **_where(said), text=_words(values), category=values.get("category", ""), component=_component(said),
        photos=[*said.files.get("photos", ()), *said.files.get("voice", ())], urgent=values.get("urgent", False),
        spot=said.no_position, said_at=said.said_at, key=said.key, by=said.by, at=said.at,
    )  # fmt: skip
    return Taken("事件已登记，等待立案。", event.number)


def _settle(said: Said) -> Taken:
    values = dict(said.values)
    event = report(
        **_where(said), text=_words(values), category=values.get("category", ""), component=_component(said), self_handled=True,
        photos=said.files.get("photos", ()), done=values.get("done", ""), done_photos=said.files.get("done_photos", ()),
        spot=said.no_position, said_at=said.said_at, key=said.key, by=said.by, at=said.at,
    )  # fmt: skip
    return Taken("自办事件已登记并办结。", event.number)


def _words(values: dict[str, Any]) -> str:
    """What was typed, else the name of the category. Raises: NothingSaid."""
    if values.get("text"):
        return str(values["text"])
    found = next((one for one in offered() if one.code == values.get("category")), None)
    if found is None:
        raise NothingSaid(field="text")
    return f"{found.name}（见照片）"


def _where(said: Said) -> dict[str, Any]:
    """A position in the county decides; without one the event lies in the grid that the worker had when it was said."""
    here = said.position
    there = place_at(here.longitude, here.latitude) if here else None
    own = own_places(said.by, local_day(said.said_at))
    return {
        "place": "" if there else said.place or (own[0] if own else ""),
        "longitude": here.longitude if here else None,
        "latitude": here.latitude if here else None,
        "accuracy": here.accuracy if here else None,
    }


def _component(said: Said) -> str:
    return said.row.removeprefix("c-") if said.row.startswith("c-") else str(said.values.get("component", ""))


def _verify(said: Said) -> Taken:
    event = (
        GridEvent.objects.select_related("matter").filter(matter__number=said.item.rpartition(":")[2]).first()
    )
    if event is None:
        raise EventGone()
    here, values = said.position, said.values
    verify(
        event=event, passed=bool(values["passed"]), note=values.get("note", ""), photos=said.files.get("photos", ()),
        longitude=here.longitude if here else None, latitude=here.latitude if here else None,
        accuracy=here.accuracy if here else None, why=values.get("why", "") or said.no_position, said_at=said.said_at,
        key=said.key, by=said.by, at=said.at,
    )  # fmt: skip
    return Taken("核查已登记。", event.number)


def _visit(said: Said) -> Taken:
    key = said.row.removeprefix("h-")
    home = Household.objects.select_related("house").filter(pk=int(key)).first() if key.isdigit() else None
    if home is None:
        raise HouseholdUnknown()
    here, values = said.position, said.values
    answers = {
        name.rpartition("__")[2]: str(value) for name, value in values.items() if name.startswith("q__")
    }
    made = visit(
        household=home, answers=answers, met=bool(values["met"]), note=values.get("note", ""),
        photos=said.files.get("photos", ()), longitude=here.longitude if here else None,
        latitude=here.latitude if here else None, accuracy=here.accuracy if here else None, said_at=said.said_at,
        key=said.key[:60], by=said.by, at=said.at,
    )  # fmt: skip
    found = f"，发现的{made.findings}个问题已转为事件" if made.findings else ""
    return Taken(f"走访已登记{found}。")


def _visit_fields(officer: Officer) -> list[Field]:
    return [Field("met", "见到人了吗", "yes_no", required=True), *_questions(ask_lists()), PHOTOS, NOTE]


def _questions(lists: dict[str, AskList]) -> Iterator[Field]:
    """Every list's questions, each asked at the households that the list is for."""
    for care, asks in lists.items():
        others = [sort for code, sort in CARES.items() if code not in lists]
        only = [CARES[care], *(others if care == "" else ())]
        for one in asks.questions:
            choices = [(word, word) for word in options_of(one)]
            yield Field(
                f"q__{care or 'normal'}__{one['code']}", one["label"], "long" if one["type"] == TEXT else "choice",
                required=one["type"] != TEXT, choices=choices, only=only, when=MET, most=300,
            )  # fmt: skip


KIND = Field("category", "类别", "choice", required=True, choices=_categories)
TEXT_OF = Field("text", "情况说明", "long", hint="可以不写，或者录音", most=2000)
VOICE = Field("voice", "录音", "voice")
CODE = Field("component", "部件编码", "code", hint="井盖、路灯等上面的编码，没有可以不填", most=20)
REPORT_FIELDS = (
    KIND, Field("photos", "照片", "photos", required=True, most=6), TEXT_OF, VOICE,
    Field("urgent", "是否紧急", "yes_no"), CODE,
)  # fmt: skip
SETTLE_FIELDS = (
    KIND, Field("photos", "处理前照片", "photos", most=6),
    Field("done_photos", "处理后照片", "photos", required=True, most=6),
    Field("done", "怎么处理的", "long", required=True, hint="至少4个字", most=500), TEXT_OF,
)  # fmt: skip
FOUND_FIELDS = (
    KIND, Field("photos", "照片", "photos", most=6),
    Field("text", "情况说明", "long", required=True, hint="至少4个字", most=2000), VOICE,
)  # fmt: skip
VERIFY_FIELDS = (
    Field("passed", "处理好了吗", "yes_no", required=True),
    Field("photos", "现场照片", "photos", required=True, most=6),
    Field("note", "核查情况", "long", most=500),
    Field("why", "不在现场的原因", "text", hint="离事件位置远或没有定位时写明", most=100),
)

# what there is to do -----------------------------------------------------------------------------------------


def _today(officer: Officer, at: datetime) -> Iterator[Item]:
    yield from PATROLS.items(officer, at)
    held = permissions_of(officer)
    if VERIFY in held:
        yield from _looks(officer)
    if VISIT in held:
        yield from _visits(officer, local_day(at))


def _looks(officer: Officer) -> Iterator[Item]:
    """Events of own places that were handled by others and wait for a second person's look. Four statements."""
    own = within(own_places(officer), "matter__place_code")
    rows = events(officer).filter(own, matter__state="handled")
    rows = rows.exclude(reported_by=officer).exclude(handled_by=officer).order_by("handled_at")[:MOST_LOOKS]
    found = list(rows)
    names = names_of({one.matter.place_code for one in found})
    clocks = Clock.objects.filter(matter__in=[one.pk for one in found], name="verify", stopped_at=None)
    due = dict(clocks.values_list("matter", "due_at"))
    for one in found:
        label = one.category.name if one.category else "网格事件"
        ends = due.get(one.pk)
        yield Item(
            key=f"grid.look:{one.matter.number}", sort="task", title=f"现场核查：{label}", note=one.matter.title,
            due=f"{ends.astimezone(ZONE):%m月%d日%H:%M}前" if ends else "", longitude=one.matter.longitude,
            latitude=one.matter.latitude,
            facts=[("编号", one.matter.number), ("地点", f"{names.get(one.matter.place_code, '')} {one.spot}".strip())],
            acts=(Act("grid.verify", "开始核查", "due", "done"),),
        )  # fmt: skip


def _visits(officer: Officer, day: date) -> Iterator[Item]:
    """Households whose visit is due soon, the latest first. Three statements."""
    codes = own_places(officer, day)
    rows = visible(Household.objects.filter(gone_on=None), officer, "people.view").select_related("house")
    due = rows.filter(within(codes), visit_by__lte=day + SOON).order_by("visit_by", "pk")
    for one in due[:MOST_VISITS]:
        yield Item(
            key=f"grid.visit:{one.pk}", sort="visit", title=one.house.address, note=f"{one.head_name} · {one.size}口人",
            due=f"{one.visit_by:%m月%d日}前走访", late=one.visit_by < day, longitude=one.house.longitude,
            latitude=one.house.latitude, row=f"h-{one.pk}", acts=(Act("grid.visit", "走访", "due", "done"),),
        )  # fmt: skip


# what to have at hand ----------------------------------------------------------------------------------------


def _households(officer: Officer, on: date) -> Iterable[Row]:
    """Own households: an address and a masked name, nothing by which a lost phone betrays anybody."""
    found = pack_for(officer, on)
    names = names_of({one["place"] for one in found})
    for one in found:
        late = one["visit_by"] is not None and one["visit_by"] < on
        flags = [FLAGS.get(one["care"], ""), f"应在{one['visit_by']:%m月%d日}前走访" if late else ""]
        yield Row(
            f"h-{one['id']}", one["address"], f"{one['head']} · {one['size']}口人", names.get(one["place"], ""), one["number"],
            "，".join(filter(None, flags)), CARES.get(one["care"], "normal"), one["longitude"], one["latitude"],
        )  # fmt: skip


def _components(officer: Officer, on: date) -> Iterable[Row]:
    """Public facilities of own grids, found by the code that is printed on them. Three statements."""
    codes = own_places(officer, on)
    rows = visible(Component.objects.exclude(condition=Condition.GONE), officer, VIEW).filter(within(codes))
    found = list(rows.order_by("code")[:MOST_COMPONENTS])
    names = names_of({one.place_code for one in found})
    for one in found:
        flag = "" if one.condition == Condition.GOOD else Condition(one.condition).label
        yield Row(
            f"c-{one.code}", f"{one.name} {one.spot}".strip(), one.code, names.get(one.place_code, ""), one.code, flag,
            "", one.longitude, one.latitude,
        )  # fmt: skip


PATROLS = Patrols("grid", WALK, FOUND_FIELDS, "发现事件")
PHONE = Phone(
    entries=(
        Entry("grid.report", "上报事件", _report, REPORT_FIELDS, REPORT, offered=True, icon="camera", order=1),
        Entry("grid.settle", "当场办结", _settle, SETTLE_FIELDS, REPORT, offered=True, icon="check", order=2),
        Entry("grid.verify", "现场核查", _verify, VERIFY_FIELDS, VERIFY, position="needed", icon="clipboard-check"),
        Entry("grid.visit", "走访", _visit, _visit_fields, VISIT, icon="home"),
        *PATROLS.entries(),
    ),
    today=_today,
    packs=(
        Pack("grid.households", "住户", _households, ("grid.visit",), VISIT, icon="home"),
        Pack("grid.components", "公共设施", _components, ("grid.report",), REPORT, icon="tool"),
    ),
)  # fmt: skip

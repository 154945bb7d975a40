"""Two months of patrols in 清泽县, played through the product's own actions: stations, rounds, problems, chiefs, inspections."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from gongzhi.demo.accounts import PASSWORD
from gongzhi.demo.county import SURNAMES
from gongzhi.demo.ecology_sites import play_sites
from gongzhi.demo.load import SINCE
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import ZONE, calendar, local_day
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.geometry import area_of
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit, UnitKind
from gongzhi.kernel.rounds import jobs
from gongzhi.kernel.rounds.actions import Problem, Spot, begin_round, check_in, finish_round, found
from gongzhi.kernel.rounds.models import Round, Route, Stop
from gongzhi.kernel.rounds.planning import Plan, Point, make_rounds, set_route
from gongzhi.modules.ecology.chiefs.actions import Drawn, name_chief, set_reach
from gongzhi.modules.ecology.inspections.actions import Told, add_item, set_inspection
from gongzhi.modules.ecology.inspections.models import Item
from gongzhi.modules.ecology.stations.actions import join, log_activity, note_round, set_station
from gongzhi.modules.ecology.stations.models import Staff, Station
from gongzhi.modules.ecology.words import Duty

Progress = Callable[[str, int, int], None]
DAYS = 64
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
# type, severity, what was seen, who is liable, what was done
STORIES = (
    ("garbage", "spot", "沟渠边有新倒的建筑垃圾约两车，堵了半边水面。", "", "已清运，沟口设隔离桩。"),
    ("floating", "spot", "河面有成片水草和漂浮垃圾，约二十平方米。", "", "组织打捞两船，恢复水面。"),
    ("straw", "serious", "田里有人点烧秸秆，火已扑灭，留有焚烧面积约半亩。", "", "已教育当事人，落实包保责任，安排夜间值守。"),
    ("dust", "normal", "工地渣土没有覆盖，出入口没有冲洗，路面带泥。", "镇区安置房工地", "渣土全部覆盖，出入口增设冲洗台。"),
    ("livestock", "normal", "养殖场粪污外溢到田间沟，有明显臭味。", "村东养殖场", "清理粪污沟，扩建收集池。"),
    ("sewage", "serious", "排口有黑色污水流出，气味刺鼻，下游有泡沫。", "豆制品作坊", "封堵排口，污水抽运处理，责令停产整改。"),
    ("scattered", "serious", "村内发现无证塑料颗粒加工点一处，正在生产。", "塑料加工点", "断水断电，清除原料和设备。"),
    ("outfall", "normal", "河岸新增一处可疑排口，水色异常。", "", "查明为雨污错接，已改接到污水管网。"),
    ("noise", "spot", "石材加工夜间作业，附近村民反映强烈。", "石材加工点", "限定作业时间，加装隔音设施。"),
    ("shore", "normal", "河滩上搭建简易棚一处，占用岸线。", "", "已拆除，恢复岸坡。"),
)  # fmt: skip
WOODS = (("fire", "serious", "林缘有人野外用火，留有未熄灭的灰堆。", "", "已彻底浇灭，增设警示牌。"), ("felling", "normal", "发现盗伐杨树三株，树桩新鲜。", "", "移交林业执法，补植到位。"))  # fmt: skip
RIVERS = (("清河", ("T03", "T02", "T06")), ("泽河", ("T04", "T05", "T07")), ("柳湾沟", ("T06", "T08")))
FORESTS = (("石梁林场", "T09"), ("青石山林", "T13"), ("桃源岗林区", "T14"))
FEEDBACK = (
    ("2025年省生态环境保护督察反馈意见", "provincial", 150, (
        ("部分乡镇秸秆禁烧责任落实不到位，夏收期间火点较多。", "U16", ("U12",), 60, "struck"),
        ("集镇污水处理站运行不正常，管网收集率偏低。", "U13", ("U12", "T03"), 120, "claimed"),
        ("畜禽养殖粪污综合利用台账不实。", "U16", ("U12",), 40, "accepted"),
        ("部分砂石堆场没有覆盖，扬尘污染突出。", "U14", ("U26",), -10, "rectifying"),
        ("泽河沿线入河排口排查整治不彻底。", "U12", ("U15", "T04"), 90, "rectifying"),
    )),
    ("中央生态环境保护督察“回头看”反馈意见", "look_back", 320, (
        ("开发区企业无组织排放问题反复出现。", "U32", ("U12",), 30, "rectifying"),
        ("柳湾沟水质不能稳定达标。", "U15", ("U12", "T06"), 200, "planning"),
        ("餐饮油烟扰民投诉较多，监管不到位。", "U26", ("U23",), 20, "struck"),
    )),
)  # fmt: skip


def play(at: datetime, progress: Progress) -> None:
    """The patrols of the last two months up to a moment; does nothing when there are stations already."""
    if not Station.objects.exists():
        with transaction.atomic():
            _Months(at, progress).tell()


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PIXEL, content_type="image/png")


class _Months:
    def __init__(self, at: datetime, progress: Progress) -> None:
        self.at, self.progress = at, progress
        self.dice = random.Random(2233)
        self.begun = at - timedelta(days=DAYS)
        self.units = {one.code: one for one in Unit.objects.all()}
        self.towns = [
            one for code, one in self.units.items() if code.startswith("T") and one.kind == UnitKind.TOWNSHIP
        ]
        self.sets = {one.name: one for one in PermissionSet.objects.all()}
        self.hashed = make_password(PASSWORD)
        self.office = self.officer(
            "huanbao", "葛主任", self.units["U12"], "生态环保管理员", "eco_office", None
        )
        self.hold(
            self.office, "unit_handler", self.units["U12"]
        )  # what lies with the bureau opens for its people
        self.head = Officer.objects.get(username="u12.head")
        self.hold(self.head, "eco_head", None)

    # people

    def officer(
        self, username: str, name: str, unit: Unit, duty: str, held: str, over: Unit | None
    ) -> Officer:
        given = {"name": name, "unit": unit, "duty": duty, "password": self.hashed, "created_at": self.begun}
        one, new = Officer.objects.get_or_create(username=username, defaults=given)
        if new:
            self.hold(one, held, over)
        return one

    def hold(self, officer: Officer, held: str, over: Unit | None) -> None:
        Holding.objects.get_or_create(
            officer=officer, set=self.sets[held], unit=over, defaults={"from_on": SINCE}
        )

    # the story

    def tell(self) -> None:
        routes: list[Route] = []
        for n, town in enumerate(self.towns):
            routes += self.station(n, town)
            self.progress("生态环保工作站", n + 1, len(self.towns))
        routes += [*self.rivers(), *self.forests()]
        make_rounds(Route.objects.filter(pk__in=[one.pk for one in routes]), local_day(self.at))
        rounds = list(Round.objects.select_related("route").order_by("due_on", "pk"))
        for n, round in enumerate(rounds):
            self.walk(round)
            if n % 40 == 0 or n + 1 == len(rounds):
                self.progress("巡查轮次", n + 1, len(rounds))
        self.publicity()
        self.inspections()
        count = play_sites(self.at, self.begun, self.office, self.put_right, photo)
        self.progress("工地和企业检查", count, count)

    def station(self, n: int, town: Unit) -> list[Route]:
        """A township's station with eight to ten people, and its two patrols."""
        unit, _ = Unit.objects.get_or_create(
            code=f"{town.code}E",
            defaults={
                "name": f"清泽县{town.label}生态环保工作站", "short_name": f"{town.label}环保站", "kind": UnitKind.OTHER,
                "parent": town, "place": town.place,
            },
        )  # fmt: skip
        size = self.dice.randint(8, 10)
        station = set_station(
            unit=unit, town=town, opened_on=date(2019, 6, 5) + timedelta(days=9 * n), posts=size, budget=100 * 36_000 * size,
            address=f"{town.label}便民服务中心二楼", by=None, at=self.begun,
        )  # fmt: skip
        staff = [self.member(station, town, n, place) for place in range(size - (n % 5 == 3))]
        spots = self.spots(town, 6)
        plans = (("沟渠村庄线", spots[:3], "weekly", 1), ("企业工地线", spots[3:], "weekly", 1))
        return [
            self.route(
                "ecology.patrol", f"{town.label}{name}", unit, staff[2 * k : 2 * k + 4], stops, rhythm, times
            )
            for k, (name, stops, rhythm, times) in enumerate(plans)
        ]

    def member(self, station: Station, town: Unit, n: int, place: int) -> Officer:
        name = SURNAMES[(7 * n + 3 * place) % len(SURNAMES)]
        head = place == 0
        username = f"{town.code.lower()}.eco{'' if head else place}"
        title, held = ("站长", "eco_station_head") if head else ("巡查员", "eco_walker")
        officer = self.officer(username, f"{name}{title}", station.unit, title, held, station.unit)
        duties = [Duty.values[place % 4], Duty.values[(place + 1) % 4]] if not head else [Duty.OVERSEER]
        join(
            station=station,
            officer=officer,
            duties=duties,
            head=head,
            from_on=station.opened_on,
            by=None,
            at=self.begun,
        )
        return officer

    def spots(self, town: Unit, count: int) -> list[Point]:
        """Villages of a town as stops, each where the village lies."""
        stem = (town.place_id or "")[:9]
        kinds = (PlaceKind.VILLAGE, PlaceKind.COMMUNITY)
        rows = Place.objects.filter(code__startswith=stem, kind__in=kinds, boundary__isnull=False).order_by(
            "code"
        )
        points = []
        for place in rows[:count]:
            there = area_of(place.boundary or {}).representative_point()
            name = f"{place.name}{self.dice.choice(('沟口', '小桥', '集中居住点', '排水口', '养殖小区'))}"
            points.append(
                Point(name, round(there.x, 6), round(there.y, 6), 120, place, todo="看水面、看岸边、看排口")
            )
        return points

    def route(
        self,
        kind: str,
        name: str,
        unit: Unit,
        officers: Sequence[Officer],
        stops: Sequence[Point],
        rhythm: str,
        times: int,
    ) -> Route:
        assert unit.place is not None
        plan = Plan(
            name=name, unit=unit, place=unit.place, officers=officers, stops=stops, from_on=local_day(self.begun), rhythm=rhythm,
            times=times, least_minutes=20,
        )  # fmt: skip
        return set_route(kind=kind, plan=plan, by=None, at=self.begun)

    def rivers(self) -> Iterator[Route]:
        """Three rivers with a county chief each, their stretches with those of the towns, and of villages below."""
        leaders = [Officer.objects.get(username=one) for one in ("p05", "p06", "p02")]
        for (name, codes), leader in zip(RIVERS, leaders, strict=True):
            towns = [self.units[code] for code in codes]
            middles = [self.spots(town, 3) for town in towns]
            whole = Drawn(name, "river", "county", self.units["U15"].place, self.units["U15"], metres=9000 * len(towns), line=_line([one for many in middles for one in many]))  # type: ignore[arg-type]  # fmt: skip
            top = self.chiefed(whole, leader, [many[0] for many in middles])
            yield top.route  # type: ignore[misc]
            for town, spots in zip(towns, middles, strict=True):
                head = Officer.objects.get(username=f"{town.code.lower()}.head")
                part = Drawn(f"{name}{town.label}段", "river", "town", town.place, town, top, 9000, line=_line(spots))  # type: ignore[arg-type]  # fmt: skip
                stretch = self.chiefed(part, head, spots)
                yield stretch.route  # type: ignore[misc]
                village, keeper = spots[0].place, Officer.objects.get(username=f"{town.code.lower()}.eco3")
                low = Drawn(f"{name}{village.name}段", "river", "village", village, keeper.unit, stretch, 2600, line=_line(spots[:2]))  # type: ignore[union-attr, arg-type]  # fmt: skip
                yield self.chiefed(low, keeper, spots[:2]).route  # type: ignore[misc]

    def forests(self) -> Iterator[Route]:
        for name, code in FORESTS:
            town = self.units[code]
            spots = self.spots(town, 4)
            head = Officer.objects.get(username=f"{code.lower()}.head")
            drawn = Drawn(name, "woods", "town", town.place, town, hectares=self.dice.randint(120, 600))  # type: ignore[arg-type]
            yield self.chiefed(drawn, head, spots).route  # type: ignore[misc]

    def chiefed(self, drawn: Drawn, officer: Officer, stops: Sequence[Point]) -> Any:
        self.hold(officer, "eco_walker", officer.unit)
        reach = set_reach(drawn=drawn, by=None, at=self.begun)
        name_chief(
            reach=reach, officer=officer, from_on=local_day(self.begun), stops=stops, by=None, at=self.begun
        )
        return reach

    # walking

    def walk(self, round: Round) -> None:
        """One round as it went: most are walked in their days, a few are missed, those still to come stay due."""
        days = [one for one in _span(round.from_on, round.due_on) if calendar().is_open(one)] or [
            round.due_on
        ]
        day = self.dice.choice(days)
        start = _at(day, time(8, 40)) + timedelta(minutes=self.dice.randint(0, 420))
        if start + timedelta(hours=2) > self.at:
            return
        if self.dice.random() < 0.07:
            night = _at(round.due_on + timedelta(days=1), time(0, 10))
            if night < self.at:
                jobs.miss(round.pk, night)
            return
        people = list(round.route.officers.all())
        lead, others = people[0], people[1 : self.dice.randint(1, 4)]
        row = begin_round(round=round, by=lead, others=others, at=start, said_at=start)
        now, stops = start, list(row.route.stops.filter(is_active=True))
        for stop in stops:
            now += timedelta(minutes=self.dice.randint(14, 35))
            check_in(round=row, stop=stop, spot=self.near(stop), by=lead, at=now, said_at=now)
            if self.dice.random() < 0.11:
                self.find(row, stop, lead, now + timedelta(minutes=3))
        done = finish_round(
            round=row, by=lead, at=now + timedelta(minutes=10), said_at=now + timedelta(minutes=10)
        )
        note_round(done)

    def near(self, stop: Stop) -> Spot:
        """Where the phone stood: near the stop, now and then too far off."""
        off = 0.004 if self.dice.random() < 0.04 else 0.0006
        if stop.longitude is None or stop.latitude is None:
            return Spot()
        shift = [self.dice.uniform(-off, off) for _ in range(2)]
        return Spot(stop.longitude + shift[0], stop.latitude + shift[1], self.dice.randint(4, 25))

    def find(self, round: Round, stop: Stop, by: Officer, at: datetime) -> None:
        kind, severity, text, liable, done = self.dice.choice(
            WOODS if round.kind == "ecology.forest" else STORIES
        )
        problem = Problem(
            text=text,
            category=kind,
            spot=self.near(stop),
            files=[photo("现场.png")],
            more={"severity": severity, "liable": liable},
        )
        made = found(
            round=round,
            problem=problem,
            stop=stop,
            by=by,
            at=at + timedelta(minutes=self.dice.randint(0, 40)),
            said_at=at,
        )
        self.put_right(made.matter, at, done, {"spot": 1, "normal": 7, "serious": 14}[severity])

    def put_right(self, matter: Matter, at: datetime, done: str, days: int) -> None:
        """As far as time has come: received on both sides, put right, checked, struck off; a few drag on."""
        sides = {one.role: one.unit for one in matter.assignments.select_related("unit") if one.unit}
        town, bureau = (Officer.objects.get(username=sides[role].code.lower()) for role in ("lead", "co"))
        chief = Officer.objects.get(username=f"{bureau.username}.head")
        pace = self.dice.choice((0.4, 0.6, 0.8, 1.0, 1.0, 4.0))
        steps: list[tuple[str, Officer, timedelta, dict[str, Any]]] = [
            ("receive", town, timedelta(minutes=self.dice.randint(5, 90)), {"note": "已安排人员到现场。"}),
            ("receive", bureau, timedelta(minutes=self.dice.randint(5, 200)), {}),
            ("rectified", town, timedelta(days=days * pace, hours=3), {"measure": done, "files": [photo("整改后.png")]}),
            ("confirm", bureau, timedelta(days=days * pace + 2), {"text": "到现场核查，整改到位。", "files": [photo("核查.png")]}),
            ("strike", chief, timedelta(days=days * pace + 4), {}),
        ]  # fmt: skip
        for code, by, after, values in steps:
            if at + after > self.at:
                return
            run(Matter.objects.get(pk=matter.pk), code, by=by, at=at + after, **values)

    def publicity(self) -> None:
        """What the publicists did."""
        staff = [
            one for one in Staff.objects.select_related("station", "officer") if Duty.PUBLICIST in one.duties
        ]
        for one in staff[:40]:
            on = local_day(self.at) - timedelta(days=self.dice.randint(1, DAYS - 2))
            text = self.dice.choice(
                ("集市发放禁烧宣传单", "进校园讲垃圾分类", "入户宣传养殖污染防治", "村广播宣传河道保洁")
            )
            log_activity(
                station=one.station, duty=Duty.PUBLICIST, on=on, text=text, people=self.dice.randint(40, 600), by=one.officer,
                at=self.at,
            )  # fmt: skip

    def inspections(self) -> None:
        for title, source, ago, findings in FEEDBACK:
            start = self.at - timedelta(days=min(ago, DAYS))
            inspection = set_inspection(
                title=title,
                source=source,
                fed_back_on=local_day(self.at - timedelta(days=ago)),
                by=self.office,
                at=start,
            )
            for text, lead, co, left, fate in findings:
                told = Told(text, self.units[lead], local_day(self.at) + timedelta(days=left), [self.units[one] for one in co], target="问题整改到位，长效机制建立。")  # fmt: skip
                self.item(add_item(inspection=inspection, told=told, by=self.office, at=start), fate, start)

    def item(self, item: Item, fate: str, at: datetime) -> None:
        lead = item.matter.lead_unit
        assert lead is not None
        by = Officer.objects.get(username=lead.code.lower())
        steps: list[tuple[str, str, Officer, int, dict[str, Any]]] = [
            ("rectifying", "plan", by, 5, {"measures": "一、制定整改方案，明确责任人和时限；\n二、逐项整改，每月调度；\n三、建立长效机制。"}),
            ("", "progress", by, 12, {"text": "已完成排查，正在分批整改。", "percent": 40}),
            ("claimed", "claim", by, 30, {"result": "整改任务全部完成，台账齐全。", "files": [photo("佐证.png")]}),
            ("accepted", "accept", self.office, 34, {"text": "现场验收，整改到位。"}),
            ("struck", "strike", self.head, 50, {"note": "公示期间没有收到异议。", "document": "整改办〔2026〕8号"}),
        ]  # fmt: skip
        state = "planning"
        for reached, code, officer, day, values in steps:
            if fate == state or (code == "progress" and fate == "planning"):
                return
            run(Matter.objects.get(pk=item.pk), code, by=officer, at=at + timedelta(days=day), **values)
            state = reached or state


def _line(points: Sequence[Point]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[one.longitude, one.latitude] for one in points]}


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))

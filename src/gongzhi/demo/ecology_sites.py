"""工地和企业 of 清泽县 with two months of checks: most meet, some are put right, a few drag on or are overdue."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from gongzhi.kernel.clock import ZONE, local_day
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.geometry import area_of
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit
from gongzhi.kernel.rounds.actions import Spot
from gongzhi.modules.ecology.sites import policy
from gongzhi.modules.ecology.sites.actions import SiteDrawn, check_site, end_site, report_item, set_site
from gongzhi.modules.ecology.sites.models import Site
from gongzhi.modules.ecology.sites.rules import Said

PutRight = Callable[[Matter, datetime, str, int], None]
Photo = Callable[[str], Any]
HOUSING, BUREAU = "U13", "U12"
# town, name, kind, owner, unit in charge ("" the township's station), how it is kept
SITES = (
    ("T01", "城东安置房二期工地", "building", "清泽宏基建筑有限公司", HOUSING, "good"),
    ("T01", "中医院新院区工地", "building", "淮宁路桥建设有限公司", HOUSING, "slips"),
    ("T01", "老粮站片区拆除工地", "demolition", "清泽安拆工程有限公司", HOUSING, "slips"),
    ("T02", "城西学校扩建工地", "building", "清泽宏基建筑有限公司", HOUSING, "good"),
    ("T02", "滨河路南侧储备地块", "bare", "清泽城市投资有限公司", "", "bad"),
    ("T02", "旺达预拌混凝土站", "firm", "旺达混凝土有限公司", BUREAU, "slips"),
    ("T03", "泽口镇污水管网工地", "building", "清泽水务建设有限公司", HOUSING, "good"),
    ("T03", "泽口砂石堆场", "yard", "泽口码头经营部", "", "bad"),
    ("T03", "泽口豆制品厂", "firm", "泽口豆制品厂", BUREAU, "good"),
    ("T04", "集镇农贸市场改造工地", "building", "淮宁路桥建设有限公司", HOUSING, "good"),
    ("T04", "旧窑厂裸地", "bare", "镇村集体", "", "slips"),
    ("T05", "卫生院住院楼工地", "building", "清泽第三建筑公司", HOUSING, "stale"),
    ("T05", "永盛板材厂", "firm", "永盛板材有限公司", BUREAU, "bad"),
    ("T06", "柳湾沟清淤堆土场", "yard", "清泽水务建设有限公司", "", "good"),
    ("T06", "县道改建工程三标段", "building", "淮宁路桥建设有限公司", HOUSING, "slips"),
    ("T07", "蔬菜冷链中心工地", "building", "清泽宏基建筑有限公司", HOUSING, "good"),
    ("T08", "光伏支架厂", "firm", "清泽新能支架有限公司", BUREAU, "good"),
    ("T08", "集镇南头裸地", "bare", "镇村集体", "", "stale"),
    ("T09", "石梁采石堆场", "yard", "石梁石料厂", "", "bad"),
    ("T10", "中心小学操场改造工地", "building", "清泽第三建筑公司", HOUSING, "done"),
    ("T11", "养老服务中心工地", "building", "清泽宏基建筑有限公司", HOUSING, "good"),
    ("T12", "塑编包装厂", "firm", "清泽塑编包装有限公司", BUREAU, "slips"),
    ("T13", "青石石材加工厂", "firm", "青石石材有限公司", BUREAU, "stale"),
    ("T14", "桃源岗标准厂房工地", "building", "淮宁路桥建设有限公司", HOUSING, "new"),
)  # fmt: skip
# what is said of a failed item, and what was done, in the order of the items
FAULTS = {
    policy.DUST: (
        ("东侧围挡缺三块，高度不够。", "围挡补齐，高度达到两米五。"), ("裸土和砂堆没有覆盖，约三百平方米。", "裸土砂堆全部用密目网覆盖。"),
        ("出入口没有冲洗，车轮带泥上路。", "冲洗台已修好，专人冲洗登记。"), ("材料加工区地面没有硬化，积灰较厚。", "加工区地面已硬化，每日清扫洒水。"),
        ("土方作业没有开雾炮。", "增加雾炮两台，作业时全程开启。"), ("两辆渣土车没有密闭。", "渣土车加装密闭盖，不密闭不出场。"),
    ),
    policy.FIRM: (
        ("除尘设施停用，滤袋破损。", "更换滤袋，设施恢复运行。"), ("在线监测数据中断两天。", "监测设备已修复并联网。"),
        ("原料露天堆放，没有覆盖。", "原料入棚，出入口加装软帘。"),
    ),
}  # fmt: skip
BEFORE = {"good": (50, 36, 23, 9), "slips": (46, 31, 17, 5), "bad": (44, 26, 10), "stale": (57, 43), "done": (52, 38), "new": ()}  # fmt: skip


def play_sites(at: datetime, begun: datetime, by: Officer, put_right: PutRight, photo: Photo) -> int:
    """Twenty-four sites as they were checked up to a moment; `put_right` takes a problem as far as time has come."""
    told = _Sites(at, begun, by, put_right, photo)
    for one in SITES:
        told.tell(*one)
    return len(SITES)


class _Sites:
    def __init__(self, at: datetime, begun: datetime, by: Officer, put_right: PutRight, photo: Photo) -> None:
        self.at, self.begun, self.by, self.put_right, self.photo = at, begun, by, put_right, photo
        self.dice = random.Random(66)
        self.units = {one.code: one for one in Unit.objects.all()}
        self.people = {one.username: one for one in Officer.objects.select_related("unit")}

    def tell(self, town: str, name: str, kind: str, owner: str, unit: str, how: str) -> None:
        keeper = self.units[unit or f"{town}E"]
        spot, place = self.spot(self.units[town])
        days = 100 + self.dice.randint(0, 80) if how != "new" else 3
        drawn = SiteDrawn(name, kind, keeper, owner, local_day(self.at) - timedelta(days=days), spot, place)
        site = set_site(drawn=drawn, by=None, at=self.begun)
        inspector = self.people[unit.lower() if unit else f"{town.lower()}.eco1"]
        for n, ago in enumerate(BEFORE[how]):
            last = n == len(BEFORE[how]) - 1
            fails = {"slips": 1 + n % 2 if not last else 0, "bad": 2, "stale": n}.get(how, 0)
            self.check(site, inspector, ago, fails, last and how == "bad")
        if how == "done":
            on = local_day(self.at) - timedelta(days=30)
            end_site(site=site, on=on, reason="finished", by=self.by, at=_at(on, time(17)))

    def spot(self, town: Unit) -> tuple[Spot, Place]:
        """Somewhere in a village of the township."""
        kinds = (PlaceKind.VILLAGE, PlaceKind.COMMUNITY)
        rows = Place.objects.filter(code__startswith=(town.place_id or "")[:9], kind__in=kinds)
        place = self.dice.choice(rows.exclude(boundary=None).order_by("code")[:8])
        there = area_of(place.boundary or {}).representative_point()
        shift = [self.dice.uniform(-0.004, 0.004) for _ in range(2)]
        return Spot(round(there.x + shift[0], 6), round(there.y + shift[1], 6)), place

    def check(self, site: Site, by: Officer, ago: int, fails: int, drags: bool) -> None:
        at = _at(local_day(self.at) - timedelta(days=ago), time(9, 10)) + timedelta(
            minutes=self.dice.randint(0, 400)
        )
        items, faults = policy.items(site.standard, local_day(at)), FAULTS[site.standard]
        failed = set(self.dice.sample(range(len(items)), fails))
        bare = site.kind in ("bare", "yard") and len(items) == len(faults)
        said = [
            Said(item, "no", faults[n][0]) if n in failed else Said(item, "na" if bare and n in (0, 4) else "yes")
            for n, item in enumerate(items)
        ]  # fmt: skip
        photos = [self.photo("现场.png")] if failed else []
        check = check_site(site=site, said=said, spot=self.near(site), photos=photos, by=by, at=at)
        for n, answer in enumerate(check.answers.filter(state="no")):
            if drags and n:
                continue  # one of them nobody has reported yet
            text = f"{site.name}：{answer.note}"
            kind = "dust" if site.standard == policy.DUST else "fumes"
            reported = at + timedelta(minutes=self.dice.randint(5, 60))
            made = report_item(answer=answer, text=text, type=kind, liable=site.owner, by=by, at=reported)
            self.put_right(made.matter, reported, faults[answer.order - 1][1], 7)

    def near(self, site: Site) -> Spot:
        off = 0.006 if self.dice.random() < 0.05 else 0.0008
        shift = [self.dice.uniform(-off, off) for _ in range(2)]
        return Spot((site.longitude or 0) + shift[0], (site.latitude or 0) + shift[1], 12)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)

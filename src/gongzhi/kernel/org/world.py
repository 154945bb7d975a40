"""A small county that tests know: `World()` makes it in the test's database."""

from __future__ import annotations

from datetime import date

from gongzhi.kernel.org.models import NameKind, Officer, Place, PlaceKind, Post, Unit, UnitGroup, UnitName


class World:
    """清泽县 with five bureaus, two towns, a group, two posts and two officers."""

    def __init__(self) -> None:
        city = Place.objects.create(code="349900000000", name="淮宁市", kind=PlaceKind.CITY)
        self.county = Place.objects.create(
            code="349921000000", name="清泽县", kind=PlaceKind.COUNTY, parent=city
        )
        self.place = Place.objects.create(
            code="349921100000", name="泽口镇", kind=PlaceKind.TOWN, parent=self.county
        )
        self.root = self.unit("U00", "清泽县人民政府", "县政府")
        self.office = self.unit("U01", "清泽县人民政府办公室", "县政府办")
        self.reform = self.unit("U02", "清泽县发展和改革委员会", "县发改委")
        self.education = self.unit("U03", "清泽县教育局", "县教育局")
        self.land = self.unit("U11", "清泽县自然资源和规划局", "县自然资源局")
        self.housing = self.unit("U13", "清泽县住房和城乡建设局（县人防办）", "县住建局")
        self.town = self.unit("T01", "泽口镇人民政府", "泽口镇", place=self.place)
        self.station = self.unit("T01-1", "泽口镇生态环保工作站", "", parent=self.town, place=self.place)
        self.name(self.reform, "发展改革委")
        self.name(self.reform, "县计委", NameKind.FORMER, to=date(2003, 6, 1))
        self.name(self.education, "教体局", NameKind.FORMER, to=date(2019, 3, 1))
        self.name(self.land, "规划局", NameKind.FORMER, to=date(2019, 3, 1))
        self.name(self.housing, "房管中心", NameKind.SUB)
        self.towns = UnitGroup.objects.create(name="各乡镇（街道）", aliases=["各乡镇"])
        self.towns.members.add(self.town)
        self.chief = Post.objects.create(code="P01", title="县长", rank=1)
        self.farming = Post.objects.create(code="P05", title="副县长（农业）", rank=5)
        self.he = self.officer("he", "何甲")
        self.lin = self.officer("lin", "林乙")

    def unit(self, code: str, name: str, short: str = "", **more: object) -> Unit:
        more.setdefault("parent", getattr(self, "root", None))
        return Unit.objects.create(code=code, name=name, short_name=short, **more)

    def name(self, unit: Unit, name: str, kind: str = NameKind.ALIAS, to: date | None = None) -> UnitName:
        return UnitName.objects.create(unit=unit, name=name, kind=kind, valid_to=to)

    def officer(self, username: str, name: str, unit: Unit | None = None) -> Officer:
        return Officer.objects.create(username=username, name=name, unit=unit or self.office, password="!")

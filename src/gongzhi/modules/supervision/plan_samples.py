"""A small document about 清泽县 in mixed layouts, and the units that it names: for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings
from django_tasks import task_backends

from gongzhi.kernel.org.models import NameKind, Officer, Unit, UnitGroup, UnitName

TEXT = """清泽县人民政府办公室关于印发《清泽县2026年民生实事任务分解方案》的通知
清政办〔2026〕3号
各乡镇人民政府，县直各单位：
现将《清泽县2026年民生实事任务分解方案》印发给你们，请认真组织实施。
清泽县人民政府办公室
2026年2月10日

清泽县2026年民生实事任务分解方案

一、改善居住条件
1. 改造老旧小区12个，惠及居民2600户左右，12月底前完工。（牵头领导：副县长（城建）；牵头单位：县住建局；责任单位：县财政局、各乡镇（街道））
2. 新建污水管网8公里，雨水管网5公里。（牵头单位：县住房城乡建设局；责任单位：县水利局、县财政局；完成时限：2026年10月底）
3. 城区停车难整治取得明显成效。（牵头单位：县城管综合执法局；责任单位：县公安局）
二、办好人民满意的教育
4. 新建公办幼儿园2所，新增托位400个以上。（县教体局、县财政局）
5. 校园食堂“互联网+明厨亮灶”全覆盖，9月底前完成。（牵头单位：县教育局；责任单位：县市场监管局等相关单位）
三、守护绿水青山
6. PM2.5平均浓度控制在38微克/立方米以内，空气优良天数比例不低于82%。（牵头单位：环保局；责任单位：县住建局、各乡镇（街道）、县直有关单位）
7. 治理黑臭沟塘20条，力争达到25条。（牵头单位：县生态环境分局；责任单位：县水利局）
8. 加强入河排口监管；开展河道清漂行动；建立月巡查制度。（牵头单位：县水利局；责任单位：各乡镇（街道））
四、稳定和扩大就业
9. 城镇新增就业5000人，开展技能培训3000人次。（牵头单位：县人社局；责任单位：县工会联合会）
10. 举办招聘会40场以上，上半年不少于20场。（牵头单位：县人社局；责任单位：各乡镇（街道））
"""

FAULTY = """清泽县人民政府关于印发《清泽县人才兴县三年行动方案》的通知
清政〔2026〕9号
各乡镇人民政府，县直各单位：
现将《清泽县人才兴县三年行动方案》印发给你们，请认真组织实施。
清泽县人民政府
2026年2月10日

清泽县人才兴县三年行动方案

一、发展目标
到2028年，人才总量明显增加。
1. 新增高技能人才900人以上。（责任单位：县人社局）
2. 建设人才公寓60套（间），以服务促发展。（责任单位：县住建局；完成时限：2026年10月31日）
二、主要任务
3. 用好“人才驿站，开展青年人才交流活动。（责任单位：各乡镇（街道））
4. 年均新增高技能人才1000人以上，完善评价机制。（责任单位：县人社局）
5. 规范人才市场秩序。（责任单位：县市容中心）
5. 加强人才服务宣传。（责任单位：县人社局）

附件
清泽县人才工作领导小组成员名单
组　长：甲一一  县委副书记、县长
副组长：甲二二  县委常委、组织部部长
成　员：乙一一  县人力资源和社会保障局局长
乙二二  县住房和城乡建设局局长
乙三三  县城管局局长
"""

UNITS = (
    ("U03", "清泽县教育局", "县教育局", (("县教体局", NameKind.ALIAS),)),
    ("U06", "清泽县公安局", "县公安局", ()),
    ("U09", "清泽县财政局（县国资委）", "县财政局", ()),
    ("U10", "清泽县人力资源和社会保障局", "县人社局", ()),
    ("U12", "淮宁市清泽县生态环境分局", "县生态环境分局", (("环保局", NameKind.FORMER),)),
    ("U23", "清泽县市场监督管理局", "县市场监管局", ()),
    ("U26", "清泽县城市管理局", "县城管局", ()),
)


def settle_in(world: Any) -> None:
    """Give the small county of the tests the units, groups, alias and post that `TEXT` names."""
    for code, name, short, names in UNITS:
        unit = world.unit(code, name, short)
        setattr(world, short, unit)
        for other, kind in names:
            UnitName.objects.create(unit=unit, name=other, kind=kind)
    world.city_management = Unit.objects.get(code="U26")
    UnitName.objects.create(unit=world.housing, name="县住房城乡建设局")
    world.second_town = world.unit("T02", "白石桥镇人民政府", "白石桥镇")
    world.towns = UnitGroup.objects.create(name="各乡镇（街道）", aliases=["各乡镇"])
    world.towns.members.set([world.town, world.second_town])
    world.all_units = UnitGroup.objects.create(name="县直各单位")
    world.all_units.members.set(Unit.objects.filter(code__startswith="U").exclude(code="U00"))
    world.second_officer = world.officer("ducha2", "蒋专员", world.office, "supervision_officer")


def officer_of(world: Any, unit: Unit, username: str) -> Officer:
    return world.officer(username, "方干事", unit, "unit_handler", unit)


@contextmanager
def at_once(run: bool = True) -> Iterator[None]:
    """Background tasks run where they are enqueued, as a worker would a moment later; or with `run` False never."""
    backend = f"django_tasks.backends.{'immediate.Immediate' if run else 'dummy.Dummy'}Backend"
    with override_settings(TASKS={"default": {"BACKEND": backend}}):
        _fresh_backends()
        yield
    _fresh_backends()


def _fresh_backends() -> None:
    task_backends.__dict__.pop("settings", None)
    task_backends._settings = None
    if hasattr(task_backends._connections, "default"):
        del task_backends._connections.default

"""What grid governance adds to the system."""

from gongzhi.kernel.modules import Module, PermissionBundle
from gongzhi.kernel.people.census.kinds import CENSUS
from gongzhi.modules.grid import moves
from gongzhi.modules.grid.events.duties import DUTIES
from gongzhi.modules.grid.figures.measures import MEASURES
from gongzhi.modules.grid.flow import GRID_EVENT
from gongzhi.modules.grid.menu import MENU
from gongzhi.modules.grid.parts.sheets import COMPONENTS
from gongzhi.modules.grid.patrols import opening
from gongzhi.modules.grid.patrols.kinds import KINDS
from gongzhi.modules.grid.phone import PHONE
from gongzhi.modules.grid.policy import PARAMETERS

__all__ = ["MODULE", "moves", "opening"]

PERMISSIONS = {
    "grid.view": "查看网格事件和网格",
    "grid.report": "上报网格事件",
    "grid.verify": "现场核查",
    "grid.visit": "走访住户",
    "grid.patrol": "网格巡查",
    "grid.dispatch": "立案、派遣和结案",
    "grid.handle": "处理网格事件",
    "grid.press": "催办网格事件",
    "grid.catalogue": "维护事件类别和走访问题",
    "grid.parts": "维护部件",
    "grid.teams": "安排网格力量",
    "grid.split": "调整网格",
    "grid.duties": "网格任务准入",
    "grid.figures": "查看网格统计",
    "people.view": "查看人房企（隐去）",
    "people.collect": "采集人房企",
    "people.reveal": "查看人房企完整信息",
}
WORKER = (
    "grid.view",
    "grid.report",
    "grid.verify",
    "grid.visit",
    "grid.patrol",
    "people.view",
    "people.collect",
    "people.reveal",
)
HEAD = (*WORKER, "grid.parts", "grid.figures")
OFFICE = (*HEAD, "grid.dispatch", "grid.press", "grid.teams")
CENTRE = (*OFFICE, "grid.catalogue", "grid.split", "grid.duties")
UNIT = ("grid.view", "grid.handle")
WATCHER = ("grid.view", "grid.figures", "grid.press")

MODULE = Module(
    name="grid",
    label="网格治理",
    order=30,
    permissions=PERMISSIONS,
    flows=(GRID_EVENT,),
    urls="gongzhi.modules.grid.urls",
    api="gongzhi.modules.grid.api.router",
    menu=MENU,
    parameters=PARAMETERS,
    measures=MEASURES,
    rounds=KINDS,
    sheets=(*CENSUS, COMPONENTS),
    phone=PHONE,
    duties=DUTIES,
    bench="gongzhi.modules.grid.bench.BENCH",
    sets=(
        PermissionBundle("grid_worker", "网格员", WORKER),
        PermissionBundle("grid_head", "网格长", HEAD),
        PermissionBundle("grid_office", "乡镇网格办", OFFICE),
        PermissionBundle("grid_centre", "县网格中心", CENTRE),
        PermissionBundle("unit_head", "单位负责人", UNIT),
        PermissionBundle("unit_handler", "承办人", UNIT),
        PermissionBundle("leader", "县领导", WATCHER),
        PermissionBundle("supervision_officer", "督查专员", WATCHER),
        PermissionBundle("office_head", "督查负责人", WATCHER),
    ),
)

"""What ecology adds to the system."""

from gongzhi.kernel.modules import Module, PermissionBundle
from gongzhi.modules.ecology.chiefs import policy as chiefs_policy
from gongzhi.modules.ecology.inspections import moves as inspection_moves
from gongzhi.modules.ecology.inspections import policy as inspections_policy
from gongzhi.modules.ecology.inspections.flow import ITEM
from gongzhi.modules.ecology.inspections.sheets import ITEMS
from gongzhi.modules.ecology.menu import MENU
from gongzhi.modules.ecology.patrols.kinds import KINDS
from gongzhi.modules.ecology.phone import PHONE
from gongzhi.modules.ecology.problems import moves as problem_moves
from gongzhi.modules.ecology.problems import policy as problems_policy
from gongzhi.modules.ecology.problems.duties import DUTIES
from gongzhi.modules.ecology.problems.flow import PROBLEM
from gongzhi.modules.ecology.reports.measures import MEASURES
from gongzhi.modules.ecology.reports.policy import PARAMETERS as REPORT
from gongzhi.modules.ecology.sites import policy as sites_policy
from gongzhi.modules.ecology.sites.measures import SITES as SITES_MEASURE

__all__ = ["MODULE", "inspection_moves", "problem_moves"]

PERMISSIONS = {
    "ecology.view": "查看生态环保",
    "ecology.patrol": "巡查和报告生态问题",
    "ecology.plan": "设定工作站、路线和河长林长",
    "ecology.answer": "接报生态问题",
    "ecology.rectify": "整改生态问题",
    "ecology.check": "核查整改",
    "ecology.strike": "销号生态问题",
    "ecology.keep_site": "登记工地和企业",
    "ecology.check_site": "检查工地和企业",
    "ecology.site_standards": "设定工地和企业的检查标准",
    "ecology.inspect": "登记和验收督察整改",
    "ecology.strike_item": "督察整改销号",
}
WALKER = ("ecology.view", "ecology.patrol", "ecology.check_site")
UNIT = ("ecology.view", "ecology.answer", "ecology.rectify", "ecology.check", "ecology.check_site")
SITES = ("ecology.keep_site", "ecology.check_site", "ecology.site_standards")
OFFICE = ("ecology.view", "ecology.plan", "ecology.inspect", *SITES)

MODULE = Module(
    name="ecology",
    label="生态环保",
    order=30,
    permissions=PERMISSIONS,
    flows=(PROBLEM, ITEM),
    rounds=KINDS,
    sheets=(ITEMS,),
    phone=PHONE,
    menu=MENU,
    urls="gongzhi.modules.ecology.urls",
    api="gongzhi.modules.ecology.api.router",
    parameters=(
        *problems_policy.PARAMETERS,
        *chiefs_policy.PARAMETERS,
        *inspections_policy.PARAMETERS,
        *sites_policy.PARAMETERS,
        *REPORT,
    ),
    measures=(*MEASURES, SITES_MEASURE),
    duties=DUTIES,
    sets=(
        PermissionBundle("eco_walker", "生态巡查员", WALKER),
        PermissionBundle("eco_station_head", "工作站站长", (*WALKER, "ecology.plan", "ecology.keep_site")),
        PermissionBundle("eco_office", "生态环保管理员", OFFICE),
        PermissionBundle("eco_head", "生态环保负责人", (*OFFICE, "ecology.strike_item")),
        PermissionBundle("unit_handler", "承办人", UNIT),
        PermissionBundle("unit_head", "单位负责人", (*UNIT, "ecology.strike")),
        PermissionBundle("leader", "县领导", ("ecology.view",)),
        PermissionBundle("supervision_officer", "督查专员", ("ecology.view",)),
        PermissionBundle("office_head", "督查负责人", ("ecology.view",)),
    ),
)

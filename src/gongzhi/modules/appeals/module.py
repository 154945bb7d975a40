"""What appeals add to the system."""

from gongzhi.kernel.modules import Module, PermissionBundle
from gongzhi.modules.appeals import moves
from gongzhi.modules.appeals.figures.measures import MEASURES
from gongzhi.modules.appeals.figures.paper import CIRCULAR
from gongzhi.modules.appeals.figures.policy import PARAMETERS as FIGURES
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.handling.ladder import DUTIES
from gongzhi.modules.appeals.mediation import duties as mediation_duties
from gongzhi.modules.appeals.mediation import moves as mediation_moves
from gongzhi.modules.appeals.mediation import moves_after as mediation_moves_after
from gongzhi.modules.appeals.mediation import moves_paper as mediation_moves_paper
from gongzhi.modules.appeals.mediation import policy as mediation_policy
from gongzhi.modules.appeals.mediation.agreement import AGREEMENT
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.menu import MENU
from gongzhi.modules.appeals.papers.kinds import HANDOVER, SORTS
from gongzhi.modules.appeals.papers.policy import PARAMETERS as PAPERS
from gongzhi.modules.appeals.policy import PARAMETERS
from gongzhi.modules.appeals.topics.duties import DUTIES as TOPICS
from gongzhi.modules.appeals.topics.policy import PARAMETERS as TOPIC_PARAMETERS
from gongzhi.modules.appeals.whistles import duties as whistle_duties
from gongzhi.modules.appeals.whistles import moves as whistle_moves
from gongzhi.modules.appeals.whistles import policy as whistle_policy
from gongzhi.modules.appeals.whistles.flow import WHISTLE

__all__ = [
    "MODULE",
    "mediation_moves",
    "mediation_moves_after",
    "mediation_moves_paper",
    "moves",
    "whistle_moves",
]

PERMISSIONS = {
    "appeals.view": "查看诉求",
    "appeals.register": "登记诉求",
    "appeals.dispatch": "派单和审核退单",
    "appeals.arbitrate": "裁定承办和挂起",
    "appeals.extend": "审批诉求延期",
    "appeals.review": "审核回复",
    "appeals.callback": "回访和办结",
    "appeals.judge": "认定不合理诉求",
    "appeals.handle": "签收和办理诉求",
    "appeals.press": "催办诉求",
    "appeals.reveal": "查看诉求人信息",
    "appeals.reveal_secret": "查看保密诉求人信息",
    "appeals.directory": "维护分派目录",
    "appeals.erase": "删除诉求人信息",
    "appeals.disputes": "查看矛盾纠纷",
    "appeals.mediate": "登记和调解纠纷",
    "appeals.mediation_lists": "维护说事点、调解室和调解员",
    "appeals.disputes_lead": "接收重大纠纷报告",
    "appeals.rank": "查看民声排名",
    "appeals.circulate": "诉求通报",
    "appeals.topic": "热点专题",
    "appeals.whistles": "查看吹哨报到",
    "appeals.whistle": "吹哨、确认和评价",
    "appeals.whistle_approve": "批准吹哨",
    "appeals.command": "受理吹哨和派哨",
    "appeals.whistle_answer": "报到和报办结",
}

MEDIATOR = ("appeals.disputes", "appeals.mediate")
WHISTLER = ("appeals.whistles", "appeals.whistle", "appeals.whistle_answer")
COMMAND = ("appeals.whistles", "appeals.command")
CLERK = ("appeals.view", "appeals.register", "appeals.reveal")
DISPATCHER = (*CLERK, "appeals.dispatch", "appeals.review", "appeals.press", "appeals.judge")
CALLER = ("appeals.view", "appeals.callback", "appeals.reveal", "appeals.judge")
HEAD = (
    *DISPATCHER,
    "appeals.callback",
    "appeals.arbitrate",
    "appeals.extend",
    "appeals.reveal_secret",
    "appeals.directory",
    "appeals.erase",
    "appeals.rank",
    "appeals.circulate",
    "appeals.topic",
    *MEDIATOR,
    "appeals.mediation_lists",
    *COMMAND,
)
UNIT = ("appeals.view", "appeals.handle", "appeals.reveal", *MEDIATOR, *WHISTLER)
WATCHER = ("appeals.view", "appeals.press", "appeals.rank")
LEADER = (*WATCHER, "appeals.disputes", "appeals.disputes_lead", "appeals.whistles")

MODULE = Module(
    name="appeals",
    label="民声诉求",
    order=20,
    permissions=PERMISSIONS,
    flows=(APPEAL, DISPUTE, WHISTLE),
    menu=MENU,
    urls="gongzhi.modules.appeals.urls",
    roots={"open311/v2": "gongzhi.modules.appeals.open311.urls"},
    api="gongzhi.modules.appeals.api.router",
    bench="gongzhi.modules.appeals.bench.BENCH",
    parameters=(
        *PARAMETERS,
        *FIGURES,
        *PAPERS,
        *TOPIC_PARAMETERS,
        *mediation_policy.PARAMETERS,
        *whistle_policy.PARAMETERS,
    ),
    measures=MEASURES,
    papers=(*(HANDOVER if name == HANDOVER.name else name for name in SORTS), CIRCULAR, AGREEMENT),
    duties=(*DUTIES, *TOPICS, *mediation_duties.DUTIES, *whistle_duties.DUTIES),
    sets=(
        PermissionBundle("appeal_clerk", "受理员", CLERK),
        PermissionBundle("appeal_dispatcher", "派单员", DISPATCHER),
        PermissionBundle("appeal_caller", "回访员", CALLER),
        PermissionBundle("appeal_head", "热线负责人", HEAD),
        PermissionBundle("unit_head", "单位负责人", (*UNIT, "appeals.whistle_approve")),
        PermissionBundle("unit_handler", "承办人", UNIT),
        PermissionBundle("whistle_command", "吹哨指挥员", COMMAND),
        PermissionBundle("leader", "县领导", LEADER),
        PermissionBundle("supervision_officer", "督查专员", WATCHER),
        PermissionBundle("office_head", "督查负责人", WATCHER),
    ),
)

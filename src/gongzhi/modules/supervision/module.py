"""What supervision adds to the system."""

from gongzhi.kernel.modules import Module, PermissionBundle
from gongzhi.modules.supervision import moves
from gongzhi.modules.supervision.duties import lights as duty_lights
from gongzhi.modules.supervision.duties.declared import DUTIES
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.measures import MEASURES
from gongzhi.modules.supervision.menu import MENU
from gongzhi.modules.supervision.policy import PARAMETERS

PAPERS = (
    "supervision_notice",
    "assignment_slip",
    "reminder_notice",
    "talk_notice",
    "circular",
    "special_report",
    "prompt_letter",
    "minutes",
)

__all__ = ["MODULE", "duty_lights", "moves"]

PERMISSIONS = {
    "supervision.view": "查看督查任务",
    "supervision.plan": "导入和核对任务清单",
    "supervision.found": "从文件建立单位体系",
    "supervision.accounts": "为单位和领导开通账号",
    "supervision.issue": "交办任务",
    "supervision.sign_for": "签收任务",
    "supervision.report": "报送进展",
    "supervision.check": "核查任务",
    "supervision.remind": "催办",
    "supervision.hold": "挂账销账",
    "supervision.extend": "审批延期",
    "supervision.close": "销号",
    "supervision.talk": "约谈移送",
    "supervision.lead": "领导看板",
    "supervision.meet": "调度会议",
    "supervision.assess": "考核排名",
    "supervision.circulate": "通报专报",
}

OFFICER = (
    "supervision.view",
    "supervision.plan",
    "supervision.found",
    "supervision.accounts",
    "supervision.issue",
    "supervision.check",
    "supervision.remind",
    "supervision.hold",
    "supervision.meet",
    "supervision.assess",
    "supervision.circulate",
    "supervision.lead",
)

MODULE = Module(
    name="supervision",
    label="督查督办",
    order=10,
    permissions=PERMISSIONS,
    flows=(TASK,),
    bench="gongzhi.modules.supervision.bench.BENCH",
    menu=MENU,
    urls="gongzhi.modules.supervision.urls",
    api="gongzhi.modules.supervision.api.router",
    parameters=PARAMETERS,
    duties=DUTIES,
    measures=MEASURES,
    papers=PAPERS,
    sets=(
        PermissionBundle("supervision_officer", "督查专员", OFFICER),
        PermissionBundle(
            "office_head",
            "督查负责人",
            (*OFFICER, "supervision.extend", "supervision.close", "supervision.talk"),
        ),
        PermissionBundle(
            "unit_head", "单位负责人", ("supervision.view", "supervision.sign_for", "supervision.report")
        ),
        PermissionBundle(
            "unit_handler", "承办人", ("supervision.view", "supervision.sign_for", "supervision.report")
        ),
        PermissionBundle(
            "leader",
            "县领导",
            (
                "supervision.view",
                "supervision.lead",
                "supervision.remind",
                "supervision.extend",
                "supervision.assess",
            ),
        ),
    ),
)

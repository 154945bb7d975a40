"""The demonstration's accounts, one for each role; shown on the login page of a demonstration only."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "Qingze-2026"


@dataclass(frozen=True)
class DemoAccount:
    """A role, how to sign in as it, and what to try first."""

    label: str
    username: str
    hint: str
    part: str = ""  # the module that it comes with; a county may be without it
    password: str = PASSWORD

    def __str__(self) -> str:
        return f"{self.username}  {self.password}  {self.label}：{self.hint}"


ACCOUNTS = (
    DemoAccount("督查专员", "ducha1", "导入文件、交办任务、看进展、催办、出通报"),
    DemoAccount("督查负责人（政府办）", "zhuren", "审批延期、挂账销号、约谈"),
    DemoAccount("县领导（副县长·城建）", "p06", "看红灯、看原因、一键催办"),
    DemoAccount("县领导（县长）", "p01", "看全县排名和每个数字的来历"),
    DemoAccount("单位负责人（县住建局）", "u13.head", "看本单位任务，审核上报"),
    DemoAccount("承办人（县住建局）", "u13", "签收、填方案、报进展、传佐证"),
    DemoAccount("承办人（泽口镇）", "t03", "作为协同单位报进展"),
    DemoAccount("热线负责人", "rexian", "裁定退单、审批延期、复核认定、维护分派目录"),
    DemoAccount("热线受理员", "shouli1", "接电话登记诉求，看建议和重复件"),
    DemoAccount("热线派单员", "paidan1", "派单、审核退单和回复"),
    DemoAccount("热线回访员", "huifang1", "回访、重办、办结"),
    DemoAccount("县网格中心", "wangge", "看网格地图和总览、派遣、拆分网格、维护类别", "grid"),
    DemoAccount("乡镇网格办（泽口镇）", "wgb", "立案、派遣、结案，安排网格力量，采集人房企", "grid"),
    DemoAccount("网格长（泽口镇）", "wgz", "核查，看本村网格", "grid"),
    DemoAccount("网格员（泽口镇）", "wg001", "上报、走访、采集", "grid"),
    DemoAccount("网格员（同一网格）", "wg000", "到现场核查同事上报的事件", "grid"),
    DemoAccount(
        "生态环保管理员（县生态环境分局）",
        "huanbao",
        "看月报，设路线、工作站、河长林长，登记督察反馈",
        "ecology",
    ),
    DemoAccount("环保站站长（泽口镇）", "t03.eco", "巡查、签到、报问题、跟踪督办", "ecology"),
    DemoAccount("系统管理员", "sysadmin", "管单位、人员、账号、参数"),
    DemoAccount("安全管理员", "secadmin", "授权、撤权"),
    DemoAccount("审计员", "auditor", "看登录记录和操作日志"),
)

STARTERS = tuple(
    one for one in ACCOUNTS if one.username in ("ducha1", "zhuren", "sysadmin")
)  # of an empty county


def accounts() -> list[DemoAccount]:
    """What the login page lists: the accounts that this county has. One query."""
    from gongzhi.kernel.org.models import Officer

    rows = Officer.objects.filter(username__in=[one.username for one in ACCOUNTS], is_active=True)
    there = set(rows.values_list("username", flat=True))
    return [one for one in ACCOUNTS if one.username in there]

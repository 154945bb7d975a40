"""The numbers of supervision that a county sets, dated, each with its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gongzhi.kernel.parameters import Parameter, value
from gongzhi.modules.supervision.policy_terms import TERMS, P
from gongzhi.modules.supervision.ranking.rules import ScorePolicy
from gongzhi.modules.supervision.rules import BASIS_LABELS, Basis, LightPolicy

PARAMETERS = (
    *TERMS,
    Parameter(
        "supervision.report.weekly_days",
        "周报报送（期末后）",
        value=1,
        unit="天",
        source=P,
        kind=int,
        group="报送周期",
    ),
    Parameter(
        "supervision.report.monthly_days",
        "月报报送（次月）",
        value=5,
        unit="日前",
        source=P,
        kind=int,
        group="报送周期",
    ),
    Parameter(
        "supervision.report.quarterly_days",
        "季报报送（季末后）",
        value=10,
        unit="天",
        source=P,
        kind=int,
        group="报送周期",
    ),
    Parameter(
        "supervision.light.basis",
        "序时进度对照日",
        value=Basis.PERIOD.value,
        source=P,
        kind=str,
        group="亮灯规则",
        choices={basis.value: label for basis, label in BASIS_LABELS.items()},
        help="选判定当天的，两次报送之间也按当天应达进度亮灯",
    ),
    Parameter(
        "supervision.light.green_gap",
        "绿灯差距上限",
        value=5,
        unit="百分点",
        source=P,
        kind=int,
        group="亮灯规则",
    ),
    Parameter(
        "supervision.light.yellow_gap",
        "黄灯差距上限",
        value=20,
        unit="百分点",
        source=P,
        kind=int,
        group="亮灯规则",
    ),
    Parameter(
        "supervision.light.near_days",
        "临期预警",
        value=10,
        unit="工作日",
        source=P,
        kind=int,
        group="亮灯规则",
    ),
    Parameter(
        "supervision.light.near_percent",
        "临期应达进度",
        value=90,
        unit="%",
        source=P,
        kind=int,
        group="亮灯规则",
    ),
    Parameter(
        "supervision.light.missed_reports",
        "连续未报亮红灯",
        value=2,
        unit="期",
        source=P,
        kind=int,
        group="亮灯规则",
    ),
    Parameter(
        "supervision.ladder.prompt_days",
        "到期提醒（提前）",
        value=[10, 3, 1],
        unit="工作日",
        source=P,
        kind=list,
        group="升级阶梯",
    ),
    Parameter(
        "supervision.ladder.reminder_days",
        "迟报催办",
        value=2,
        unit="工作日",
        source=P,
        kind=int,
        group="升级阶梯",
    ),
    Parameter(
        "supervision.ladder.quiet_days",
        "同一任务两次催办的间隔",
        value=3,
        unit="工作日",
        source="《政府督查工作条例》：严格控制频次，减轻基层负担",
        kind=int,
        group="升级阶梯",
    ),
    Parameter(
        "supervision.ladder.circular_reds",
        "通报：季末红灯达到",
        value=1,
        unit="项",
        source=P,
        kind=int,
        group="升级阶梯",
        least=1,
        help="达到后由系统起草通报，经核改后由人印发",
    ),
    Parameter(
        "supervision.ladder.circular_last",
        "通报点名：各组排名后",
        value=3,
        unit="名",
        source=P,
        kind=int,
        group="升级阶梯",
        least=0,
        most=10,
        help="填0不点名；达到优秀线的不点名",
    ),
    Parameter(
        "supervision.ladder.talk_reds",
        "约谈：连续红灯",
        value=2,
        unit="期",
        source=P,
        kind=int,
        group="升级阶梯",
    ),
    Parameter(
        "supervision.meeting.report_days",
        "会议议定事项报送（会后）",
        value=5,
        unit="工作日",
        source="会后5个工作日内报送落实情况，见县级督查办法",
        kind=int,
        group="调度会议",
    ),
    Parameter(
        "supervision.hold.update_days",
        "挂账进展更新",
        value=7,
        unit="天",
        source=P,
        kind=int,
        group="挂账销号",
    ),
    Parameter(
        "supervision.hold.relapse_months",
        "反弹重开期",
        value=6,
        unit="个月",
        source=P,
        kind=int,
        group="挂账销号",
    ),
    Parameter(
        "supervision.score.completion",
        "完成情况满分",
        value=60,
        unit="分",
        source=P,
        kind=int,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.timeliness", "时效满分", value=20, unit="分", source=P, kind=int, group="考核公式"
    ),
    Parameter(
        "supervision.score.report_quality",
        "报送质量满分",
        value=10,
        unit="分",
        source=P,
        kind=int,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.verification",
        "核查满分",
        value=10,
        unit="分",
        source=P,
        kind=int,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.yellow",
        "黄灯扣分",
        value=Decimal("1"),
        unit="分/期",
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.red",
        "红灯扣分",
        value=Decimal("2"),
        unit="分/期",
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.late_report",
        "迟报扣分",
        value=Decimal("0.5"),
        unit="分/次",
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.false_report",
        "虚报扣分",
        value=Decimal("5"),
        unit="分/次",
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.co_share",
        "协同单位权重系数",
        value=Decimal("0.3"),
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.bonus_cap",
        "加分封顶",
        value=Decimal("5"),
        unit="分",
        source=P,
        kind=Decimal,
        group="考核公式",
    ),
    Parameter(
        "supervision.score.excellent", "优秀线", value=90, unit="分", source=P, kind=int, group="考核公式"
    ),
    Parameter("supervision.score.good", "良好线", value=80, unit="分", source=P, kind=int, group="考核公式"),
    Parameter(
        "supervision.score.qualified", "合格线", value=60, unit="分", source=P, kind=int, group="考核公式"
    ),
    Parameter(
        "supervision.notice.mark",
        "督办通知单机关代字",
        value="清政督办",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.assignment.mark",
        "交办单机关代字",
        value="清政交办",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.reminder.mark",
        "催办单机关代字",
        value="清政催办",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.circular.mark",
        "通报机关代字",
        value="清政办通报",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.circular.addressee",
        "通报主送机关",
        value="各乡镇人民政府、街道办事处，开发区管委会，县政府各部门、各直属单位",
        source=P,
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.circular.copies",
        "通报抄送",
        value="县委办公室，县人大常委会办公室，县政协办公室，县纪委监委",
        source=P,
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.report.readers",
        "工作专报报送领导",
        value="县委、县政府领导",
        source=P,
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.report.mark",
        "工作专报名称",
        value="清泽督查专报",
        source="县政府办公室",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.letter.mark",
        "提示函机关代字",
        value="清政督函",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.minutes.mark",
        "会议纪要机关代字",
        value="清政专纪",
        source="县政府办公室发文代字",
        kind=str,
        group="文书",
    ),
    Parameter(
        "supervision.issuer",
        "督查文书发文机关",
        value="清泽县人民政府办公室",
        source="县政府办公室",
        kind=str,
        group="文书",
    ),
)


def light_policy(on: date) -> LightPolicy:
    """The light thresholds in force on a day."""
    names = ("green_gap", "yellow_gap", "near_days", "near_percent", "missed_reports")
    return LightPolicy(**{name: value(f"supervision.light.{name}", on) for name in names})


def score_policy(on: date) -> ScorePolicy:
    """The assessment formula in force on a day."""
    return ScorePolicy(
        **{name: value(f"supervision.score.{name}", on) for name in ScorePolicy.__dataclass_fields__}
    )


REPORT_DAYS = {"weekly": "supervision.report.weekly_days", "monthly": "supervision.report.monthly_days"}


def report_days(cycle: str, on: date) -> int:
    """How many days after a period's end its report may come."""
    return value(REPORT_DAYS.get(cycle, "supervision.report.quarterly_days"), on)

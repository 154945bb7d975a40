"""The terms of problems, dated, each with its source; and which bureau each sort of patrol reports to."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.parameters import Parameter, value
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.ecology.words import Severity

ORIGIN = "乡镇生态环保工作站“第一时间双报告”的通行做法，由县工作站管理办法确定"
GROUP = "生态环境问题"
# severity: told within, put right within
TERMS = {"spot": ("4wh", "3wd"), "normal": ("4wh", "15wd"), "serious": ("2h", "30d")}
# where the second line of the double report leads: the county's office for the thing that is patrolled
BUREAUS = {"patrol": ("U12", "生态巡查"), "river": ("U15", "河湖巡查"), "forest": ("U29", "林区巡查")}
LONGEST_MORE = 30


def _readable(text: str) -> str:
    """What is wrong with a term as typed, "" for nothing."""
    try:
        Term.parse(text)
    except Refusal as wrong:
        return str(wrong)
    return ""


def _term(name: str, label: str, given: str, help: str = "") -> Parameter:
    return Parameter(
        f"ecology.problem.{name}",
        label,
        value=given,
        source=ORIGIN,
        kind=str,
        group=GROUP,
        help=help,
        check=_readable,
    )


def _bureau(name: str, code: str, label: str) -> Parameter:
    return Parameter(
        f"ecology.bureau.{name}", f"{label}报告到", value=code, source="部门职责分工", kind=str, group=GROUP,
        help="县级主管部门的单位代码",
    )  # fmt: skip


PARAMETERS = (
    *[_term(f"receive.{one}", f"{Severity(one).label}接报", told) for one, (told, _) in TERMS.items()],
    *[_term(f"rectify.{one}", f"{Severity(one).label}整改", done) for one, (_, done) in TERMS.items()],
    _term("again", "核查退回后整改", "5wd"),
    _term("advise", "县级提出意见", "2wd"),
    _term("check", "县级核查", "5wd"),
    _term("warn", "整改到期预警", "1wd"),
    *[_bureau(name, code, label) for name, (code, label) in BUREAUS.items()],
)


def rule(clock: str, severity: str, at: datetime) -> str:
    """The rule of a clock for a severity, as the clock keeps it: `ecology.problem.rectify.serious=30d`."""
    return named(f"{clock}.{severity}", at)


def named(name: str, at: datetime) -> str:
    name = f"ecology.problem.{name}"
    return f"{name}={value(name, local_day(at))}"


def bureau_code(round_kind: str, at: datetime) -> str:
    """The code of the bureau that a finding of a round of this kind is reported to."""
    name = round_kind.rpartition(".")[2]
    return str(value(f"ecology.bureau.{name if name in BUREAUS else 'patrol'}", local_day(at)))

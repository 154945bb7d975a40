"""The numbers of appeals that a county sets, dated, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.parameters import Parameter, value
from gongzhi.modules.appeals.words import AppealType

P = "通行做法，由县热线管理办法确定"
BEIJING = "北京接诉即办四级时限（2小时、24小时、7日、15日）参照"
ANHUI = "《安徽省12345政务服务便民热线管理暂行办法》（皖政办秘〔2021〕109号）参照"
STATE = "国办发〔2020〕53号"

CLASSES = {
    "urgent_1": "特急",
    "urgent_2": "紧急",
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "complex": "举报和疑难",
    "suggestion": "建议表扬",
}
# class: 签收, 首次联系, 办结, 延期 ("" is none), how often
TERMS: dict[str, tuple[str, str, str, str, int, str]] = {
    "urgent_1": ("15min", "30min", "2h", "", 0, BEIJING),
    "urgent_2": ("1h", "2h", "24h", "24h", 1, BEIJING),
    "consult": ("3.25wh", "1wd", "3wd", "2wd", 1, ANHUI),
    "help": ("3.25wh", "1wd", "5wd", "5wd", 1, P),
    "complaint": ("3.25wh", "1wd", "5wd", "5wd", 2, P),
    "complex": ("3.25wh", "1wd", "15wd", "10wd", 1, BEIJING),
    "suggestion": ("1wd", "3wd", "15wd", "", 0, P),
}
SORTS = {"sign": "签收", "contact": "首次联系", "finish": "办结"}


def _term(name: str, label: str, given: str, source: str = P, **more: Any) -> Parameter:
    return Parameter(f"appeals.{name}", label, value=given, source=source, kind=str, group="诉求时限", **more)


def _readable(text: str) -> str:
    """What is wrong with a term as typed; "" for none (a class that has none)."""
    if not text:
        return ""
    try:
        Term.parse(text)
    except ValueError as wrong:
        return str(wrong)
    except Exception as wrong:
        return str(wrong)
    return ""


def _types(given: Sequence[Any]) -> str:
    wrong = [one for one in given if one not in AppealType.values]
    return f"“{wrong[0]}”不是诉求类型的代码" if wrong else ""


def _by_class() -> list[Parameter]:
    found = []
    for cls, (sign, contact, finish, extension, times, source) in TERMS.items():
        for (sort, label), given in zip(SORTS.items(), (sign, contact, finish), strict=True):
            found.append(_term(f"{sort}.{cls}", f"{CLASSES[cls]}件{label}", given, source, check=_readable))
        found.append(
            _term(
                f"extend.{cls}",
                f"{CLASSES[cls]}件延期",
                extension,
                source,
                help="不填为不能延期",
                check=_readable,
            )
        )
        found.append(
            Parameter(
                f"appeals.extend_times.{cls}",
                f"{CLASSES[cls]}件延期次数",
                value=times,
                unit="次",
                source=source,
                kind=int,
                least=0,
                most=5,
                group="诉求时限",
            )
        )
    return found


def _number(
    name: str, label: str, given: int, unit: str, group: str, source: str = P, **more: Any
) -> Parameter:
    return Parameter(
        f"appeals.{name}", label, value=given, unit=unit, source=source, kind=int, group=group, **more
    )


PARAMETERS = (
    *_by_class(),
    _term("triage.normal", "派单", "4wh"),
    _term("triage.urgent", "紧急件派单", "15min"),
    _term("return.normal", "申请退单", "1wd"),
    _term("return.complex", "疑难件申请退单", "2wd"),
    _term("return.decide", "退单审核", "4wh"),
    _term("review.term", "回复审核", "1wd"),
    _term("callback.term", "回访", "3wd"),
    _term("warn", "到期预警", "1wd"),
    _number("return.arbitrate", "派单几次后由热线裁定", 3, "次", "诉求退单", least=2, most=9),
    _number("callback.tries", "回访最少次数", 3, "次", "诉求回访", least=1, most=9),
    _number("callback.days", "回访最少分布", 2, "天", "诉求回访", least=1, most=9),
    _number("callback.reopen_days", "办结后可重办", 30, "天", "诉求回访", least=0, most=365),
    Parameter(
        "appeals.callback.sampled",
        "抽样回访的诉求类型",
        value=["consult", "suggestion", "praise", "other"],
        kind=list,
        group="诉求回访",
        source=P,
        check=_types,
        help="这些类型可以不回访就办结；其余逐件回访。consult咨询，help求助，complaint投诉，report举报，"
        "suggestion建议，praise表扬，other其他",
    ),
    _number("redo.most", "重办几次后转督办", 1, "次", "诉求回访", least=0, most=9),
    _term(
        "redo.task",
        "重办仍未解决所立督查任务",
        "10wd",
        check=_readable,
        help="不填为不立任务，只告知督查部门",
    ),
    _number("co.share", "协办时限占比", 50, "%", "诉求时限", least=10, most=100),
    _number("repeat.days", "重复诉求", 30, "天", "重复诉求", least=1, most=365),
    _number("repeat.hard", "疑难件次数", 3, "次", "重复诉求", least=2, most=20),
    _number("repeat.hard_days", "疑难件期间", 90, "天", "重复诉求", least=1, most=365),
    _term("ladder.circular", "逾期多久通报挂账", "5wd"),
    _number("open311.minute", "每个接口账号每分钟报送", 240, "件", "开放接口", least=1, most=10_000),
)


def number(name: str, at: datetime) -> int:
    """A whole number in force at a moment."""
    return int(value(f"appeals.{name}", local_day(at)))


def rule(sort: str, cls: str, at: datetime) -> str:
    """The rule of a clock for a class of appeals, as the clock keeps it: `appeals.sign.help=3.25wh`."""
    name = f"appeals.{sort}.{cls}"
    return f"{name}={value(name, local_day(at))}"


def term(name: str, at: datetime) -> Term | None:
    """A term in force at a moment; None where there is none."""
    given = value(f"appeals.{name}", local_day(at))
    return Term.parse(given) if given else None

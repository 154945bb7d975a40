"""接报, 意见, 整改, 核查, 销号: the moves of a problem, each declared once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.clock import Term
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.ecology.problems.flow import OPEN, PROBLEM
from gongzhi.modules.ecology.problems.models import MoreTime, Problem
from gongzhi.modules.ecology.problems.opening import ANSWER, own_term, tell_unit
from gongzhi.modules.ecology.problems.policy import LONGEST_MORE, named, rule
from gongzhi.modules.ecology.problems.refused import MoreTimeWaiting, NothingAsked, SamePerson
from gongzhi.modules.ecology.stations.actions import note_duty
from gongzhi.modules.ecology.words import Duty, Severity

PATROL, RECTIFY, CHECK, STRIKE = "ecology.patrol", "ecology.rectify", "ecology.check", "ecology.strike"
PHOTOS = "现场照片或材料，一次可选多个"


@PROBLEM.move(
    "receive", "接报", OPEN, None, needs=ANSWER, party=("lead", "co"), assignment_states=("open",), stops=("receive",),
    tone="primary", rank=5,
)  # fmt: skip
def receive(
    problem: Problem,
    *,
    note: Annotated[str, Ask("接报意见", required=False, help="谁负责、什么时候到现场")] = "",
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> str | None:
    """One of the two sides has the report; the township's begins to put it right."""
    assignment.state, assignment.signed_at = AssignmentState.SIGNED, at
    clocks.stop(problem.matter, ("receive",), at=at, assignment=assignment)
    own_term(assignment)
    if assignment.role == Role.LEAD:
        problem.town_received_at = at
        problem.save(update_fields=["town_received_at"])
        return "rectifying" if problem.matter.state == "reported" else None
    problem.bureau_received_at = at
    problem.save(update_fields=["bureau_received_at"])
    return None


@PROBLEM.move(
    "advise", "提出整改意见", ("reported", "rectifying"), None, needs=ANSWER, party=("co",), assignment_states=("signed",),
    stops=("advise",), tone="primary", rank=10,
)  # fmt: skip
def advise(
    problem: Problem,
    *,
    text: Annotated[str, Ask("整改意见", long=True, least=4, help="怎么改、改到什么程度、依据是什么")],
    severity: Annotated[
        str,
        Ask(
            "程度",
            required=False,
            choices=Severity.choices,
            initial=lambda row: row.severity,
            help="改变程度，整改期限按新的程度从双报告起算",
        ),
    ] = "",
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The bureau says how it has to be put right, and may judge it graver or lighter."""
    assignment.state, assignment.replied_at, assignment.reply = AssignmentState.REPLIED, at, text
    clocks.stop(problem.matter, ("advise",), at=at, assignment=assignment)
    own_term(assignment)
    if severity and severity != problem.severity:
        problem.severity = severity
        problem.save(update_fields=["severity"])
        _restart(problem, rule("rectify", severity, problem.reported_at), problem.reported_at, at)
    tell_unit(problem, problem.town, f"县级已提出整改意见：{problem.matter.title[:36]}", at)


def _restart(problem: Problem, term: str, start: datetime, at: datetime) -> None:
    """The rectification clocks of matter and township run anew by another rule. The move saves the matter."""
    matter = problem.matter
    clocks.stop(matter, ("rectify",), at=at)
    clocks.start(matter, "rectify", at=start, rule=term)
    lead = matter.assignments.get(role=Role.LEAD)
    clocks.start(matter, "rectify", at=start, assignment=lead, rule=term)
    own_term(lead)


@PROBLEM.move("progress", "报整改进展", ("rectifying",), None, needs=RECTIFY, party=("lead",), rank=30)
def progress(
    problem: Problem,
    *,
    text: Annotated[str, Ask("进展", long=True, least=4)],
    files: Annotated[list[Attachment], Ask("照片", required=False, help=PHOTOS)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
) -> None:
    """The township says how it goes."""


@PROBLEM.move(
    "follow_up",
    "跟踪督办",
    ("reported", "rectifying"),
    None,
    needs=PATROL,
    party=("checker",),
    tone="primary",
    rank=20,
)
def follow_up(
    problem: Problem,
    *,
    text: Annotated[str, Ask("现场情况", long=True, least=4)],
    files: Annotated[list[Attachment], Ask("照片", required=False, help=PHOTOS)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
) -> None:
    """The station looks again and helps the township to put it right."""
    if problem.station is not None:
        note_duty(
            Duty.OVERSEER,
            problem.station,
            by,
            at,
            text=f"跟踪：{problem.matter.number} {text}",
            matter=problem.matter,
        )
    tell_unit(problem, problem.town, f"工作站跟踪督办：{problem.matter.title[:36]}", at, body=text[:200])


def _waiting(problem: Problem) -> bool:
    return problem.extensions.filter(granted=None).exists()


def _may_ask(problem: Problem) -> str:
    return "已有延期申请在等待决定。" if _waiting(problem) else ""


def _asked(problem: Problem) -> str:
    return "" if _waiting(problem) else "没有延期申请。"


@PROBLEM.move(
    "ask_time", "申请延期", "rectifying", None, needs=RECTIFY, party=("lead",), rank=60, when=_may_ask
)
def ask_time(
    problem: Problem,
    *,
    days: Annotated[int, Ask("延长天数", least=1, most=LONGEST_MORE)],
    reason: Annotated[str, Ask("理由", long=True, least=4, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """The township needs more time; the clock runs on until the bureau agrees. Raises: MoreTimeWaiting."""
    if _waiting(problem):
        raise MoreTimeWaiting()
    MoreTime.objects.create(problem=problem, days=days, reason=reason, asked_at=at, asked_by=by)
    tell_unit(problem, problem.bureau, f"请决定延期：{problem.matter.title[:40]}", at, needs=CHECK)


@PROBLEM.move(
    "decide_time",
    "决定延期",
    "rectifying",
    None,
    needs=CHECK,
    party=("co",),
    hidden=True,
    when=_asked,
    tone="primary",
    rank=12,
)
def decide_time(
    problem: Problem,
    *,
    grant: Annotated[str, Ask("决定", choices=(("yes", "同意"), ("no", "不同意")))],
    reason: Annotated[str, Ask("意见", required=False, most=500)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The bureau grants more time or does not. Raises: NothingAsked."""
    asked = problem.extensions.filter(granted=None).first()
    if asked is None:
        raise NothingAsked()
    asked.granted, asked.decided_at, asked.decided_by = grant == "yes", at, by
    asked.save(update_fields=["granted", "decided_at", "decided_by"])
    if asked.granted:
        for clock in problem.matter.clocks.filter(name="rectify", stopped_at=None).select_related(
            "assignment"
        ):
            clocks.extend(clock, problem.matter, Term.natural_days(asked.days))
    said = f"同意延长{asked.days}日" if asked.granted else "不同意延期"
    tell_unit(problem, problem.town, f"{said}：{problem.matter.title[:40]}", at, body=reason)


@PROBLEM.move(
    "rectified", "报整改完成", "rectifying", "rectified", needs=RECTIFY, party=("lead",), stops=("rectify",), tone="primary",
    rank=10,
)  # fmt: skip
def rectified(
    problem: Problem,
    *,
    measure: Annotated[str, Ask("整改措施和结果", long=True, least=6)],
    files: Annotated[list[Attachment], Ask("整改后照片", help=PHOTOS)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The township has put it right, with photos; the bureau has to check it in its own term."""
    problem.rectified_at, problem.rectified_by, problem.measure = at, by, measure
    problem.save(update_fields=["rectified_at", "rectified_by", "measure"])
    matter = problem.matter
    clocks.stop(matter, ("rectify",), at=at)
    problem.extensions.filter(granted=None).update(granted=False, decided_at=at)
    assignment.state, assignment.replied_at, assignment.reply = AssignmentState.REPLIED, at, measure
    own_term(assignment)
    other = matter.assignments.get(role=Role.CO)
    clocks.start(matter, "check", at=at, assignment=other, rule=named("check", at))
    own_term(other)
    tell_unit(problem, problem.bureau, f"请核查整改：{matter.title[:40]}", at, needs=CHECK)


@PROBLEM.move(
    "confirm", "核查通过", "rectified", "checked", needs=CHECK, party=("co",), stops=("check",), tone="primary", rank=10,
)  # fmt: skip
def confirm(
    problem: Problem,
    *,
    text: Annotated[str, Ask("核查情况", long=True, least=4, help="谁到现场、看到什么")],
    files: Annotated[list[Attachment], Ask("核查照片", help=PHOTOS)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The bureau has seen on the spot that it is right; not who reported it so. Raises: SamePerson."""
    if problem.rectified_by_id == by.pk:
        raise SamePerson(first="整改报告", second="核查")
    problem.checked_at, problem.checked_by = at, by
    problem.save(update_fields=["checked_at", "checked_by"])
    clocks.stop(problem.matter, ("check",), at=at, assignment=assignment)
    own_term(assignment)
    tell_unit(problem, problem.bureau, f"请销号：{problem.matter.title[:40]}", at, needs=STRIKE)


@PROBLEM.move(
    "send_back", "退回重新整改", ("rectified", "checked"), "rectifying", needs=CHECK, party=("co",), tone="danger", rank=50,
)  # fmt: skip
def send_back(
    problem: Problem,
    *,
    reason: Annotated[str, Ask("没有改到位的地方", long=True, least=4)],
    files: Annotated[list[Attachment], Ask("照片", required=False, help=PHOTOS)] = (),  # type: ignore[assignment]
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """It is not right yet: the township has a new term."""
    problem.sent_back += 1
    problem.rectified_at = problem.checked_at = problem.rectified_by = problem.checked_by = None
    problem.save()
    clocks.stop(problem.matter, ("check",), at=at)
    own_term(assignment)
    lead = problem.matter.assignments.get(role=Role.LEAD)
    lead.state = AssignmentState.SIGNED
    lead.save(update_fields=["state"])
    _restart(problem, named("again", at), at, at)
    tell_unit(
        problem,
        problem.town,
        f"核查没有通过，请重新整改：{problem.matter.title[:34]}",
        at,
        urgent=True,
        body=reason[:200],
    )


def _tell_both(problem: Problem, title: str, at: datetime, body: str = "") -> None:
    """Tell the township and the station what came of it."""
    for unit in (problem.town, problem.station):
        if unit is not None:
            tell_unit(problem, unit, title, at, needs="ecology.view", body=body)


@PROBLEM.move("strike", "销号", "checked", "struck", needs=STRIKE, party=("co",), tone="primary", rank=10)
def strike(
    problem: Problem,
    *,
    note: Annotated[str, Ask("销号意见", required=False)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Struck off the list, by another one than who checked it. Raises: SamePerson."""
    if problem.checked_by_id == by.pk:
        raise SamePerson(first="核查", second="销号")
    problem.struck_at, problem.struck_by = at, by
    problem.save(update_fields=["struck_at", "struck_by"])
    problem.matter.outcome = "struck"
    _tell_both(problem, f"已销号：{problem.matter.title[:40]}", at)


@PROBLEM.move(
    "withdraw", "撤销", ("reported", "rectifying"), "void", needs=STRIKE, party=("co",), tone="danger", rank=90,
    confirm="撤销后不再整改，也不计入问题数。",
)  # fmt: skip
def withdraw(
    problem: Problem,
    *,
    reason: Annotated[str, Ask("撤销的原因", long=True, least=4)],
    by: Officer,
    at: datetime,
) -> None:
    """It was no problem: a mistake, or told twice. It does not count."""
    problem.matter.outcome = "void"
    _tell_both(problem, f"问题已撤销：{problem.matter.title[:40]}", at, body=reason)

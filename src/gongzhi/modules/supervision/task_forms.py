"""The form that opens one task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from gongzhi.kernel.clock import local_day, today
from gongzhi.kernel.documents.reading.targets import find_targets
from gongzhi.kernel.flow.actions import Party
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.org.models import Officer, Post, Unit
from gongzhi.kernel.web.fields import DateField, MomentField, Picker, TextField, UnitField, UnitsField
from gongzhi.modules.supervision.models import CYCLES, Source, Task
from gongzhi.modules.supervision.opening import Draft, open_task
from gongzhi.modules.supervision.rules import Cycle

SINGLE = (
    Source.LEADER_INSTRUCTION,
    Source.MEETING_RESOLUTION,
    Source.SUPERIOR_ASSIGNMENT,
    Source.MOTION,
    Source.HOTLINE_FOCUS,
    Source.PETITION_BACKLOG,
    Source.ENVIRONMENT,
    Source.AUDIT,
    Source.EMERGENCY,
    Source.KEY_WORK,
    Source.LIVELIHOOD_PROJECT,
    Source.WORK_REPORT,
)


class TaskForm(forms.Form):
    """What a single task needs; the targets are read out of the text."""

    source = forms.ChoiceField(label="来源", choices=[(one.value, one.label) for one in SINGLE])
    basis = forms.CharField(
        label="来源依据",
        max_length=200,
        required=False,
        help_text="文号、会议名称或批示时间，如：县政府第12次常务会议",
    )
    text = TextField(
        label="任务内容",
        rows=4,
        max_length=2000,
        min_length=5,
        help_text="写明做什么、做到什么程度；数字指标会自动识别",
    )
    lead = UnitField(label="牵头单位")
    co = UnitsField(label="协同单位", required=False)
    leader = forms.ModelChoiceField(
        label="牵头领导",
        queryset=Post.objects.all(),
        required=False,
        widget=Picker(),
        empty_label="（不指定）",
    )
    deadline = DateField(label="完成时限", required=False, help_text="不填就是长期任务，按年底计算序时进度")
    cycle = forms.ChoiceField(label="报送周期", choices=CYCLES, initial=Cycle.MONTHLY.value)
    critical = forms.BooleanField(label="重点事项（由牵头领导销号）", required=False)
    recorder = forms.CharField(
        label="口头指示记录人", max_length=40, required=False, help_text="口头交办的，写明谁记录"
    )
    told_at = MomentField(label="口头指示时间", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lead, co = given.get("lead"), given.get("co")
        if lead is not None and co and lead in co:
            self.add_error("co", f"{lead}已经是牵头单位，请从协同单位里去掉。")
        deadline = given.get("deadline")
        if deadline and deadline < today():
            self.add_error("deadline", "完成时限早于今天，请改为今天或以后的日期。")
        if bool(given.get("recorder")) != bool(given.get("told_at")):
            missing = "told_at" if given.get("recorder") else "recorder"
            self.add_error(missing, "口头指示的记录人和时间要一起填写。")
        return given


def parties(lead: Unit, co: Sequence[Unit], leader: Post | None) -> list[Party]:
    """The parties of a single task, in order."""
    found = [Party(Role.LEAD, unit=lead), *[Party(Role.CO, unit=one) for one in co]]
    return [*found, Party(Role.LEADER, post=leader)] if leader else found


def targets_in(text: str) -> list[dict[str, Any]]:
    """The quantified targets that the words name, as a draft takes them."""
    return [
        {
            "name": one.name,
            "op": one.op,
            "value": None if one.value is None else str(Decimal(str(one.value))),
            "unit": one.unit,
            "raw": one.raw,
            "stretch": one.stretch,
        }
        for one in find_targets(text, 0, len(text))
    ]


def open_one(
    *,
    source: str,
    basis: str,
    text: str,
    lead: Unit,
    co: Sequence[Unit],
    leader: Post | None,
    deadline: Any,
    cycle: str,
    critical: bool,
    recorder: str,
    told_at: datetime | None,
    by: Officer,
    at: datetime,
) -> Task:
    """Open the task of a filled form. Raises: NotAllowed. Records: flow.opened."""
    draft = Draft(
        text=text,
        parties=parties(lead, list(co), leader),
        deadline=deadline,
        cycle=cycle,
        source=source,
        is_continuous=deadline is None,
        start_on=local_day(at),
        targets=targets_in(text),
        critical=critical,
        basis=basis,
        recorder=recorder,
        told_at=told_at,
    )
    return open_task(draft, by=by, at=at)

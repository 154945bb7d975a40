"""The forms of rounds: a check-in, a finding, an end; and of routes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms

from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.rounds.actions import Problem, Spot
from gongzhi.kernel.rounds.declare import round_kinds
from gongzhi.kernel.rounds.models import Round, Route, Stop
from gongzhi.kernel.rounds.planning import COLUMNS, Plan, Point, set_route
from gongzhi.kernel.rounds.words import Rhythm
from gongzhi.kernel.web.fields import DateField, FilesField, ManyPicker, PlaceField, TextField, UnitField

PHOTOS = ".jpg,.jpeg,.png,.webp,.heic"


class StopLineWrong(Refusal):
    code = "web.stop_line_wrong"
    message = "点位第{n}行“{line}”看不懂。每行写“名称，经度，纬度，范围米”，坐标和范围可以不写。"


class Located(forms.Form):
    """Where the phone or the click on the map says it is; both may stay empty."""

    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)


def spot_of(given: dict[str, Any]) -> Spot:
    """Takes the position out of a form's values."""
    return Spot(given.pop("longitude", None), given.pop("latitude", None), given.pop("accuracy", None))


def stops_of(round: Round) -> Any:
    """The stops to choose from, those that were not reached first."""
    reached = round.check_ins.exclude(stop=None).values("stop")
    rows = round.route.stops.filter(is_active=True)
    left, done = rows.exclude(pk__in=reached), rows.filter(pk__in=reached)
    return [(one.pk, one.name) for one in left] + [(one.pk, f"{one.name}（已到）") for one in done]


class _AtStop(Located):
    stop = forms.TypedChoiceField(label="点位", required=False, coerce=int, empty_value=None)

    def __init__(self, *given: Any, round: Round, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["stop"].choices = [*stops_of(round), ("", "途中，不在点位上")]  # type: ignore[attr-defined]


class CheckInForm(_AtStop):
    field_order = ("stop", "note", "photos")
    note = forms.CharField(label="情况", max_length=500, required=False, help_text="正常可以不写")
    photos = FilesField(label="照片", accept=PHOTOS, required=False)


class FindingForm(_AtStop):
    """What is wrong. A module adds the fields that its kind of matter asks for and names them in `more`."""

    field_order: tuple[str, ...] = ("category", "text", "stop", "files", "title")
    more: tuple[str, ...] = ()

    text = TextField(label="情况", rows=4, max_length=2000, help_text="在哪里、是什么问题、影响到谁")
    files = FilesField(label="照片", accept=PHOTOS, required=False)  # type: ignore[assignment]
    title = forms.CharField(label="标题", max_length=60, required=False, help_text="不填由系统拟")

    def problem(self, given: dict[str, Any]) -> Problem:
        """The finding from the form's values."""
        return Problem(
            text=given["text"], title=given.get("title", ""), category=given.get("category", ""), spot=spot_of(given),
            files=given.get("files", ()), more={name: given[name] for name in self.more if given.get(name)},
        )  # fmt: skip


class FinishForm(forms.Form):
    note = forms.CharField(
        label="巡查情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有点位没有到时，要写明原因",
    )  # fmt: skip


class ExplainForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=500, min_length=2, widget=forms.Textarea(attrs={"rows": 3})
    )


class OthersForm(forms.Form):
    """Who walks along."""

    others = forms.ModelMultipleChoiceField(
        label="同行人员",
        queryset=Officer.objects.none(),
        required=False,
        widget=ManyPicker(),
        help_text="自己不用选；每人算一人次",
    )

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["others"].queryset = people  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """A route. Stops are typed or pasted, one a line, as people keep them: 名称，经度，纬度，范围."""

    kind = forms.ChoiceField(label="种类")
    name = forms.CharField(label="路线名称", max_length=80)
    unit = UnitField(label="单位")
    place = PlaceField(label="地方")
    officers = forms.ModelMultipleChoiceField(
        label="巡查人员", queryset=Officer.objects.none(), required=False, widget=ManyPicker()
    )
    rhythm = forms.ChoiceField(
        label="频次", choices=Rhythm.choices, help_text="每周、每月、每季度的，下面填次数"
    )
    times = forms.IntegerField(label="次数", initial=1)
    from_on = DateField(label="启用日期")
    to_on = DateField(label="停用日期", required=False)
    stops = TextField(
        label="点位", rows=6, max_length=8000, draft=False,
        help_text="一行一个：名称，经度，纬度，范围（米）。例如：清河大桥，116.302511，32.951200，100。坐标可以在下面的地图上点出来。",
    )  # fmt: skip
    least_minutes = forms.IntegerField(label="每次至少（分钟）", initial=0, min_value=0, max_value=1440)
    least_metres = forms.IntegerField(label="每次至少（米）", initial=0, min_value=0, max_value=100_000)

    def __init__(self, *given: Any, module: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = [(one.code, one.label) for one in round_kinds(module)]  # type: ignore[attr-defined]
        people = (
            Officer.objects.filter(is_active=True).select_related("unit").order_by("unit__code", "username")
        )
        self.fields["officers"].queryset = people  # type: ignore[attr-defined]
        self.fields["officers"].label_from_instance = lambda one: f"{one.name}（{one.unit.label}）"  # type: ignore[attr-defined]


def route_from_form(
    *,
    kind: str,
    stops: str,
    officers: Any,
    by: Officer,
    at: datetime,
    route: Route | None = None,
    **given: Any,
) -> Route:
    """Set up or change a route by what the form holds. Raises: StopLineWrong, and what `set_route` refuses."""
    known = {one.name: one for one in route.stops.filter(is_active=True)} if route is not None else {}
    points = points_of(stops, known)
    plan = Plan(
        officers=list(officers), stops=points, subject=route.subject if route is not None else "", **given
    )
    return set_route(kind=route.kind if route is not None else kind, plan=plan, route=route, by=by, at=at)


def points_of(text: str, known: dict[str, Stop]) -> list[Point]:
    """The stops of lines as they are typed; one of a name that is there already stays the same stop.

    Raises: StopLineWrong.
    """
    points = []
    for n, line in enumerate((one for one in text.splitlines() if one.strip()), 1):
        parts = [one.strip() for one in re.split(r"[,，\t;；]", line.strip())]
        before = known.get(parts[0])
        try:
            numbers = [float(one) for one in parts[1:] if one]
        except ValueError as wrong:
            raise StopLineWrong(field="stops", n=n, line=line[:30]) from wrong
        if len(numbers) not in (0, 2, 3) or not all(
            abs(one) < 1e6 for one in numbers
        ):  # NaN is not < anything
            raise StopLineWrong(field="stops", n=n, line=line[:30])
        points.append(_point(parts[0], numbers, before))
    return points


def _point(name: str, numbers: list[float], before: Stop | None) -> Point:
    longitude, latitude = numbers[:2] if numbers else (None, None)
    radius = int(numbers[2]) if len(numbers) == 3 else before.radius if before else 100
    kept: dict[str, Any] = {}
    if before is not None:
        kept = {"key": before.pk, "todo": before.todo, "subject": before.subject, "place": before.place}
    return Point(name, longitude, latitude, radius, **kept)


def stops_in_lines(route: Route) -> str:
    """The stops as they are typed."""
    lines = []
    for one in route.stops.filter(is_active=True):
        there = f"，{one.longitude:g}，{one.latitude:g}，{one.radius}" if one.position else ""
        if one.longitude is not None and one.latitude is not None:
            there = f"，{one.longitude:.6f}，{one.latitude:.6f}，{one.radius}"
        lines.append(f"{one.name}{there}")
    return "\n".join(lines)


def initial_of(route: Route) -> dict[str, Any]:
    names = ("kind", "name", *COLUMNS)
    return {name: getattr(route, name) for name in names} | {
        "officers": list(route.officers.all()), "stops": stops_in_lines(route),
    }  # fmt: skip


class EndForm(forms.Form):
    on = DateField(label="自哪天起停用", help_text="这天和以后到期、还没有开始的轮次一并取消")


def new_initial(officer: Officer, today: date) -> dict[str, Any]:
    place: Place | None = officer.unit.place
    return {"unit": officer.unit, "place": place, "from_on": today, "rhythm": Rhythm.WEEKLY, "times": 1}

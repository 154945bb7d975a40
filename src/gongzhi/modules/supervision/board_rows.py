"""The rows of 督查总览 as HTML, written by hand: a leader's page has some forty, of a dozen values each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.forms import FIELD
from gongzhi.kernel.web.markup import fill
from gongzhi.kernel.web.templatetags.ui import day, icon, light, local_minute
from gongzhi.modules.supervision.board import Bar, Line

NONE = SafeString('<span class="muted">0</span>')
HELD = SafeString('<span class="state state-bad">挂账</span> ')


def bar_row(bar: Bar) -> SafeString:
    """A unit with its counts, each of which opens its tasks, and the bar that shows them."""
    pieces = [
        fill(
            '<rect class="bar-{}" x="{}" y="0" width="{}" height="10"><title>{} {}项</title></rect>',
            part.light,
            part.x,
            part.width,
            part.label,
            part.value,
        )
        for part in bar.parts
    ]
    return fill(
        '<tr><th scope="row"><a href="{0}">{1}</a></th><td class="end">{2}</td><td class="end">{3}</td>'
        '<td class="end"><a class="num" href="{0}">{4}</a></td>'
        '<td class="not-phone"><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{5}">'
        "{6}</svg></td></tr>",
        bar.url,
        bar.unit.label,
        _count(bar, Light.RED),
        _count(bar, Light.YELLOW),
        bar.total,
        bar.said,
        _joined(pieces),
    )


def _count(bar: Bar, light: Light) -> SafeString:
    count = bar.counts[light]
    link = '<a class="num {}" href="{}&light={}">{}</a>'
    return fill(link, light.value, bar.url, light.value, count) if count else NONE


def line_row(line: Line, remind: SafeString) -> SafeString:
    """A lagging task with the reason in words and the cell that presses its unit."""
    task, matter = line.task, line.task.matter
    assert matter.lead_unit is not None
    return fill(
        '<tr><td class="c-light" data-label="亮灯">{}</td>'
        '<td class="wide" data-label="任务"><a href="{}">{}</a><p class="why">{}{}</p></td>'
        '<td data-label="牵头单位"><a href="{}?unit={}&amp;state=open">{}</a></td>'
        '<td class="num" data-label="时限">{}</td>'
        '<td class="num" data-label="进度"><span>{}%<span class="muted">／应达{}%</span></span></td>'
        '<td class="c-remind" data-label="催办">{}</td></tr>',
        light(line.light, task.light_reason),
        address("supervision:task", matter.number),
        matter.title,
        HELD if task.on_hold_account else "",
        task.light_reason,
        address("supervision:tasks"),
        matter.lead_unit_id,
        matter.lead_unit.label,
        day(task.deadline) or "—",
        task.actual,
        task.expected,
        remind,
    )


@dataclass(frozen=True)
class Remind:
    """The cell with the button 催办: when the unit was pressed last, and the form that presses it once per `once`."""

    may: bool
    once: str
    token: str  # against requests from elsewhere

    def __call__(self, line: Line) -> SafeString:
        return fill('<div class="remind" id="remind-{}">{}{}</div>', line.task.pk, self._last(line), self._form(line))  # fmt: skip

    def _last(self, line: Line) -> SafeString:
        if line.reminded_at is None:
            return mark_safe("")
        said = local_minute(line.reminded_at)
        return fill(
            '<a class="reminded num" href="{}?unit={}&amp;kind=reminder&amp;month=1">已催办 {}</a>',
            address("supervision:slips"),
            line.task.matter.lead_unit_id,
            said[11:] if line.today else said[5:10],
        )

    def _form(self, line: Line) -> SafeString:
        if not self.may:
            return mark_safe("")
        unit = line.task.matter.lead_unit
        assert unit is not None
        sure = fill(' hx-confirm="今天已经催办过，本月已向{}发出{}件。确定再催？"', unit.label, line.burden)
        return fill(
            '<form method="post" action="{0}" hx-post="{0}" hx-target="#remind-{1}" hx-swap="outerHTML"{2}>'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{3}"><input type="hidden" name="{4}" value="{5}-{1}">'
            '<button class="btn btn-sm{6}" title="本月已向{7}发出{8}件">{9}{10}</button></form>',
            address("supervision:remind_one", line.task.matter.number),
            line.task.pk,
            sure if line.today else "",
            self.token,
            FIELD,
            self.once,
            " btn-ghost" if line.today else "",
            unit.label,
            line.burden,
            icon("bell-ringing"),
            "再催" if line.today else "催办",
        )


def bar_rows(bars: Iterable[Bar]) -> SafeString:
    return _joined(map(bar_row, bars))


def line_rows(lines: Iterable[Line], remind: Remind) -> SafeString:
    return _joined(line_row(line, remind(line)) for line in lines)


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))

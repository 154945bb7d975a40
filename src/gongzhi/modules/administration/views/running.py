"""How the system runs: what carries it, what runs when, what failed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gongzhi.kernel.clock import now
from gongzhi.kernel.duty import actions, machine
from gongzhi.kernel.duty import queries as duties
from gongzhi.kernel.duty.models import DutyTrouble
from gongzhi.kernel.duty.rules import in_words
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import RUNNING
from gongzhi.modules.administration.queries import to_the_second
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.channels import last_line
from gongzhi.modules.administration.views.tables import Table, act, link

LEAST_FREE_MB = 2048  # below this the administrator is warned
MOST = 100  # rows of each table
COLUMNS = (
    Column("label", "职责", excel_width=28),
    Column("every", "什么时候", value=lambda line: in_words(line.every), excel_width=18),
    MomentColumn("last_at", "上次"),
    MomentColumn("next_at", "下次"),
    NumberColumn("done", "上次办了"),
    NumberColumn("failed", "上次失败"),
)


@guard(RUNNING)
def running(request: HttpRequest) -> HttpResponse:
    """Health for people. Eleven queries, however much is scheduled or failed."""
    lines = duties.schedule(now())
    if request.GET.get("export") == "xlsx":
        return export.download(export.workbook(COLUMNS, lines, [("清单", "定时职责")]), "定时职责")
    worker, clock = duties.living("worker"), duties.living("clock")
    free, whole = machine.disk_mb()
    counts, waited = duties.counts(), duties.longest_wait()
    facts = [
        ("版本", settings.VERSION),
        ("后台进程", f"正常（{len(worker)}个）" if worker else "没有在运行"),
        ("定时进程", f"正常（{len(clock)}个）" if clock else "没有在运行"),
        ("数据库", f"{machine.engine()}，{machine.database_mb():,} MB"),
        ("磁盘", f"剩余{free:,} MB，共{whole:,} MB"),
        ("后台任务", f"等待{counts['ready']}项，正在办{counts['running']}项，失败{counts['failed']}项"),
        ("最长等待", f"{waited:.0f}秒"),
    ]
    context = {
        "title": "运行情况",
        "facts": facts,
        "warning": _warning(worker, clock, free),
        "tables": [_failed(), _troubles(), _waiting(), _schedule(lines)],
        "actions": buttons(
            Button("导出定时职责", f"{request.path}?export=xlsx", "file-spreadsheet", dialog=False)
        ),
    }
    return render(request, "administration/thing.html", context)


def _warning(worker: list[str], clock: list[str], free: int) -> str:
    said = []
    if not worker:
        said.append("后台任务进程没有运行，导入、发送等会一直排队")
    if not clock:
        said.append("定时职责进程没有运行，亮灯、提醒和日锚都不会做")
    if free < LEAST_FREE_MB:
        said.append(f"磁盘只剩{free:,} MB，请尽快清理或扩容")
    return "；".join(said) + "。" if said else ""


def _failed() -> Table:
    rows = [
        (
            link(reverse("administration:task", args=[one.pk]), one.task_path.rpartition(".")[2]),
            _moment(one.finished_at),
            last_line(one.traceback) or one.exception_class_path,
            act(reverse("administration:task-retry", args=[one.pk]), "重试"),
        )
        for one in duties.failed_tasks()[:MOST]
    ]
    return Table("失败的后台任务", ("任务", "失败时间", "原因", ""), rows, "没有失败的后台任务。")


def _troubles() -> Table:
    labels = {line.name: line.label for line in duties.schedule(now())}
    rows = [
        (
            labels.get(one.duty, one.duty),
            one.key or "（查找时）",
            _moment(one.first_at),
            f"{one.attempts}次",
            _moment(one.next_at),
            one.error,
            act(reverse("administration:duty-hasten", args=[one.pk]), "立即重试"),
        )
        for one in duties.troubles()[:MOST]
    ]
    heads = ("职责", "对象", "首次失败", "已试", "下次", "原因", "")
    return Table("没有尽到的职责", heads, rows, "定时职责都已尽到。")


def _waiting() -> Table:
    rows = [
        (
            one.task_path.rpartition(".")[2],
            _moment(one.run_after),
            last_line(one.traceback) or one.exception_class_path,
        )
        for one in duties.waiting_tasks()[:MOST]
    ]
    return Table("等待重试的后台任务", ("任务", "下次", "上次的原因"), rows, "没有等待重试的任务。")


def _schedule(lines: list[duties.Line]) -> Table:
    rows = [
        (
            line.label,
            in_words(line.every),
            _moment(line.last_at) or "还没有运行过",
            _moment(line.next_at),
            f"办了{line.done}件" + (f"，失败{line.failed}件" if line.failed else ""),
        )
        for line in lines
    ]
    return Table("定时职责", ("职责", "什么时候", "上次", "下次", "上次结果"), rows)


def _moment(at: datetime | None) -> str:
    return local_minute(at) if at and at.year < 9000 else ""


def _task(pk: UUID) -> DBTaskResult:
    row = duties.failed_tasks().filter(pk=pk).first()
    if row is None:
        raise NotFound(value=pk)
    return row


@guard(RUNNING)
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One failed task with its error in full."""
    row = _task(pk)
    facts = [
        ("任务", row.task_path),
        ("登记", to_the_second(row.enqueued_at)),
        ("失败", to_the_second(row.finished_at) if row.finished_at else ""),
        ("已试", f"{len(row.worker_ids)}次"),
        ("参数", str(row.args_kwargs)[:500]),
    ]
    dismiss = reverse("administration:task-dismiss", args=[pk])
    retry = reverse("administration:task-retry", args=[pk])
    context = {
        "title": last_line(row.traceback) or "后台任务失败",
        "facts": facts,
        "trace": row.traceback,
        "crumbs": [("运行情况", reverse("administration:running"))],
        "actions": buttons(Button("放弃", dismiss, "x"), Button("重试", retry, "refresh", main=True)),
    }
    return render(request, "administration/trace.html", context)


def _relieve(
    request: HttpRequest, form: Any, action: Any, title: str, submit: str, **more: Any
) -> HttpResponse:
    there = reverse("administration:running")
    return form_page(request, form, action, title=title, submit=submit, done=there, cancel=there, **more)


@guard(RUNNING)
def task_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    action = partial(actions.retry_task, task=_found(pk))
    return _relieve(request, forms.NothingForm, action, "重试后台任务", "重试", message="已重新排队。")


@guard(RUNNING)
def task_dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    action = partial(actions.dismiss_task, task=_found(pk))
    intro = "放弃后这项任务不再办，也不能找回。请先确认它要办的事已经用别的办法办好。"
    return _relieve(
        request,
        forms.ReasonForm,
        action,
        "放弃后台任务",
        "放弃",
        intro=intro,
        danger=True,
        message="已放弃。",
    )


def _found(pk: UUID) -> DBTaskResult:
    """The task in whatever state: whether it may be retried is for the action to say."""
    row = DBTaskResult.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(value=pk)
    return row


@guard(RUNNING, DutyTrouble, lookup="pk")
def duty_hasten(request: HttpRequest, trouble: DutyTrouble) -> HttpResponse:
    def act_now(*, by: Any, at: datetime) -> None:
        actions.hasten(trouble=trouble, at=at)

    return _relieve(
        request, forms.NothingForm, act_now, "立即重试这项职责", "重试", message="下一分钟就会再试。"
    )

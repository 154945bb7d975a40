"""The list of tasks, the page of one task, bulk moves, and opening one task."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.web.bulk import on_matters
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.supervision import task_page
from gongzhi.modules.supervision.lists import TaskList, task_url
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.task_forms import TaskForm, open_one


@guard("supervision.view")
def tasks(request: HttpRequest) -> HttpResponse:
    """The list; its address with filters is what every figure opens."""
    may = {name: decide(request.user, f"supervision.{name}").allowed for name in ("issue", "report")}
    return TaskList(request).response(may_open=may["issue"], may_report=may["report"])


@guard("supervision.view")
def task(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one task."""
    one = task_page.task_of(request.user, number)
    return render(request, "supervision/task.html", task_page.context(one, request.user))


@guard("supervision.view")
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """One move for the tasks that were ticked in the list; each is checked for itself."""
    return on_matters(request, "task", code)


@guard("supervision.issue")
def new(request: HttpRequest) -> HttpResponse:
    """Open one task that is in no plan: an instruction, a resolution, an assignment from above."""

    def done(made: Task) -> str:
        return task_url(made.matter.number)

    def told(made: Task) -> str:
        return f"已立项并交办，编号{made.matter.number}。"

    return form_page(
        request,
        TaskForm,
        open_one,
        title="立项一件",
        submit="立项并交办",
        done=done,
        message=told,
        cancel=reverse("supervision:tasks"),
        crumbs=[("督查任务", reverse("supervision:tasks"))],
        intro="领导批示、会议议定事项、上级交办等单件任务从这里立项；成批的任务请导入文件。",
    )


def _urls() -> list[Any]:
    from gongzhi.modules.supervision import views_due, views_progress

    return [
        path("tasks/", tasks, name="tasks"),
        path("tasks/new/", new, name="task_new"),
        path("bulk/tasks/<slug:code>/", bulk, name="tasks_bulk"),
        path("tasks/due/", views_due.due, name="tasks_due"),
        path("tasks/due/next/", views_due.next_due, name="tasks_due_next"),
        path("tasks/progress/template/", views_progress.template, name="progress_template"),
        path("tasks/progress/", views_progress.upload, name="progress"),
        path("tasks/progress/<int:key>/", views_progress.preview, name="progress_preview"),
        path("tasks/<str:number>/", task, name="task"),
    ]


task_urls = _urls()

"""The page of intake, and its hints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.appeals.desk.lists import appeal_url
from gongzhi.modules.appeals.intake.forms import IntakeForm
from gongzhi.modules.appeals.intake.hints import hints
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.taking import from_form

SAID = {
    "registered": "已登记，等待派单",
    "dispatched": "已登记并派单",
    "answered": "已登记并答复",
    "merged": "已登记并并案",
}


def _said(made: Appeal) -> str:
    return f"{SAID.get(made.matter.state, '已登记')}，编号{made.number}，查询码{made.code}。"


@guard("appeals.register")
def intake(request: HttpRequest) -> HttpResponse:
    """Take an appeal in by keyboard; afterwards the page stands ready for the next call."""
    stay = request.POST.get("stay") == "1"

    def done(made: Appeal) -> str:
        return reverse("appeals:intake") if stay else appeal_url(made.number)

    return form_page(
        request,
        IntakeForm,
        from_form,
        title="受理登记",
        submit="登记",
        done=done,
        message=_said,
        template="appeals/intake.html",
        partial="appeals/intake_form.html",
        may_dispatch=decide(request.user, "appeals.dispatch").allowed,
    )


@require_POST
@guard("appeals.register")
def hint(request: HttpRequest) -> HttpResponse:
    """The panels beside the form, for what it holds now. By POST: what was told stands in no address."""
    shown = hints(request.POST.dict(), officer=request.user, at=now())  # type: ignore[arg-type]
    response = render(request, "appeals/hints.html", {"hints": shown})
    response["Cache-Control"] = "private, no-store"
    return response


intake_urls = [path("intake/", intake, name="intake"), path("intake/hints/", hint, name="hints")]

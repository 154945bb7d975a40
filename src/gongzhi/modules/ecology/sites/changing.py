"""The forms' pages of sites: keeping one, ending it, checking it, voiding a check, reporting a failed item, the lists of items."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms as plain
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel import parameters
from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters.forms import parameter_form
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.ecology.problems.lists import problem_url
from gongzhi.modules.ecology.sites import actions, forms, policy, queries
from gongzhi.modules.ecology.sites.lists import site_url
from gongzhi.modules.ecology.sites.models import Answer, Check, Site
from gongzhi.modules.ecology.words import ProblemType, Severity

VIEW, KEEP, CHECK = queries.VIEW, actions.KEEP, actions.CHECK
STANDARDS = "ecology.site_standards"
CRUMBS = [("工地和企业", "/ecology/sites/")]
LOCATED = {"template": "ecology/site_form.html", "partial": "ecology/_site_form.html"}
CHECKED = {"template": "ecology/site_check_form.html", "partial": "ecology/_site_check_form.html"}


@guard(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    unit = request.user.unit  # type: ignore[union-attr]
    return form_page(
        request, forms.SiteForm, forms.set_site, title="登记工地、企业", submit="保存", crumbs=CRUMBS,
        initial={"unit": unit, "from_on": today()}, cancel=reverse("ecology:sites"), done=site_url,
        message="已登记，请到现场检查。", within=unit.place_id or "", **LOCATED,
    )  # fmt: skip


@guard(KEEP, Site, lookup="pk")
def edit(request: HttpRequest, site: Site) -> HttpResponse:
    names = ("name", "kind", "owner", "unit", "from_on", "longitude", "latitude")
    initial = {name: getattr(site, name) for name in names} | {"place": None if site.position else site.place}
    return form_page(
        request, forms.SiteForm, partial(forms.set_site, site=site), title=f"修改{site}", submit="保存", initial=initial, version=site.version,
        crumbs=_crumbs(site), cancel=site_url(site), done=site_url(site), message="已保存。", within=_within(site), **LOCATED,
    )  # fmt: skip


def _crumbs(site: Site) -> list[tuple[str, str]]:
    return [*CRUMBS, (site.name, site_url(site))]


def _within(site: Site) -> str:
    return f"{site.place_id[:9]:0<12}"


@guard(KEEP, Site, lookup="pk")
def end(request: HttpRequest, site: Site) -> HttpResponse:
    return form_page(
        request, forms.EndForm, partial(actions.end_site, site=site), title=f"{site}完工、停产", submit="结束监管",
        danger=True, initial={"on": today()}, crumbs=_crumbs(site), cancel=site_url(site), done=site_url(site),
        message="已结束监管，不再要求检查。",
    )  # fmt: skip


@guard(KEEP, Site, lookup="pk")
def resume(request: HttpRequest, site: Site) -> HttpResponse:
    return form_page(
        request, plain.Form, partial(actions.resume_site, site=site), title=f"恢复监管：{site}", submit="恢复监管",
        intro="恢复后按规定的频次检查。", crumbs=_crumbs(site), cancel=site_url(site), done=site_url(site), message="已恢复监管。",
    )  # fmt: skip


@guard(CHECK, Site, lookup="pk")
def check(request: HttpRequest, site: Site) -> HttpResponse:
    items = policy.items(site.standard, today())
    return form_page(
        request, forms.CheckForm, partial(forms.check_site, site=site, items=items), title=f"检查{site}", submit="保存检查",
        form_kwargs={"items": items}, crumbs=_crumbs(site), cancel=site_url(site), done=site_url(site), message=_said,
        site=site, within=_within(site), points=reverse("ecology:site_spot", args=[site.pk]), **CHECKED,
    )  # fmt: skip


def _said(check: Check) -> str:
    if check.met == check.of:
        return f"已保存，{check.of}项全部达标。"
    return f"已保存，{check.of}项中{check.met}项达标。未达标的项目请双报告。"


@guard(CHECK, Check, lookup="pk")
def void(request: HttpRequest, check: Check) -> HttpResponse:
    there = reverse("ecology:site_check", args=[check.pk])
    return form_page(
        request, forms.VoidForm, partial(actions.void_check, check=check), title="作废这次检查", submit="作废", danger=True,
        crumbs=_crumbs(check.site), cancel=there, done=there, message="已作废。",
    )  # fmt: skip


@guard(CHECK, Check, lookup="pk")
def report(request: HttpRequest, check: Check, order: int) -> HttpResponse:
    """A failed item as a problem, filled in from the check: one press reports it on both lines."""
    answer = check.answers.filter(order=order).first()
    if answer is None:
        raise NotFound(value=order)
    return form_page(
        request, forms.ReportForm, partial(actions.report_item, answer=answer), title="双报告", submit="双报告",
        initial=_initial(answer, check), intro="同时报告属地乡镇（街道）和县级主管部门，各自限时接报。", crumbs=_crumbs(check.site),
        cancel=site_url(check.site), done=lambda made: problem_url(made.number), message=lambda made: f"已双报告，编号{made.number}。",
    )  # fmt: skip


def _initial(answer: Answer, check: Check) -> dict[str, Any]:
    dust = check.standard == policy.DUST
    return {
        "type": ProblemType.DUST if dust else ProblemType.FUMES, "severity": Severity.NORMAL, "liable": check.site.owner,
        "text": f"{check.on.month}月{check.on.day}日检查{check.site.name}，“{answer.item}”未达标：{answer.note}",
    }  # fmt: skip


@guard(VIEW)
def standards(request: HttpRequest) -> HttpResponse:
    """What is checked and how often, since when, by what."""
    known = {one.parameter.name: one for one in parameters.overview(today(), "ecology.sites.")}
    context = {
        "title": "检查标准和频次",
        "crumbs": CRUMBS,
        "lines": [known[one.name] for one in policy.PARAMETERS],
        "may_set": decide(request.user, STANDARDS).allowed,  # type: ignore[arg-type]
    }
    return render(request, "ecology/site_standards.html", context)


def _set(*, name: str, by: Officer, at: Any, **given: Any) -> Any:
    """The parameters lie below the officers and know them by key only."""
    return parameters.set_value(name=name, by=by.pk, at=at, **given)


@guard(STANDARDS)
def set_standard(request: HttpRequest, name: str) -> HttpResponse:
    declared = {one.name: one for one in policy.PARAMETERS}.get(name)
    if declared is None:
        raise NotFound(value=name)
    there = reverse("ecology:site_standards")
    form = parameter_form(declared, value=parameters.value(name, today()), on=today())
    return form_page(
        request, form, partial(_set, name=name), title=declared.label, submit="保存", done=there, cancel=there,
        message="已保存，从生效日期起的检查按新的标准。", crumbs=[*CRUMBS, ("检查标准和频次", there)],
    )  # fmt: skip


changing_urls = [
    path("sites/new/", new, name="site_new"),
    path("sites/standards/", standards, name="site_standards"),
    path("sites/standards/<str:name>/", set_standard, name="site_standard"),
    path("sites/<int:pk>/edit/", edit, name="site_edit"),
    path("sites/<int:pk>/end/", end, name="site_end"),
    path("sites/<int:pk>/resume/", resume, name="site_resume"),
    path("sites/<int:pk>/check/", check, name="site_do_check"),
    path("sites/checks/<int:pk>/void/", void, name="site_check_void"),
    path("sites/checks/<int:pk>/report/<int:order>/", report, name="site_report"),
]

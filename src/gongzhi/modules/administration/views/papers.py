"""Templates of official papers: the kinds that are written, their fields, versions, and which is in use from when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.clock import today
from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.issuing import filled
from gongzhi.kernel.documents.models import PaperTemplate, TemplateUse
from gongzhi.kernel.documents.writing import pictures, starter
from gongzhi.kernel.documents.writing.facts import COUNTERS, FILTERS
from gongzhi.kernel.documents.writing.kinds import PaperKind, Part
from gongzhi.kernel.documents.writing.kinds import kind as kind_of
from gongzhi.kernel.documents.writing.wording import cn_date
from gongzhi.kernel.modules import declare
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.papers import pdf_response, word_response
from gongzhi.kernel.web.templatetags.ui import day, local_minute
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import TEMPLATES
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, act, joined, link

HOME = "administration:papers"
MOST_PAGES = 4  # of a sample that the page shows; the PDF has them all


def href(kind: PaperKind) -> str:
    return reverse("administration:paper", args=[kind.name])


@guard(TEMPLATES)
def papers(request: HttpRequest) -> HttpResponse:
    """Every kind that an installed module writes, with what it is written by. Three queries."""
    found = [(module.label, [kind_of(name) for name in names]) for module, names in declare.papers()]
    names = [kind.name for _, some in found for kind in some]
    now, later = templates.in_force_of(names, today()), templates.planned(names, today())
    counts = templates.counts(names)
    groups = [
        (
            label,
            [(kind, now.get(kind.name), later.get(kind.name, []), counts.get(kind.name, 0)) for kind in some],
        )
        for label, some in found
    ]
    return render(request, "administration/papers.html", {"title": "公文模板", "groups": groups})


def _kind(name: str) -> PaperKind:
    """A kind that an installed module writes. Raises: Http404."""
    if not any(name in names for _, names in declare.papers()):
        raise Http404
    return kind_of(name)


@guard(TEMPLATES)
def paper(request: HttpRequest, name: str) -> HttpResponse:
    """One kind: how it looks, what it is written by, its versions and fields. Four queries."""
    kind = _kind(name)
    version, uses = _shown(kind, request), list(templates.uses(name))
    now = next((one for one in uses if one.from_on <= today()), None)
    current = now.template if now else None
    context = {
        "title": kind.label,
        "kind": kind,
        "facts": _facts(kind, now, version),
        "pages": range(min(MOST_PAGES, len(_pages(kind, version)))),
        "count": len(_pages(kind, version)),
        "serial": version.serial if version else 0,
        "shown": templates.name_of(version),
        "left_out": version.left_out if version else [],
        "tables": [_versions(kind, current), _uses(kind, uses), _fields(kind), _ways()],
        "crumbs": [("公文模板", reverse(HOME))],
        "actions": buttons(
            Button(
                "下载现用模板",
                reverse("administration:paper-template", args=[name]),
                "download",
                dialog=False,
            ),
            Button("上传新版", reverse("administration:paper-upload", args=[name]), "upload", main=True),
        ),
    }
    return render(request, "administration/paper.html", context)


def _shown(kind: PaperKind, request: HttpRequest) -> PaperTemplate | None:
    """The version that the address asks for; without one, the one in force. Raises: Http404."""
    asked = request.GET.get("version", "")
    if not asked:
        return templates.in_force(kind.name, today())
    return _version(kind, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None


def _version(kind: PaperKind, serial: int) -> PaperTemplate | None:
    """None for 0, the shipped form. Raises: Http404."""
    if serial == 0:
        return None
    found = templates.versions(kind.name).filter(serial=serial).first()
    if found is None:
        raise Http404
    return found


def _facts(kind: PaperKind, now: TemplateUse | None, shown: PaperTemplate | None) -> list[tuple[str, object]]:
    in_use = templates.name_of(now.template if now else None)
    facts: list[tuple[str, object]] = [("现用", in_use), ("启用", cn_date(now.from_on) if now else "一直")]
    if shown and shown.unused:
        facts.append(("没有印出的必填项", joined(shown.unused)))
    return facts


def _versions(kind: PaperKind, current: PaperTemplate | None) -> Table:
    heads = ("版次", "上传", "说明", "状态", "", "")
    rows = [
        (
            _look(kind, one.serial, f"第{one.serial}版"),
            f"{local_minute(one.at)} {one.by.name if one.by else ''}",
            one.note,
            "现用" if current and one.pk == current.pk else "",
            link(_to("paper-version", kind, one.serial), "下载"),
            _choose(kind, one.serial, current),
        )
        for one in templates.versions(kind.name)
    ]
    shipped = (
        _look(kind, 0, "随系统提供"),
        "",
        "国标格式",
        "现用" if current is None else "",
        link(_to("paper-version", kind, 0), "下载"),
        _choose(kind, 0, current),
    )
    return Table("版本", heads, [*rows, shipped])


def _to(route: str, kind: PaperKind, which: object) -> str:
    return reverse(f"administration:{route}", args=[kind.name, which])


def _look(kind: PaperKind, serial: int, words: str) -> str:
    return link(f"{href(kind)}?version={serial}", words)


def _choose(kind: PaperKind, serial: int, current: PaperTemplate | None) -> str:
    if serial == (current.serial if current else 0):
        return ""
    return act(_to("paper-choose", kind, serial), "启用" if serial else "恢复")


def _uses(kind: PaperKind, uses: list[TemplateUse]) -> Table:
    rows = [
        (
            day(one.from_on),
            templates.name_of(one.template),
            one.by.name if one.by else "系统",
            local_minute(one.at),
            act(_to("paper-unchoose", kind, one.from_on.isoformat()), "撤回")
            if one.from_on > today()
            else "",
        )
        for one in uses
    ]
    heads = ("自", "用哪一版", "设置人", "设置时间", "")
    return Table("各时期用的格式", heads, rows, "没有另外设过，一直用随系统提供的格式。")


def _fields(kind: PaperKind) -> Table:
    rows = [
        (f"{{{{ {part.label} }}}}", part.meaning, _example(kind, part), "必填" if part.required else "可缺")
        for part in kind.parts
    ]
    return Table("填写项", ("写法", "含义", "示例", "缺了怎样"), rows)


def _example(kind: PaperKind, part: Part) -> str:
    value = getattr(kind.sample, part.name)
    if part.style == "table":
        return "列：" + joined(kind.sample.columns)
    if part.style == "parts":
        inner = (kind.facts(kind.sample) if kind.facts else {}).get(part.label) or [{}]
        return "每件有：" + joined(f"件.{name}" for name in inner[0])
    text = (
        joined(value)
        if isinstance(value, tuple)
        else cn_date(value)
        if isinstance(value, date)
        else str(value)
    )
    return text if len(text) <= 60 else text[:59] + "…"


def _ways() -> Table:
    rows = [(f"{{{{ 填写项|{name} }}}}", meaning) for name, (_, meaning) in FILTERS.items()]
    rows += [(f"{{{{ {name} }}}}", f"标题自动编号：{marks}") for name, marks in COUNTERS.items()]
    rows += [
        ("{%p if 填写项 %} … {%p endif %}", "填写项有内容才印中间的段落；两个标记各占一段"),
        (
            "{%tr for 行 in 表格 %} … {%tr endfor %}",
            "表格逐行重复；两个标记各占一行，中间一行写 {{ 行.序号 }} 等",
        ),
        ("{%p for 件 in 填写项 %} … {%p endfor %}", "逐件重复中间的段落，里面写 {{ 件.单位 }} 等"),
    ]
    return Table("特别写法", ("写法", "作用"), rows)


@guard(TEMPLATES)
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The template in force as a file to edit."""
    kind = _kind(name)
    return _template_file(kind, templates.in_force(name, today()))


@guard(TEMPLATES)
def version(request: HttpRequest, name: str, serial: int) -> HttpResponse:
    """A version as it was uploaded; 0 is the shipped form."""
    kind = _kind(name)
    return _template_file(kind, _version(kind, serial))


def _template_file(kind: PaperKind, template: PaperTemplate | None) -> HttpResponse:
    words = templates.content(template) if template else starter(kind)
    return word_response(words, f"{kind.label}模板（{templates.name_of(template)}）")


@guard(TEMPLATES)
def sample(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The kind's sample by a version, as a Word file or, to be looked at here, as PDF."""
    kind = _kind(name)
    shown = _shown(kind, request)
    word = filled(kind, kind.sample, shown)
    stem = f"{kind.label}示例（{templates.name_of(shown)}）"
    if form == "docx":
        return word_response(word, stem)
    return pdf_response(word, stem)


@guard(TEMPLATES)
def picture(request: HttpRequest, name: str, serial: int, page: int) -> HttpResponse:
    """One page of the sample by a version as a picture."""
    kind = _kind(name)
    pages = _pages(kind, _version(kind, serial))
    if page >= len(pages):
        raise Http404
    return HttpResponse(
        pages[page], content_type="image/png", headers={"Cache-Control": "private, max-age=60"}
    )


def _pages(kind: PaperKind, version: PaperTemplate | None) -> list[bytes]:
    return list(_drawn(kind.name, version.pk if version else 0))


@lru_cache(maxsize=12)
def _drawn(name: str, version: int) -> tuple[bytes, ...]:
    """The sample's pages; a version never changes, nor does the shipped form while the process lives."""
    kind = kind_of(name)
    found = templates.versions(name).get(pk=version) if version else None
    return tuple(pictures(filled(kind, kind.sample, found)))


@guard(TEMPLATES)
def upload(request: HttpRequest, name: str) -> HttpResponse:
    kind = _kind(name)
    return form_page(
        request,
        forms.TemplateForm,
        _one_file(partial(templates.upload, kind=kind)),
        title=f"上传{kind.label}模板",
        submit="检查并收下",
        done=lambda made: f"{href(kind)}?version={made.serial}",
        message=lambda made: f"已收下第{made.serial}版，还没有启用。请看过下面的示例，再点“启用”。",
        cancel=href(kind),
        crumbs=[("公文模板", reverse(HOME)), (kind.label, href(kind))],
        intro="上传后先用示例内容试填：填写项写错、带宏、不是 Word 文件都会当场指出来，不会收下。",
    )


def _one_file(action: Callable[..., PaperTemplate]) -> Callable[..., PaperTemplate]:
    def act(*, file: list[Any], **more: Any) -> PaperTemplate:
        return action(file=file[0], **more)

    return act


@guard(TEMPLATES)
def choose(request: HttpRequest, name: str, serial: int) -> HttpResponse:
    kind = _kind(name)
    which = _version(kind, serial)
    return form_page(
        request,
        forms.FromForm,
        partial(templates.choose, kind=kind, template=which),
        title=f"{kind.label}：启用{templates.name_of(which)}",
        submit="启用",
        version=templates.desk_version(name),
        initial={"from_on": today()},
        done=href(kind),
        message=f"已安排启用{templates.name_of(which)}。",
        cancel=href(kind),
        intro="从这一天起成文的文书按它生成；以前已经生成的文件不变。",
    )


@guard(TEMPLATES)
def unchoose(request: HttpRequest, name: str, on: str) -> HttpResponse:
    kind = _kind(name)
    try:
        from_on = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    return form_page(
        request,
        forms.NothingForm,
        partial(templates.unchoose, kind=kind, from_on=from_on),
        title=f"撤回{kind.label}自{cn_date(from_on)}起的安排",
        submit="撤回",
        danger=True,
        version=templates.desk_version(name),
        done=href(kind),
        message="已撤回。",
        cancel=href(kind),
    )

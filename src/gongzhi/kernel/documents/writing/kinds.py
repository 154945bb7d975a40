"""Kinds of papers: what each is called, what it says, and how that becomes a paper. Modules add their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints

from gongzhi.kernel.refusals import Kind, Refusal

from . import samples
from . import templates as t
from .paper import Paper
from .templates.labels import WORDS
from .templates.parts import listed_as

Style = Literal["text", "list", "table", "parts"]
FORMS = {"file": "文件", "letter": "信函", "brief": "纪要专报", "slip": "单据", "plain": "清单"}
BLANK = "〔　　〕"
SETTINGS = frozenset({"columns", "most_items", "annex_title", "head", "kind"})
"""Parts that shape a paper and are not facts of it: a starter prints them as they are."""


class NoSuchKind(Refusal):
    code = "documents.no_such_kind"
    kind = Kind.ABSENT
    message = "没有名为“{name}”的文书。"


@dataclass(frozen=True)
class Part:
    """One thing that a paper says. label: its field in templates; style: how it is given and printed."""

    name: str
    label: str
    meaning: str
    style: Style
    required: bool


@dataclass(frozen=True)
class PaperKind:
    """A kind of document.

    name: unique; a module's begins with the module's name. values: a frozen dataclass, each field a part: str, date,
    int, tuple[str, ...], a table tuple[tuple[str, ...], ...] called `rows` with `columns` beside it, or a tuple of small
    dataclasses. paper: from such a value to a Paper. sample: a value with every part filled.
    words: (label, meaning) of parts that the shipped papers do not know, or call otherwise.
    facts: what a template is filled with where it differs from the parts; blanks: what stands for a part in a starter.
    """

    name: str
    label: str
    values: type
    paper: Callable[[Any], Paper]
    sample: Any
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    facts: Callable[[Any], Mapping[str, Any]] | None = None
    blanks: Mapping[str, Any] = field(default_factory=dict, hash=False)
    editable: bool = True  # False: one slip for each account and the like, which no template can say

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        hints = get_type_hints(self.values)
        return tuple(
            Part(
                one.name,
                *self.words.get(one.name, WORDS.get(one.name, (one.name, ""))),
                style=_style(hints[one.name]),
                required=one.default is MISSING and one.default_factory is MISSING,
            )
            for one in fields(self.values)
            if one.name not in SETTINGS or one.name in self.words
        )

    @cached_property
    def form(self) -> str:
        """The standard's form that its sample has, in words."""
        return FORMS[self.of(self.sample).form]

    def whole(self, value: Any) -> Any:
        """The value as it is printed: nothing instead of None, a blank to be filled by hand for a text that a paper of
        this kind has but that it may go without, such as its number. Raises: MissingPart.
        """
        value = replace(value, **{one.name: _clean(getattr(value, one.name)) for one in fields(value)})
        self.paper(value)  # refuses what it may not go without
        lacking = (part.name for part in self.parts if part.required and part.style == "text")
        return replace(value, **{name: BLANK for name in lacking if getattr(value, name) == ""})

    def of(self, value: Any) -> Paper:
        """The paper of a value. Raises: MissingPart."""
        return self.paper(self.whole(value))


def _style(hint: Any) -> Style:
    if get_origin(hint) is not tuple:
        return "text"
    inner = get_args(hint)[0]
    return "list" if inner is str else "table" if get_origin(inner) is tuple else "parts"


def _clean(value: Any) -> Any:
    if value is None:
        return ""
    return tuple(_clean(one) for one in value) if isinstance(value, tuple) else value


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> None:
    """Add a kind; once for each name."""
    if kind.name in _kinds and _kinds[kind.name] is not kind:
        raise LookupError(f"there is a kind of paper called {kind.name} already")
    _kinds[kind.name] = kind


def kinds() -> tuple[PaperKind, ...]:
    """All kinds, the shipped ones first, then the modules' in the order of their menus."""
    return tuple(_kinds.values())


def kind(name: str) -> PaperKind:
    """Raises: NoSuchKind."""
    if name not in _kinds:
        raise NoSuchKind(value=name, name=name)
    return _kinds[name]


def _circular_facts(v: t.Circular) -> dict[str, Any]:
    from .templates.circulars import by_unit

    return {"问题": [{"序": mark, "单位": unit, "内容": said} for mark, unit, said in by_unit(v)]}


def _slip_facts(title: str, label: str) -> Callable[[Any], dict[str, Any]]:
    from .templates import slips

    def facts(v: Any) -> dict[str, Any]:
        if not slips.many(v.items, v.most_items):
            return {}
        rows = v.rows or tuple((str(n), item) for n, item in enumerate(v.items, 1))
        return {label: slips.see_annex(v.items, title), "表格": rows}

    return facts


def _letter_facts(v: t.PromptLetter) -> dict[str, Any]:
    from .templates.letters import about

    return {"事由": about(v)}


def _minutes_facts(v: t.Minutes) -> dict[str, Any]:
    points = [{"议题": one.subject, "讨论": one.said, "议定": one.decided} for one in v.resolutions]
    return {"议定事项": points}


_ONE_POINT = (t.Resolution("{{ 件.议题 }}", "{{ 件.讨论 }}", listed_as("件.议定")),)
_ONE_PROBLEM = (t.Problem("{{ 件.序 }}{{ 件.单位 }}", "{{ 件.内容 }}", ""),)
_PERSON = {"receiver": ("申请人", "人名或单位名称"), "accepted_on": ("提出日期", "提出申请或诉求的日子")}


def _shipped() -> tuple[PaperKind, ...]:
    s = samples.VALUES

    def made(name: str, label: str, values: type, paper: Callable[[Any], Paper], **more: Any) -> PaperKind:
        return PaperKind(name, label, values, paper, s[name], **more)

    assigned = {"items": ("交办事项", "几项时自动编号，项数多时改为“详见附件”")}
    urged = {"items": ("催办事项", "几项时自动编号"), "due": ("反馈时限", "最迟哪一天反馈")}
    return (
        made("supervision_notice", "督办通知单", t.SupervisionNotice, t.supervision_notice,
             facts=_slip_facts("督办事项清单", "督办事项")),
        made("assignment_slip", "交办单", t.AssignmentSlip, t.assignment_slip, words=assigned,
             facts=_slip_facts("交办事项清单", "交办事项")),
        made("reminder_notice", "催办单", t.ReminderNotice, t.reminder_notice, words=urged,
             facts=_slip_facts("催办事项清单", "催办事项")),
        made("circular", "通报", t.Circular, t.circular, facts=_circular_facts, blanks={"problems": _ONE_PROBLEM}),
        made("special_report", "工作专报", t.SpecialReport, t.special_report),
        made("minutes", "会议纪要", t.Minutes, t.minutes, facts=_minutes_facts, blanks={"resolutions": _ONE_POINT}),
        made("prompt_letter", "提示函", t.PromptLetter, t.prompt_letter, facts=_letter_facts,
             words={"items": ("相关事项", "自动编号"), "due": ("反馈时限", "最迟哪一天反馈")}),
        made("talk_notice", "约谈通知", t.TalkNotice, t.talk_notice),
        made("acceptance_notice", "受理通知书", t.AcceptanceNotice, t.acceptance_notice, words=_PERSON),
        made("rejection_notice", "不予受理告知书", t.RejectionNotice, t.rejection_notice,
             words=_PERSON | {"reasons": ("不予受理理由", "一条一段")}),
        made("extension_notice", "延期告知书", t.ExtensionNotice, t.extension_notice,
             words=_PERSON | {"reasons": ("延期理由", "一条一段"), "due": ("延长后时限", "延期后最迟哪一天")}),
        made("reply_letter", "办理答复意见书", t.ReplyLetter, t.reply_letter, words=_PERSON),
        made("transfer_slip", "转办单", t.TransferSlip, t.transfer_slip,
             words={"matter": ("诉求事项", "一句话说清"), "receiver": ("诉求人", "可以告知承办单位的称呼")}),
        made("password_sheet", "首次口令单", t.PasswordSheet, t.password_sheet, editable=False),
    )  # fmt: skip


for _one in _shipped():
    register(_one)

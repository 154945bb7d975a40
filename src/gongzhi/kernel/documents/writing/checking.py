"""Whether a staff-made template may be used: no program in it, nothing from elsewhere, only fields that there are."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from lxml import etree

from gongzhi.kernel.refusals import Refusal

from . import filling
from .facts import COUNTERS, facts
from .kinds import PaperKind
from .word_reading import layout_of, left_out

DEEPEST = 2  # loops within loops
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
OUTSIDE = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE|MACROBUTTON)\b")


class ActiveTemplate(Refusal):
    code = "documents.active_template"
    message = "模板里有{what}（{where}），不能用。请删去后再上传。"


class LoopsTooDeep(Refusal):
    code = "documents.loops_too_deep"
    message = "模板里的循环套了{depth}层，最多{most}层。请把里层改成单独的填写项。"


class NothingToFill(Refusal):
    code = "documents.nothing_to_fill"
    message = "模板里一个填写项也没有，每份文书都会一样。请先下载现在的模板，在它上面修改。"


@dataclass(frozen=True)
class Checked:
    """What is worth knowing about a template that may be used.

    unused: required parts that it does not print, by label; left_out: what the PDF will not show.
    """

    fields: frozenset[str]
    unused: tuple[str, ...]
    left_out: tuple[str, ...]


def check(kind: PaperKind, template: bytes) -> Checked:
    """Try a template with the kind's full sample and with the barest value there can be.

    Raises: NotATemplate, TemplateTooLarge, ActiveTemplate, LoopsTooDeep, BrokenTemplate, UnknownField,
    ForbiddenInTemplate, NothingToFill.
    """
    used = filling.fields(template)
    _inert(template)
    depth = filling.loops(template)
    if depth > DEEPEST:
        raise LoopsTooDeep(field="template", depth=depth, most=DEEPEST)
    full = facts(kind, kind.sample)
    filling.refuse_unknown(template, list(full))
    if not used - set(COUNTERS):
        raise NothingToFill(field="template")
    for value in (kind.sample, barest(kind)):
        layout_of(filling.fill(template, facts(kind, value)))
    unused = tuple(part.label for part in kind.parts if part.required and part.label not in used)
    return Checked(used, unused, left_out(template))


def barest(kind: PaperKind) -> Any:
    """The sample without every part that may lack."""
    lacking = {part.name: "" if part.style == "text" else () for part in kind.parts if not part.required}
    return replace(kind.sample, **lacking)


def _inert(template: bytes) -> None:
    """Refuse what would run, or fetch something, when the paper is opened."""
    with zipfile.ZipFile(BytesIO(template)) as archive:
        for name in archive.namelist():
            lower = name.lower()
            if "vbaproject" in lower or "/activex/" in lower or "vbadata" in lower:
                raise ActiveTemplate(field="template", what="宏或控件", where=name)
            if "/embeddings/" in lower or "afchunk" in lower:
                raise ActiveTemplate(field="template", what="嵌入的文件", where=name)
            if lower.endswith(".rels"):
                for what, target in _fetched(archive.read(name)):
                    raise ActiveTemplate(field="template", what=what, where=target)
            if lower.startswith("word/") and lower.endswith(".xml"):
                _no_fetching_field(archive.read(name))


def _fetched(relations: bytes) -> Iterator[tuple[str, str]]:
    """Targets outside the file; a link that a reader clicks is nobody's harm."""
    for one in etree.fromstring(relations, PARSER):
        kind = one.get("Type", "").rsplit("/", 1)[-1]
        if one.get("TargetMode") == "External" and kind != "hyperlink":
            label = {"attachedTemplate": "外部模板", "image": "外部图片"}.get(kind, "外部内容")
            yield label, one.get("Target", "")[:80]


def _no_fetching_field(xml: bytes) -> None:
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = etree.fromstring(xml, PARSER)
    texts = "".join(one.text or "" for one in root.iter(f"{word}instrText"))
    texts += " ".join(one.get(f"{word}instr", "") for one in root.iter(f"{word}fldSimple"))
    found = OUTSIDE.search(texts)
    if found:
        raise ActiveTemplate(field="template", what="会引入外部内容的域", where=found[1])

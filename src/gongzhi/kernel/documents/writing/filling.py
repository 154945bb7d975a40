"""Staff's own templates: a .docx with fields such as {{ 承办单位 }}, filled with values.

A template is jinja's language inside Word, run in a sandbox: it can loop and choose, and reach nothing else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

from gongzhi.kernel.refusals import Kind, Refusal

LARGEST = 60 * 1024 * 1024  # bytes, unpacked


class NotATemplate(Refusal):
    code = "documents.not_a_template"
    message = "这个文件不是 Word 模板（.docx），请在文字处理软件中另存为 .docx 后再上传。"


class TemplateTooLarge(Refusal):
    code = "documents.template_too_large"
    kind = Kind.TOO_LARGE
    message = "模板展开后超过 {limit} MB，请删去其中的图片后再上传。"


class BrokenTemplate(Refusal):
    code = "documents.broken_template"
    message = "模板里的填写项写得不对：{reason}。填写项应写成 {{{{ 承办单位 }}}} 的样子，前后各两个花括号。"


class UnknownField(Refusal):
    code = "documents.unknown_field"
    message = "模板里的填写项{name}没有对应的内容（{where}）。可以用的填写项有：{known}。"


class ForbiddenInTemplate(Refusal):
    code = "documents.forbidden_in_template"
    message = "模板里用了不允许的写法：{reason}。请只写填写项名称。"


def fields(template: bytes) -> frozenset[str]:
    """The names of all fields of a template, in text, headers and footers."""
    document = _opened(template)
    with _refusing(template):
        return frozenset(document.get_undeclared_template_variables(_sandbox()))


def loops(template: bytes) -> int:
    """How deep the template's loops lie in one another."""
    from jinja2 import nodes

    document = _opened(template)
    with _refusing(template):
        tree = _sandbox().parse(document.patch_xml(document.get_xml()))

    def depth(node: Any) -> int:
        inner = max((depth(child) for child in node.iter_child_nodes()), default=0)
        return inner + isinstance(node, nodes.For)

    return depth(tree)


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The template with its fields filled; values that it has no field for are left out.

    Raises: NotATemplate, TemplateTooLarge, BrokenTemplate, UnknownField, ForbiddenInTemplate.
    """
    from .word import packed

    refuse_unknown(template, values)
    document = _opened(template)
    with _refusing(template):
        document.render(dict(values), _sandbox(), autoescape=True)
    return packed(document.docx)


def refuse_unknown(template: bytes, known: Collection[str]) -> None:
    """Raises: UnknownField, which says the names, where the first of them stands, and what there is instead."""
    unknown = sorted(fields(template) - set(known))
    if unknown:
        from .places import place_of

        names = "、".join(f"“{name}”" for name in unknown)
        raise UnknownField(
            field="template", name=names, where=place_of(template, unknown[0]), known="、".join(sorted(known))
        )


def _opened(template: bytes) -> Any:
    from docxtpl import DocxTemplate

    try:
        with zipfile.ZipFile(BytesIO(template)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise TemplateTooLarge(field="template", limit=LARGEST >> 20)
            if "word/document.xml" not in archive.namelist():
                raise NotATemplate(field="template")
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotATemplate(field="template") from error
    return document


class _refusing:
    """What jinja says no with, as refusals."""

    def __init__(self, template: bytes) -> None:
        self.template = template

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, Refusal):
            return
        from jinja2 import TemplateSyntaxError, UndefinedError
        from jinja2.exceptions import SecurityError

        from .places import place_of

        if isinstance(error, SecurityError | OverflowError):
            raise ForbiddenInTemplate(field="template", reason=str(error)) from error
        if isinstance(error, TemplateSyntaxError):
            raise BrokenTemplate(field="template", reason=_said(error)) from error
        if isinstance(error, UndefinedError):
            name = _missing(str(error))
            where = place_of(self.template, name)
            raise UnknownField(field="template", name=f"“{name}”", where=where, known="见填写说明") from error
        if isinstance(error, TypeError | ValueError | ZeroDivisionError):
            raise BrokenTemplate(field="template", reason=str(error)) from error


def _said(error: Any) -> str:
    """The faulty words of a template, in Chinese as far as they go."""
    lines = (error.source or "").splitlines()
    here = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    words = re.sub(r"<[^>]+>", "", here)
    found = re.search(r"\{[{%].{0,40}", words)
    place = f"在“{found.group() if found else words[:40]}”附近"
    wrong = re.search(r"No filter named '([^']+)'", error.message or "")
    return f"{place}，没有叫“{wrong[1]}”的写法" if wrong else f"{place}（{error.message}）"


def _missing(message: str) -> str:
    found = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", message)
    return next((name for name in found.groups() if name), message) if found else message


def _sandbox() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from .facts import FILTERS

    class Sandbox(ImmutableSandboxedEnvironment):
        """No attribute that starts with an underscore, no calls, and no text multiplied out of memory."""

        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            plain = isinstance(left, int | float) and isinstance(right, int | float)
            if operator == "**" or not plain:
                raise SecurityError(f"运算“{operator}”")
            return super().call_binop(context, operator, left, right)

        def is_safe_callable(self, obj: Any) -> bool:
            return False

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return isinstance(obj, dict) and super().is_safe_attribute(obj, attr, value)

    found = Sandbox(undefined=StrictUndefined, autoescape=True)
    found.globals.clear()
    kept = {name: found.filters[name] for name in ("default", "length", "join", "first", "last", "trim")}
    found.filters = kept | {name: work for name, (work, _) in FILTERS.items()}
    return found

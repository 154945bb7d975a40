"""Where in a template something stands, as a person would find it in a word processor."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn


def place_of(template: bytes, name: str) -> str:
    """The place of a field: 第2个表格第3行“承办单位：{{ 单位 }}”; empty braces when it is nowhere in the text."""
    for place, text in _texts(Document(BytesIO(template))):
        at = text.find(name)
        while at >= 0:
            if "{" in text[:at] and text.rfind("{", 0, at) >= text.rfind("}", 0, at):
                return f"{place}“{_about(text, at)}”"
            at = text.find(name, at + 1)
    return "位置不明"


def _about(text: str, at: int) -> str:
    start = max(0, at - 14)
    return ("…" if start else "") + text[start : at + 22].strip() + ("…" if len(text) > at + 22 else "")


def _texts(document: Any) -> Any:
    """Every paragraph's text with its place: body, tables, then headers and footers."""
    yield from _body(document.element.body)
    for n, section in enumerate(document.sections, 1):
        for label, part in (
            ("页眉", section.header), ("首页页眉", section.first_page_header),
            ("页脚", section.footer), ("首页页脚", section.first_page_footer), ("偶数页页脚", section.even_page_footer),
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from ((f"第{n}节{label}", _text(p)) for p in part._element.iter(qn("w:p")))


def _body(body: Any) -> Any:
    paragraphs = tables = 0
    for child in body:
        if child.tag == qn("w:p"):
            paragraphs += 1
            yield f"第{paragraphs}段", _text(child)
        elif child.tag == qn("w:tbl"):
            tables += 1
            for n, row in enumerate(child.iter(qn("w:tr")), 1):
                yield f"第{tables}个表格第{n}行", "　".join(_text(p) for p in row.iter(qn("w:p")))


def _text(paragraph: Any) -> str:
    return "".join(found.text or "" for found in paragraph.iter(qn("w:t")))

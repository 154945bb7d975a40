"""Word documents, straight from their XML: paragraphs with automatic numbers, tables with merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongzhi.kernel.documents.reading.lines import Builder, Source
from gongzhi.kernel.documents.reading.sources import Damaged, Empty, unpack

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DIGITS = "〇一二三四五六七八九"
_SKIP = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback", f"{_W}delText"}
)


def from_docx(data: bytes) -> Source:
    """The body of a .docx in order; deleted and moved-away words are left out, automatic numbers put in."""
    body = _parse(unpack(data, "word/document.xml")).find(f"{_W}body")
    if body is None:
        raise Damaged(field="file")
    numbering = _Numbering(unpack(data, "word/numbering.xml"), unpack(data, "word/styles.xml"))
    builder = Builder()
    _blocks(builder, body, numbering, 0)
    source = builder.build()
    if not source.lines:
        raise Empty(field="file")
    return source


def _parse(words: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=False
    )
    try:
        return etree.fromstring(words, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged(field="file") from error


def _blocks(builder: Builder, parent: etree._Element, numbering: _Numbering, depth: int) -> None:
    if depth > 40:
        return
    for node in parent:
        if node.tag == f"{_W}p":
            _paragraph(builder, node, numbering)
        elif node.tag == f"{_W}tbl":
            _table(builder, node, numbering, depth)
        elif node.tag in {f"{_W}sdt", f"{_W}ins", f"{_W}customXml"}:
            inner = node.find(f"{_W}sdtContent")
            _blocks(builder, inner if inner is not None else node, numbering, depth + 1)


def _paragraph(builder: Builder, node: etree._Element, numbering: _Numbering) -> None:
    words = numbering.label(node) + _words(node)
    for line in words.split("\n"):
        builder.paragraph(line, level=numbering.heading(node))
    for box in node.iter(f"{_W}txbxContent"):
        if not any(a.tag == f"{_MC}Fallback" for a in box.iterancestors()):
            _blocks(builder, box, numbering, 1)


def _words(node: etree._Element) -> str:
    parts: list[str] = []
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if child.tag in _SKIP or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            stack.extend(reversed(child))
    return "".join(parts)


def _table(builder: Builder, table: etree._Element, numbering: _Numbering, depth: int) -> None:
    rows = list(table.iter(f"{_W}tr")) if depth == 0 else list(table.findall(f"{_W}tr"))
    rows = [r for r in rows if next(r.iterancestors(f"{_W}tbl"), None) is table]
    if _is_frame(rows):
        for cell in rows[0].iter(f"{_W}tc"):
            _blocks(builder, cell, numbering, depth + 1)
            break
        return
    builder.table()
    nested: list[etree._Element] = []
    for row in rows:
        builder.row(list(_cells(row, numbering, nested)))
    for inner in nested:
        _table(builder, inner, numbering, depth + 1)


def _is_frame(rows: list[etree._Element]) -> bool:
    """A table of one cell is only a frame around paragraphs."""
    return (
        len(rows) == 1
        and len([c for c in rows[0].iter(f"{_W}tc") if next(c.iterancestors(f"{_W}tr"), None) is rows[0]])
        == 1
    )


def _cells(
    row: etree._Element, numbering: _Numbering, nested: list[etree._Element]
) -> Iterator[tuple[str | None, int]]:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    if before is not None:
        yield "", _int(before.get(f"{_W}val"), 1)
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr"), None) is not row:
            continue
        width = cell.find(f"{_W}tcPr/{_W}gridSpan")
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        span = _int(width.get(f"{_W}val"), 1) if width is not None else 1
        if merge is not None and merge.get(f"{_W}val") != "restart":
            yield None, span
            continue
        words = [
            numbering.label(p) + _words(p)
            for p in cell.iter(f"{_W}p")
            if next(p.iterancestors(f"{_W}tc"), None) is cell
        ]
        nested += [t for t in cell.iter(f"{_W}tbl") if next(t.iterancestors(f"{_W}tc"), None) is cell]
        yield "\n".join(w for w in words if w.strip()), span


def _int(value: str | None, default: int) -> int:
    return min(int(value), 200) if value and value.isdigit() else default


class _Numbering:
    """Word's automatic numbers, counted as Word would, for the forms that official documents use."""

    def __init__(self, numbering: bytes, styles: bytes) -> None:
        self.levels: dict[
            tuple[str, int], tuple[str, str, int]
        ] = {}  # (abstract, level) -> format, text, start
        self.abstract: dict[str, str] = {}
        self.counters: dict[str, list[int]] = {}
        self.style_number: dict[str, tuple[str, int]] = {}
        self.style_level: dict[str, int] = {}
        if numbering:
            self._read_numbers(_parse(numbering))
        if styles:
            self._read_styles(_parse(styles))

    def _read_numbers(self, root: etree._Element) -> None:
        for abstract in root.findall(f"{_W}abstractNum"):
            number = abstract.get(f"{_W}abstractNumId") or ""
            for level in abstract.findall(f"{_W}lvl"):
                at = _int(level.get(f"{_W}ilvl"), 0)
                form, text, start = (_val(level.find(f"{_W}{n}")) for n in ("numFmt", "lvlText", "start"))
                self.levels[number, at] = (form, text, _int(start, 1))
        for num in root.findall(f"{_W}num"):
            self.abstract[num.get(f"{_W}numId") or ""] = _val(num.find(f"{_W}abstractNumId"))

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.findall(f"{_W}style"):
            name = style.get(f"{_W}styleId") or ""
            number = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
            if number is not None:
                self.style_number[name] = (
                    _val(number),
                    _int(_val(style.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")), 0),
                )
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None:
                self.style_level[name] = _int(_val(outline), 8) + 1

    def heading(self, node: etree._Element) -> int:
        style = _val(node.find(f"{_W}pPr/{_W}pStyle"))
        return self.style_level.get(style, 0) if style else 0

    def label(self, node: etree._Element) -> str:
        """The automatic number of a paragraph, with its punctuation; "" when it has none."""
        properties = node.find(f"{_W}pPr")
        if properties is None:
            return ""
        number, level = (
            _val(properties.find(f"{_W}numPr/{_W}numId")),
            _int(_val(properties.find(f"{_W}numPr/{_W}ilvl")), 0),
        )
        if not number:
            number, level = self.style_number.get(_val(properties.find(f"{_W}pStyle")), ("", 0))
        abstract = self.abstract.get(number, "")
        if not number or number == "0" or (abstract, level) not in self.levels:
            return ""
        counters = self.counters.setdefault(abstract, [])
        while len(counters) <= level:
            counters.append(self.levels.get((abstract, len(counters)), ("", "", 1))[2] - 1)
        counters[level] += 1
        del counters[level + 1 :]
        form, text, _ = self.levels[abstract, level]
        if form in {"bullet", "none"}:
            return ""
        return re.sub(r"%(\d)", lambda m: self._figure(abstract, counters, int(m[1]) - 1), text)

    def _figure(self, abstract: str, counters: list[int], level: int) -> str:
        value = counters[level] if level < len(counters) else 1
        return _in_form(value, self.levels.get((abstract, level), ("decimal", "", 1))[0])


def _val(node: etree._Element | None) -> str:
    return (node.get(f"{_W}val") or "") if node is not None else ""


def _in_form(value: int, form: str) -> str:
    """A counter as Word prints it.

    >>> _in_form(12, "chineseCountingThousand"), _in_form(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")):
        return chinese(value)
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x245F + value)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(c)) for c in str(value))
    return str(value)


def chinese(value: int) -> str:
    """A number from 1 to 999 in Chinese figures.

    >>> chinese(10), chinese(23), chinese(105)
    ('十', '二十三', '一百零五')
    """
    if value < 10:
        return _DIGITS[max(value, 0)]
    if value < 100:
        tens, ones = divmod(value, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(min(value, 999), 100)
    tail = (
        ""
        if not rest
        else ("零" + _DIGITS[rest] if rest < 10 else ("一" if rest < 20 else "") + chinese(rest))
    )
    return _DIGITS[hundreds] + "百" + tail

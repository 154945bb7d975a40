"""Web pages as saved from government sites: the article without navigation, with the metadata table read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from gongzhi.kernel.documents.reading.lines import Builder, Source
from gongzhi.kernel.documents.reading.residue import META_KEYS
from gongzhi.kernel.documents.reading.sources import Damaged, Empty

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "td",
        "th",
        "dd",
        "dt",
        "dl",
        "header",
        "main",
        "center",
        "form",
        "fieldset",
        "tr",
        "tbody",
        "body",
        "figure",
    ]
)
_GONE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "head",
        "nav",
        "footer",
        "select",
        "button",
        "input",
        "textarea",
        "video",
        "audio",
        "aside",
    ]
)
_FURNITURE = re.compile(
    r"(?:^|[\s_\-])(?:nav|menu|footer|foot|crumb|breadcrumb|share|sidebar|toolbar|copyright|related|xgwj|xgjd|pagination|header|top|banner|search|qrcode|print)(?:$|[\s_\-])",
    re.I,
)
_ARTICLE = re.compile(
    r"(?:^|[\s_\-])(?:article|content|zoom|ucapcontent|trs_editor|wzcon|news_?con|detail|main-?text|j-fontcontent|xxgk.?con|conTxt|view)",
    re.I,
)
DEEPEST = 200  # elements within one another; below that only the words are taken
_CELLS = frozenset({"td", "th"})


def from_html(words: str) -> Source:
    """The paragraphs and tables of a page in order; what is plainly navigation is marked as such."""
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", words))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Damaged(field="file") from error
    builder = Builder()
    for meta in root.iter("meta"):
        name, content = (meta.get("name") or "").lower(), (meta.get("content") or "").strip()
        if name == "articletitle" and content:
            builder.meta["标题"] = content
    _Walk(builder, root).run()
    source = builder.build()
    if not source.lines:
        raise Empty(field="file")
    return source


class _Walk:
    def __init__(self, builder: Builder, root: html.HtmlElement) -> None:
        self.builder, self.root = builder, root
        self.words: list[str] = []
        self.meta = 0

    def run(self) -> None:
        body = self.root.find("body")
        self._visit(body if body is not None else self.root, 0)
        self._flush()

    def _flush(self, level: int = 0) -> None:
        words = re.sub(r"[ \t\r\n]+", " ", "".join(self.words)).strip(" ")
        self.words = []
        words = re.sub(r"(?<=[，,、]) ?\x0b ?", "", words)
        for line in words.split("\x0b"):
            if line.strip(" \xa0\u3000"):
                self.builder.paragraph(line.strip(" "), meta=self.meta > 0, level=level)

    def _visit(self, node: html.HtmlElement, depth: int) -> None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag or tag in _GONE or _is_hidden(node):
            self.words.append(node.tail or "")
            return
        if depth > DEEPEST:
            self.words += [node.text_content(), node.tail or ""]
            return
        furniture = _is_furniture(node)
        if tag in _BLOCKS or tag == "table":
            self._flush()
        self.meta += furniture
        if tag == "table" and _is_data_table(node):
            self._table(node)
        else:
            self.words.append(node.text or "")
            for child in node:
                self._visit(child, depth + 1)
        if tag == "br":
            self.words.append("\x0b")
        if tag in _BLOCKS or tag == "table":
            self._flush(int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
        self.meta -= furniture
        self.words.append(node.tail or "")

    def _table(self, table: html.HtmlElement) -> None:
        rows = [[_cell_words(c) for c in row if c.tag in _CELLS] for row in _rows(table)]
        names = {re.sub(r"[\s:：]", "", w) for row in rows for w in row}
        if len(names & set(META_KEYS)) >= 2:
            self._meta_table(rows)
            return
        self.builder.table()
        for cells in _grid(table):
            self.builder.row(cells)

    def _meta_table(self, rows: list[list[str]]) -> None:
        for row in rows:
            for key, value in zip(row[::2], row[1::2], strict=False):
                bare = re.sub(r"[\s:：]", "", key)
                if bare in META_KEYS:
                    self.builder.meta.setdefault(bare, value.strip())
            self.builder.paragraph(" ".join(w for w in row if w), meta=True)


def _is_hidden(node: html.HtmlElement) -> bool:
    return "display:none" in (node.get("style") or "").replace(" ", "").lower()


def _is_furniture(node: html.HtmlElement) -> bool:
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if not names.strip() or not _FURNITURE.search(names) or _ARTICLE.search(names):
        return False
    return len(node.text_content() or "") < 3000 and not any(
        _ARTICLE.search(f"{n.get('class') or ''} {n.get('id') or ''}")
        for n in node.iter()
        if isinstance(n.tag, str)
    )


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            yield row


def _is_data_table(table: html.HtmlElement) -> bool:
    """Whether a table holds data; a table of one cell, or with block tables in it, only lays out the page."""
    rows = [[c for c in row if c.tag in _CELLS] for row in _rows(table)]
    if any(len(list(c.iter("table"))) and len(c.text_content() or "") > 800 for row in rows for c in row):
        return False
    return (
        sum(len(row) > 1 for row in rows) >= 1
        and max((len(c.text_content() or "") for row in rows for c in row), default=0) < 3000
    )


def _cell_words(cell: html.HtmlElement) -> str:
    parts: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str):
            continue
        if node is not cell and (
            node.tag == "br" or (node.tag in {"p", "div", "li"} and parts and "".join(parts).strip())
        ):
            parts.append("\x0b")
        if node.tag not in _GONE:
            parts.append(node.text or "")
        if node is not cell:
            parts.append(node.tail or "")
    words = re.sub(r"[ \t\r\n]+", " ", "".join(parts))
    return "\n".join(w.strip() for w in words.split("\x0b") if w.strip(" \xa0"))


def _grid(table: html.HtmlElement) -> Iterator[list[tuple[str | None, int]]]:
    """Rows as (words, width); None where a cell above reaches down."""
    reach: dict[int, tuple[int, int]] = {}  # column -> (rows left, width)
    for row in _rows(table):
        cells: list[tuple[str | None, int]] = []
        new: dict[int, tuple[int, int]] = {}
        column = _fill(reach, cells, 0)
        for cell in (c for c in row if c.tag in _CELLS):
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append((_cell_words(cell), width))
            if height > 1:
                new[column] = (height - 1, width)
            column = _fill(reach, cells, column + width)
        reach.update(new)
        yield cells


def _fill(reach: dict[int, tuple[int, int]], cells: list[tuple[str | None, int]], column: int) -> int:
    """Add the cells that reach down into this row at `column`; returns the next free column."""
    while column in reach:
        left, width = reach.pop(column)
        if left > 1:
            reach[column] = (left - 1, width)
        cells.append((None, width))
        column += width
    return column


def _span(cell: html.HtmlElement, name: str) -> int:
    found = re.match(r"\d+", cell.get(name) or "")
    return min(max(int(found[0]), 1), 200) if found else 1

"""The examiner's tools: answers quoted out of the document itself, and builders of the files."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from tests.reading.answers import Wanted, task

Row = Sequence[Any]


class Clerk:
    """Notes answers while going through one document from top to bottom.

    The words of a task may be shortened as `first words~last words`: the document itself gives the whole.
    `noise` is what stands between the lines and is no part of them, as page numbers.
    """

    def __init__(self, words: str, *noise: str) -> None:
        for piece in noise:
            words = words.replace(piece, "")
        self.words = flat(words)
        self.at = 0

    def __call__(self, no: str, words: str, *args: Any, **more: Any) -> Wanted:
        return task(no, self._whole(words), *args, **more)

    def _whole(self, words: str) -> str:
        first, _, last = flat(words).partition("~")
        start = self.words.find(first, self.at)
        if start < 0:
            raise ValueError(f"not in the document after the last task: {first}")
        end = self.words.find(last, start + len(first))
        if end < 0:
            raise ValueError(f"no such end: {last}")
        self.at = end + len(last)
        return self.words[start : self.at]


def flat(words: str) -> str:
    return re.sub(r"\s", "", words)


def words_of(*parts: Any) -> str:
    """The running text of paragraphs and tables, as `docx` and `xlsx` take them."""
    lines: list[str] = []
    for part in parts:
        lines += (
            [part]
            if isinstance(part, str)
            else ["\n".join(str(c) for c in row if c not in (None, "<")) for row in part]
        )
    return "\n".join(lines)


def hard_wrap(
    words: str, width: int, lines_a_page: int, running: str = "", page: int = 1, indent: str = ""
) -> str:
    """As copied out of a PDF: every line cut at `width`, a page number and the running title between pages."""
    lines: list[str] = []
    for paragraph in words.strip().split("\n"):
        lines += typeset(indent + paragraph.strip(), width) if paragraph.strip() else [""]
    pages: list[str] = []
    for start in range(0, len(lines), lines_a_page):
        foot = [f"- {page + start // lines_a_page} -"] + (
            [running] if running and start + lines_a_page < len(lines) else []
        )
        pages += lines[start : start + lines_a_page] + foot
    return "\n".join(pages)


def typeset(words: str, width: int) -> list[str]:
    """The lines of a paragraph: numbers are not cut, no line starts with a comma or ends with an opening bracket."""
    lines, line, used = [], "", 0.0
    for piece in re.findall(r"[（《“【]*(?:[0-9A-Za-z.%]+|.)[，。；：、）》”】！]*", words):
        size = sum(0.5 if c.isascii() else 1 for c in piece)
        if line and used + size > width + 1:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + piece, used + size
    return [*lines, line]


def docx(*parts: Any) -> bytes:
    """A .docx of paragraphs (strings) and tables (lists of rows). None continues the cell above, "<" the one at left."""
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _docx_table(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_table(document: Any, rows: Sequence[Row]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            if words is not None and words != "<":
                table.cell(i, j).text = str(words)
    for top, left, bottom, right in _blocks(rows):
        table.cell(top, left).merge(table.cell(bottom, right))


def xlsx(rows: Sequence[Row], sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet; None and "<" as in `docx`."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = sheet
    for i, row in enumerate(rows, 1):
        for j, words in enumerate(row, 1):
            if words is not None and words != "<":
                page.cell(i, j, words)
    for top, left, bottom, right in _blocks(rows):
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _blocks(rows: Sequence[Row]) -> list[tuple[int, int, int, int]]:
    """The merged cells: first row, first column, last row, last column."""
    found = []
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            if words is None or words == "<":
                continue
            right = j
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = i
            while bottom + 1 < len(rows) and all(rows[bottom + 1][k] is None for k in range(j, right + 1)):
                bottom += 1
            if (right, bottom) != (j, i):
                found.append((i, j, bottom, right))
    return found


def page(title: str, crumbs: str, meta: Sequence[tuple[str, str]], body: str, site: str) -> str:
    """A page as saved from a government portal: menu, breadcrumb, table of metadata, body, related links, footer."""
    cells = "".join(f"<tr><th>{k}：</th><td>{v}</td></tr>" for k, v in meta)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{site}</title>'
        "<style>.nav li{float:left}</style><script>var _hmt=['一、','（一）'];</script></head><body>"
        '<div class="top"><a href="/">设为首页</a> | <a href="/wza">无障碍</a> | <a href="/jt">繁體</a></div>'
        '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/zwfw">政务服务</a></li>'
        '<li><a href="/hdjl">互动交流</a></li></ul>'
        f'<div class="location">您现在的位置：{crumbs}</div><table class="xxgk">{cells}</table>'
        f'<h1>{title}</h1><div class="info">发布日期：<span>{dict(meta).get("发布日期", "")}</span> 来源：{site} 浏览次数：1024 '
        "字体：[<a>大</a> <a>中</a> <a>小</a>]</div>"
        f'<div class="zoom">{body}</div>'
        '<div class="share">分享到： 打印本页 关闭窗口</div>'
        '<div class="related"><h3>相关链接</h3><ul><li><a href="/1">一图读懂：重点任务怎么干</a></li>'
        '<li><a href="/2">政策解读：新增项目20个背后的考虑</a></li></ul></div>'
        f'<div class="footer">主办单位：{site} 承办单位：政务信息中心 联系电话：0000-1234567 网站标识码：0000000001 备案号：ICP备00000001号</div>'
        "</body></html>"
    )


def paragraphs(words: str) -> str:
    """Lines as HTML paragraphs, with the blanks that editors of portals leave."""
    return "".join(
        f'<p style="text-indent:2em">&nbsp;{w.strip()}</p>' for w in words.strip().split("\n") if w.strip()
    )

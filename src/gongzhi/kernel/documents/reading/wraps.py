"""Give a text that was cut at the page's width its paragraphs back; page numbers and running titles go.

Files saved from set pages (PDF to text, OCR, Word with hard breaks) hold lines of print, not paragraphs. Whether a
document is such a file is told by its own lines: many reach the same right edge and stop there in mid-sentence.
"""

from __future__ import annotations

import itertools
import re
from array import array
from collections import Counter
from dataclasses import dataclass, replace

from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.lines import Line, Origin, Source, starts_anew
from gongzhi.kernel.documents.reading.marks import find_mark
from gongzhi.kernel.documents.reading.titles import is_head_line

_PAGE = re.compile(
    r"^(?:[—\-~·\s]+\d{1,3}[—\-~·\s]+|第\s*\d{1,3}\s*页(?:[\s,/]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|page\s*\d+)$",
    re.I,
)
_BARE_PAGE = re.compile(r"^\d{1,3}$")
_ENDS = "。;:!?"
_WORD = re.compile(r"(?:[A-Za-z0-9.,%/]+|[(“《〔\[]*.)[，。；、：）％”》〕］】,;:)\]]*")
_GOES_ON = re.compile(r"[、,(的和与及至到\-—~]$")
_COMPARES = re.compile(
    r"(?:[不低高少多超]于|不超过|超过|达到?|控制在|保持|突破|提高到|下降到|增长|建成|完成|新增)$"
)
LEAST_WIDTH = 32  # half-width columns; nobody sets a page narrower than 16 characters
SLACK = 4  # columns that a line may miss of the right edge, because a number or bracket was not cut


@dataclass(slots=True)
class _Row:
    """A line of print: `width` in half-width columns with its indent, `gap`: a blank line stands before it.

    `count` is its width when every character counts as wide: some converters cut lines by that.
    """

    line: Line
    words: str
    indent: int
    width: int
    count: int
    head: int  # columns of its first word, which no typesetter cuts
    gap: bool
    loose: bool  # may be joined: no table row, no cells


def rejoined(source: Source) -> Source:
    """The document with its paragraphs whole; the same one when its lines are paragraphs already."""
    rows = _rows(source)
    kept = _without_furniture(rows)
    groups = _paragraphs(kept)
    if len(kept) == len(rows) and len(groups) == len(kept):
        return source
    return _rebuilt(source, groups)


def _rows(source: Source) -> list[_Row]:
    text, folded = source.text, fold(source.text)
    rows: list[_Row] = []
    before = 0
    for line in source.lines:
        a, b = trim(folded, line.start, line.end)
        begin = a
        while begin and folded[begin - 1] == " ":
            begin -= 1
        words = folded[a:b]
        indent = _columns(text[begin:a])
        loose = (
            line.table < 0 and not line.meta and "\t" not in words and "|" not in words and "\n" not in words
        )
        gap = text.count("\n", before, begin) > 1
        rows.append(
            _Row(
                line,
                words,
                indent,
                indent + _columns(text[a:b]),
                indent + 2 * (b - a),
                _columns(_first(words)),
                gap,
                loose,
            )
        )
        before = line.end
    return rows


def _columns(words: str) -> int:
    return sum(1 if ord(c) < 0x2000 else 2 for c in words)


# --- page numbers and running titles ----------------------------------------------------------------------


def _without_furniture(rows: list[_Row]) -> list[_Row]:
    marks = {i for i, row in enumerate(rows) if row.loose and _PAGE.match(row.words)}
    bare = [i for i, row in enumerate(rows) if row.loose and _BARE_PAGE.match(row.words)]
    marks |= set(bare) if _count_on(rows, bare) or _is_lone_page(rows, bare) else set()
    if not marks:
        return rows
    beside = Counter(rows[j].words for i in marks for j in (i - 1, i + 1) if 0 <= j < len(rows))
    seen = Counter(row.words for row in rows)
    titles = {
        w
        for w, n in beside.items()
        if 3 < len(w) <= 50 and seen[w] > 1 and (n > 1 or seen[w] > n) and not _is_text(w)
    }
    first = {w: next(i for i, row in enumerate(rows) if row.words == w) for w in titles}
    gone = marks | {
        j for i in marks for j in (i - 1, i + 1)
        if 0 <= j < len(rows) and rows[j].words in titles and (first[rows[j].words] != j or j > 12)
    }  # fmt: skip
    kept: list[_Row] = []
    broken = False
    for i, row in enumerate(rows):
        if i in gone:
            broken = True
            continue
        kept.append(replace(row, gap=False) if broken else row)
        broken = False
    return kept


def _is_text(words: str) -> bool:
    return words[-1] in "。;,、)" or starts_anew(words)


def _is_lone_page(rows: list[_Row], bare: list[int]) -> bool:
    """Whether the only bare number is the number of the first or second page of a set text."""
    if len(bare) != 1 or not bare[0] or rows[bare[0]].words not in {"1", "2"}:
        return False
    edge, before = _right_edge(rows), rows[bare[0] - 1]
    return bool(edge) and not (before.width >= edge - SLACK and re.search(r"\d\D?$", before.words))


def _count_on(rows: list[_Row], bare: list[int]) -> bool:
    """Whether bare numbers on lines of their own, two or more, count on by one: pages."""
    pairs = list(itertools.pairwise(bare))
    return bool(pairs) and all(b - a > 4 and int(rows[b].words) - int(rows[a].words) == 1 for a, b in pairs)


# --- paragraphs -------------------------------------------------------------------------------------------


def _paragraphs(rows: list[_Row]) -> list[list[_Row]]:
    edge = _right_edge(rows)
    indented = bool(edge) and _starts_indented(rows, edge)
    spaced = sum(r.gap for r in rows) > len(rows) * 0.8
    groups: list[list[_Row]] = []
    depth = 0
    for i, row in enumerate(rows):
        if groups and row.loose and groups[-1][-1].loose:
            before = groups[-1][-1]
            if edge:
                joins = (spaced or not row.gap) and _continues(before, row, edge, indented, depth > 0)
            else:
                joins = depth > 0 and not row.gap and len(groups[-1]) < 4 and _closes(rows, i)
                joins = joins or (not row.gap and _lacks_its_figure(before.words, row.words))
            if joins:
                groups[-1].append(row)
                depth = _depth(row.words, depth)
                continue
        groups.append([row])
        depth = _depth(row.words, 0)
    return groups


def _right_edge(rows: list[_Row]) -> int:
    """The column at which the lines of a set page end; 0 when these lines are paragraphs.

    Rows are measured in the way in which more of them are cut there.
    """
    if sum(r.loose for r in rows) < 6:
        return 0
    cut, edge = _cut_at(rows)
    counted = [replace(r, width=r.count, head=2 * len(_first(r.words))) for r in rows]
    if (other := _cut_at(counted)) > (cut, edge):
        cut, edge = other
        for row in rows:
            row.width, row.head = row.count, 2 * len(_first(row.words))
    if edge and _starts_indented(rows, edge):
        return edge if cut else 0
    others = sum(r.loose and not starts_anew(r.words) for r in rows[8:])
    return edge if cut and (cut >= max(2, len(rows) * 0.06) or cut >= others * 0.6) else 0


def _cut_at(rows: list[_Row]) -> tuple[int, int]:
    """(how many rows are cut in mid-sentence at the right edge, the edge)."""
    edge = _edge_of(sorted(r.width for r in rows if r.loose))
    if edge < LEAST_WIDTH:
        return 0, 0
    return sum(
        _is_full(before, after, edge) and before.words[-1] not in _ENDS and not _stands_alone(after.words)
        and (not starts_anew(after.words) or before.indent > after.indent)
        for before, after in itertools.pairwise(rows)
    ), edge  # fmt: skip


def _is_full(before: _Row, after: _Row, edge: int) -> bool:
    """Whether a line reaches the right edge, or the next one's first word had no room on it any more."""
    if not before.loose or not after.loose or before.width > edge + SLACK:
        return False
    return before.width >= edge - SLACK or before.width + min(after.head, 12) > edge - 2


def _first(words: str) -> str:
    """The first word of a line that no typesetter cuts: a number or one character, with the marks behind it."""
    found = _WORD.match(words)
    return found[0][:12] if found else words[:1]


def _edge_of(widths: list[int]) -> int:
    """The column that most of the widest lines share, with no more than a few beyond it; marks may hang over it."""
    counts = Counter(widths)
    beyond = max(1, len(widths) // 40)
    for width in sorted(counts, reverse=True):
        near = {w: n for w, n in counts.items() if width - SLACK <= w <= width}
        if sum(n for w, n in counts.items() if w > width) > beyond:
            return 0
        if sum(near.values()) >= max(2, len(widths) * 0.06):
            return max(near, key=lambda w: (near[w], w))
    return 0


def _starts_indented(rows: list[_Row], edge: int) -> bool:
    """Whether the document sets its paragraphs in by two characters: numbers do, and lines after full ones do not."""
    starts = [r.indent >= 3 for r in rows if r.loose and starts_anew(r.words) and r.indent <= 12]
    others = [
        after.indent < 3
        for before, after in itertools.pairwise(rows)
        if _is_full(before, after, edge) and before.words[-1] not in _ENDS and not starts_anew(after.words)
    ]
    return bool(starts and others) and sum(starts) > len(starts) * 0.6 and sum(others) > len(others) * 0.7


def _continues(before: _Row, row: _Row, edge: int, indented: bool, is_open: bool) -> bool:
    if indented:
        return row.indent < 3 and before.width >= edge - 2 * SLACK and not _is_annex(row.words)
    if not _is_full(before, row, edge) or _stands_alone(row.words) or row.indent > before.indent + 3:
        return False
    if before.words[-1] in "([" or (is_open and not find_mark(row.words)):
        return True
    return not starts_anew(row.words) or bool(_GOES_ON.search(before.words) and row.words[0].isdigit())


def _lacks_its_figure(before: str, words: str) -> bool:
    """Whether a line stops between "not below" and its number, as no paragraph does."""
    return bool(_COMPARES.search(before)) and words[0].isdigit() and not find_mark(words)


def _stands_alone(words: str) -> bool:
    """Whether a line is a number of a document, an addressee or a day, which never go on from the line before."""
    return is_head_line(words) or bool(re.match(r"[^。;]{2,60}:$|20\d\d年\d{1,2}月\d{1,2}日$", words))


def _is_annex(words: str) -> bool:
    return bool(re.match(r"附\s?(?:件|表)\s*[\d一二三四五六七八九十]{0,3}\s*:?$", words))


def _depth(words: str, depth: int) -> int:
    """How many brackets are open after these words."""
    for char in words[-400:]:
        depth = max(depth + (char in "([") - (char in ")]"), 0)
    return depth


def _closes(rows: list[_Row], i: int) -> bool:
    """Whether a bracket left open on the line before is closed on this one or the two after it."""
    for row in rows[i : i + 3]:
        if (
            not row.loose
            or (row.gap and row is not rows[i])
            or find_mark(row.words)
            or "(" in row.words.split(")")[0]
        ):
            return False
        if ")" in row.words:
            return True
    return False


def _spans(text: str, group: list[_Row]) -> list[tuple[int, int]]:
    """The places of a paragraph's lines; a wide gap at a line's end or beginning stays a gap."""
    spans = [trim(text, r.line.start, r.line.end) for r in group]
    for i in range(len(spans) - 1):
        (a, b), (c, d) = spans[i], spans[i + 1]
        stop = b
        while text[stop : stop + 1] in " \u3000\xa0" and stop < c:
            stop += 1
        begin = c
        while begin > stop and text[begin - 1] in " \u3000\xa0":
            begin -= 1
        if _columns(text[b:stop]) > 1:
            spans[i] = (a, stop)
        elif _columns(text[begin:c]) > 1 and group[i + 1].indent < group[i].indent:
            spans[i + 1] = (begin, d)
    return spans


def _rebuilt(source: Source, groups: list[list[_Row]]) -> Source:
    """The text of these paragraphs and rows, with the place that each of its characters had."""
    parts: list[str] = []
    offsets = array("q")
    lines: list[Line] = []
    at = 0
    for group in groups:
        begin = at
        if len(group) == 1:
            line = group[0].line
            shift = at - line.start
            cells = tuple(replace(c, start=c.start + shift, end=c.end + shift) for c in line.cells)
            spans = [(line.start, line.end)]
        else:
            cells, spans = (), _spans(source.text, group)
        for a, b in spans:
            parts.append(source.text[a:b])
            offsets.extend(range(a, b))
            at += b - a
        lines.append(replace(group[0].line, start=begin, end=at, cells=cells))
        parts.append("\n")
        offsets.append(min(spans[-1][1], len(source.text) - 1))
        at += 1
    return Source("".join(parts), tuple(lines), source.meta, Origin(source.text, offsets))

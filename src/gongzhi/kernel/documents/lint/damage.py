"""What print or copying lost: brackets, quotation marks, digits, words, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongzhi.kernel.documents.lint.values import Finding, Place, Sheet
from gongzhi.kernel.documents.reading.fold import CJK, compact
from gongzhi.kernel.documents.reading.marks import find_mark
from gongzhi.kernel.documents.reading.values import Span

PAIRS = (("(", ")", "lost_bracket", "括号"), ("[", "]", "lost_bracket", "括号"), ("《", "》", "lost_bracket", "书名号"),
         ("“", "”", "lost_quote", "引号"), ("‘", "’", "lost_quote", "引号"))  # fmt: skip
FROM_READER = {
    "lost_bracket": "lost_bracket",
    "lost_digits": "lost_digits",
    "lost_characters": "lost_words",
    "target_without_unit": "unit_missing",
}
NUMBERED = re.compile(r"[\u4e00-\u9fff]{1,7}[发办政字函秘电规通文督党](20[0-3]\d)(\d{1,4})号")
CLAUSE = re.compile(r"(?:(?:牵头|责任|配合|主办|承办|协办|协同|牵头责任)单位)\s*:")
TOOL = re.compile(r"为(?:总?抓手|主线|引领|契机|载体|牵引|突破口|主攻方向|依托)")
TOOL_WORDS = re.compile(r"[以将把作成]|坚持|确立")
NO_DIGITS = re.compile(
    r"(?:达到?|增长|提高到?|不低于|不少于|不超过|突破|下降|压减)(?P<unit>%|‰|(?:亿|万)元|万人次|万亩|公里|个百分点)(?!以上的?[\u4e00-\u9fff]|以下的?[\u4e00-\u9fff]|级)"
)
GARBLED = re.compile(rf"\ufffd+|锟斤拷|烫烫烫|(?<=[{CJK}])□+(?=[{CJK}])|(?<=[{CJK}])\?{{3,}}")
STOPS = "。！!？?；;…．.：:）)”"
FAR = 160  # characters before which a sentence has begun
SPLIT = re.compile(r"[。,;!?]")
MANY_UNITS = re.compile(r"^(\S{1,4})\(([^()]+)\)$")
NEXT = 2  # lines further on where a torn pair may close
LEAST = 8  # characters of a clause that is not said twice by chance


def damage(sheet: Sheet) -> Iterator[Finding]:
    unpaired = list(_unpaired(sheet))
    yield from unpaired
    yield from _from_reader(sheet, [one.places[0].span for one in unpaired])
    yield from _patterns(sheet)
    yield from _loose_clauses(sheet)
    yield from _said_twice(sheet)
    yield from _no_stop(sheet)
    yield from _two_units(sheet)


def _from_reader(sheet: Sheet, said: Sequence[Span]) -> Iterator[Finding]:
    """What the reader noticed on its way and was not `said` yet; lost names of a list are one finding."""
    names: list[Place] = []
    for doubt in sheet.reading.doubts:
        if doubt.code == "lost_name":
            names.append(sheet.place(doubt.span))
        elif doubt.code == "lost_bracket" and any(_touch(doubt.span, one) for one in said):
            continue
        elif code := FROM_READER.get(doubt.code):
            yield Finding(code, doubt.message, (sheet.place(doubt.span),))
    if names:
        yield Finding("lost_names", f"名单里{len(names)}人的姓名缺失或不全。", tuple(names))


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@dataclass(frozen=True, slots=True)
class Lone:
    """A bracket or quotation mark without its partner, in the `row`-th piece of running text."""

    at: int
    row: int
    opens: bool


def _unpaired(sheet: Sheet) -> Iterator[Finding]:
    """Brackets and quotation marks without a partner in their paragraph, or in one of the next two lines."""
    pieces = list(_pieces(sheet))
    for opening, closing, code, name in PAIRS:
        lone = [one for row, piece in enumerate(pieces) for one in _lone(sheet, row, piece, opening, closing)]
        for one in _unmatched(lone):
            place = _around(sheet, one.at)
            yield Finding(code, f"“{place.words}”缺{'后' if one.opens else '前'}{name}。", (place,))


def _pieces(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The stretches of text within which brackets must close; the number at the start of a line is no part."""
    for block in sheet.reading.blocks:
        if block.kind == "meta":
            continue
        for start, end in [(cell.start, cell.end) for cell in block.cells] or [(block.start, block.end)]:
            words = sheet.folded[start:end]
            bare = words.lstrip()
            mark = find_mark(bare)
            yield start + len(words) - len(bare) + (mark.length if mark else 0), end


def _lone(sheet: Sheet, row: int, piece: tuple[int, int], opening: str, closing: str) -> Iterator[Lone]:
    opened: list[int] = []
    for at in range(*piece):
        char = sheet.folded[at]
        if char == opening:
            opened.append(at)
        elif char == closing:
            if opened:
                opened.pop()
            else:
                yield Lone(at, row, opens=False)
    yield from (Lone(at, row, opens=True) for at in opened)


def _unmatched(lone: list[Lone]) -> list[Lone]:
    """Without those that a line's end only tore apart."""
    left: list[Lone] = []
    for one in lone:
        if not one.opens and left and left[-1].opens and one.row - left[-1].row <= NEXT:
            left.pop()
        else:
            left.append(one)
    return left


def _around(sheet: Sheet, at: int, before: int = 10, after: int = 10) -> Place:
    line = sheet.text.rfind("\n", 0, at) + 1
    stop = sheet.text.find("\n", at)
    span = Span(max(line, at - before), min(stop if stop >= 0 else len(sheet.text), at + after))
    return sheet.place(span, task=sheet.task_at(at))


def _patterns(sheet: Sheet) -> Iterator[Finding]:
    for found in NUMBERED.finditer(sheet.folded):
        span = Span(found.start(), found.end())
        right = f"{found[0][: found.start(1) - found.start()]}〔{found[1]}〕{found[2]}号"
        yield Finding("lost_bracket", f"文号“{found[0]}”缺括号，应为“{right}”。", (sheet.place(span),))
    for found in NO_DIGITS.finditer(sheet.folded):
        yield Finding("lost_digits", f"“{found[0]}”前面没有数字。", (_around(sheet, found.start("unit")),))
    for found in GARBLED.finditer(sheet.text):
        yield Finding("garbled", "这里有乱码或认不出的字。", (_around(sheet, found.start()),))
    for found in TOOL.finditer(sheet.folded):
        begin = max(sheet.folded.rfind(stop, 0, found.start()) for stop in "。;") + 1
        begin = max(begin, found.start() - FAR)
        if not TOOL_WORDS.search(sheet.folded, begin, found.start()):
            place = sheet.place(Span(begin, found.end()))
            yield Finding("lost_words", f"“…{found[0]}”前面缺“以”字。", (place,))


def _loose_clauses(sheet: Sheet) -> Iterator[Finding]:
    """Owners behind a task's text without the brackets that the document puts around all others."""
    loose: list[Span] = []
    fast = 0
    for task in sheet.tasks:
        for found in CLAUSE.finditer(sheet.folded, task.span.start, task.span.end):
            line = sheet.folded.rfind("\n", 0, found.start()) + 1
            before = sheet.folded[line : found.start()].rstrip()
            opening = max(before.rfind("("), before.rfind("["))
            if opening >= 0 and not re.search(r"[)\]]", before[opening:]):
                fast += 1
            elif before.endswith("。"):
                loose.append(Span(found.start(), task.span.end))
    if fast >= 3 and fast >= 3 * len(loose):
        for span in loose:
            place = sheet.place(span)
            yield Finding("lost_bracket", f"“{place.words[:24]}”没有括号，其他各项都有。", (place,))


def _said_twice(sheet: Sheet) -> Iterator[Finding]:
    """A clause that stands twice, one right behind the other."""
    for n, task in enumerate(sheet.tasks):
        parts = [compact(part) for part in SPLIT.split(compact(task.text))]
        for one, other in pairwise(parts):
            if one == other and len(one) >= LEAST:
                message = f"“{sheet.label(n)}”里“{one[:30]}”连着写了两遍。"
                yield Finding("said_twice", message, (sheet.whole(n),))


def _no_stop(sheet: Sheet) -> Iterator[Finding]:
    """The few texts that end without a stop in a document where all others have one."""
    bare = [n for n, task in enumerate(sheet.tasks) if task.text and task.text.rstrip()[-1:] not in STOPS]
    if len(sheet.tasks) >= 10 and len(bare) <= max(1, len(sheet.tasks) // 20):
        for n in bare:
            one = sheet.tasks[n]
            end = one.text_span.end
            place = sheet.place(Span(max(one.text_span.start, end - 16), end), one.text[-16:], n)
            yield Finding("no_stop", f"“{sheet.label(n)}”句末没有标点，可能漏了文字。", (place,))


def _two_units(sheet: Sheet) -> Iterator[Finding]:
    """10套（间）: counted in one or in the other?"""
    for n, task in enumerate(sheet.tasks):
        for target in task.targets:
            if found := MANY_UNITS.match(compact(target.unit)):
                message = f"“{target.raw or target.name}”按{found[1]}还是按{found[2]}统计，没有写明。"
                yield Finding("unit_unclear", message, (sheet.place(target.span, target.raw, n),))

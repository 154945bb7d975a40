"""Cover notice, body and annexes of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongzhi.kernel.documents.reading.clauses import find_clauses
from gongzhi.kernel.documents.reading.fold import compact, fold
from gongzhi.kernel.documents.reading.groups import is_group_title
from gongzhi.kernel.documents.reading.labels import label_at
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.marks import ANNEX, NUMERAL, find_mark
from gongzhi.kernel.documents.reading.residue import COLOPHON
from gongzhi.kernel.documents.reading.titles import (
    TITLE_END,
    is_caption,
    is_head_line,
    join_title,
    read_day,
    starts_body,
    title_end,
)


@dataclass(slots=True)
class Part:
    """A stretch of the document that is read on its own: the body ("" prefix) or an annex."""

    prefix: str
    lines: list[Line]
    title: str = ""
    title_lines: list[Line] = field(default_factory=list)
    start: int = 0


def find_annexes(text: str, folded: str, lines: list[Line]) -> tuple[list[Line], list[Part], list[Line]]:
    """(lines before the first annex, annexes, lines of the list of annexes 附件：1.…)."""
    words_of = [folded[x.start : x.end].strip() for x in lines]
    bare = [i for i, w in enumerate(words_of) if (m := ANNEX.match(w)) and not m[2] and lines[i].table < 0]
    body: list[Line] = []
    annexes: list[Part] = []
    listing: list[Line] = []
    i = 0
    while i < len(lines):
        found = ANNEX.match(words_of[i]) if len(lines[i].cells) <= 1 else None
        if found and len(words_of[i]) < 80 and not words_of[i].endswith("。"):
            if found[2] and _is_listing(words_of, i, bare):
                stop = _listing_end(words_of, lines, i)
                listing += lines[i:stop]
                i = stop
                continue
            label = compact(text[lines[i].start : lines[i].end])
            prefix = re.match(rf"附[件表][\d０-９{NUMERAL}]*(?:[—\-－]\d+)?", label)
            part = Part(prefix[0] if prefix else "附件", [], start=lines[i].start)
            part.title_lines.append(lines[i])
            if found[2]:
                part.title = text[lines[i].start + found.start(2) : lines[i].end].strip()
            annexes.append(part)
        else:
            (annexes[-1].lines if annexes else body).append(lines[i])
        i += 1
    return body, annexes, listing


def _is_listing(words: list[str], i: int, bare: list[int]) -> bool:
    rest = ANNEX.match(words[i])
    after = list(words[i + 1 : i + 12])
    if any(b > i for b in bare) or (rest and re.match(r"1\s?[.、]", rest[2])):
        return True
    if any(
        ANNEX.match(w) and w != words[i] and compact(w)[:3] == compact(words[i])[:3] and len(w) < 60
        for w in words[i + 1 : i + 600]
    ):
        return True
    return any(read_day(compact(w)) for w in after)


def _listing_end(words: list[str], lines: list[Line], i: int) -> int:
    stop = i + 1
    while stop < len(words) and stop < i + 24 and lines[stop].table < 0:
        word = words[stop]
        mark = find_mark(word)
        if (
            mark and mark.style == "1." and mark.value > 1 and len(word) < 70 and not word.endswith("。")
        ) or (
            not mark
            and len(word) < 30
            and not word.endswith(("。", ":"))
            and not ANNEX.match(word)
            and _continues(words, stop)
        ):
            stop += 1
        else:
            break
    return stop


def _continues(words: list[str], at: int) -> bool:
    """Whether a short line goes on with the annex name before it: that one is not finished, or 2. follows."""
    nxt = find_mark(words[at + 1]) if at + 1 < len(words) else None
    return not TITLE_END.search(words[at - 1]) or bool(nxt and nxt.style == "1." and nxt.value > 1)


def split_cover(
    text: str, folded: str, body: list[Line], annexes: list[Part], title: str, signature: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Split the body at the end of the cover notice; an empty cover when the notice itself is the plan."""
    cut = _cut_at_signature(body, signature) or _cut_at_title(folded, body, title)
    if not cut and not annexes:
        return [], body
    before, after = (body[:cut], body[cut:]) if cut else (body, [])
    rest = after + [x for part in annexes if not _is_name_list(text, part) for x in part.lines]
    if not _has_work(text, folded, rest):
        return [], body
    owned = _owned(text, folded, before)
    if owned and (not _owned(text, folded, rest) or owned >= 3):
        return [], body
    if (
        not after
        and (not re.search("印发|转发|下发|下达|公布|发布|分解|任务表", title))
        and not _owned(text, folded, rest)
    ):
        return [], body
    return before, after


def _is_name_list(text: str, part: Part) -> bool:
    titles = [part.title, *(text[x.start : x.end] for x in part.lines[:3])]
    return any(is_group_title(t) for t in titles if len(t) < 60)


def _cut_at_signature(body: list[Line], signature: list[Line]) -> int:
    last = signature[-1] if signature else None
    at = next((i for i, line in enumerate(body) if line is last), -1)
    return at + 1


def _cut_at_title(folded: str, body: list[Line], title: str) -> int:
    found = re.search(r"(?:印发|转发|下发|发布|公布)(?:《(.+)》|(.+?))(?:的通知|$)", fold(title))
    if not found:
        return 0
    name = compact(found[1] or found[2]).strip("《》")
    for i in range(len(body)):
        joined = ""
        for j in range(i, min(i + 4, len(body))):
            joined += compact(folded[body[j].start : body[j].end])
            if joined.strip("《》") == name:
                return i
            if not name.startswith(joined.strip("《")):
                break
    return 0


def _has_work(text: str, folded: str, lines: list[Line]) -> bool:
    return any(line.table >= 0 or find_mark(folded[line.start : line.end].strip()) for line in lines) or bool(
        _owned(text, folded, lines)
    )


def _owned(text: str, folded: str, lines: list[Line]) -> int:
    """How many of the lines name an owner (a table counts as three); stops counting early."""
    count = 0
    for line in lines:
        if line.table >= 0 and len(line.cells) > 2:
            return count + 3
        found = label_at(folded, line.start, line.end)
        if (found and found[0] in {"leader", "lead", "co", "resp"}) or find_clauses(
            text, line.start, line.end
        ):
            count += 1
        if count >= 3:
            return count
    return count


def take_title(text: str, folded: str, part: Part, *, is_body: bool) -> None:
    """Move the lines of the part's own title out of its lines."""
    if is_body:
        return
    words_of = [folded[x.start : x.end].strip() for x in part.lines[:7]]
    at = 0
    while at < len(words_of) and (is_head_line(words_of[at]) or COLOPHON.search(words_of[at])):
        at += 1
    stop = at
    if (
        not part.title
        and at < len(words_of)
        and not starts_body(words_of[at], folded, part.lines[at])
        and len(part.lines[at].cells) <= 1
    ):
        stop = title_end(words_of, at, part.lines) or at
        part.title = join_title(text, part.lines[at:stop])
    while stop < len(words_of) and is_caption(words_of[stop]):
        stop += 1
    part.title_lines += part.lines[:stop]
    part.lines = part.lines[stop:]


def unprefix(parts: list[Part]) -> None:
    """An only, unnumbered annex that holds all the work is the plan itself: its numbers stand alone."""
    annexes = [p for p in parts if p.prefix]
    if len(annexes) == 1 and compact(annexes[0].prefix) == "附件" and not parts[0].lines:
        annexes[0].prefix = ""

"""The top of page 1 (版头) in each form, and the title."""

from __future__ import annotations

from .page import (
    BODY,
    CHAR,
    LINE,
    TITLE,
    TITLE_LINE,
    WIDTH,
    Line,
    Rule,
    Run,
    blank,
    mm,
)
from .paper import Paper
from .wording import cn_date, ems, title_lines

HEAD_DROP = mm(35)  # 7.2.4: from the top of the text block to the top of the head
RULE_GAP = mm(4) - 4.0  # 7.2.7: 4 mm under the glyphs, which end about 4 points above the foot of their line
OVERHANG = (mm(8), mm(6))  # 10.1: the letter's lines are 170 mm long, centred on the paper


def red_head(text: str, biggest: float, width: float = WIDTH * 0.96, **more: float) -> Line:
    """The organ's mark in red 小标宋, as large as fits, narrowed to no less than 60 per cent as printers do."""
    size = max(22.0, min(biggest, width / ems(text) / 0.66))
    scale = int(max(50, min(100, 100 * width / (ems(text) * size))))
    spare = max(0.0, width - ems(text) * size)
    gap = min(spare / max(1, len(text)), size * 0.5) if len(text) <= 8 else 0.0
    run = Run(text, "title", round(size, 1), red=True, scale=scale, gap=round(gap, 1))
    return Line((run,), "center", pitch=round(size * 1.2, 2), **more)  # type: ignore[arg-type]


def marks(paper: Paper) -> tuple[Line, ...]:
    """份号, 密级, 紧急程度, one under the other from the top left corner (7.2.1 to 7.2.3)."""
    lines = [Line((Run(paper.copy_no),))] if paper.copy_no else []
    return (*lines, *(Line((Run(text, "hei"),)) for text in (paper.secrecy, paper.urgency) if text))


def number_line(paper: Paper) -> Line:
    """发文字号 in the middle; with 签发人 it moves to the left and the signer stands at the right (7.2.5, 7.2.6)."""
    rule = Rule(below=RULE_GAP)
    if paper.signer:
        tail = (Run("签发人："), Run(paper.signer, "kai"))
        return Line((Run(paper.number),), "left", first=1, right=CHAR, tail=tail, rule=rule)
    return Line((Run(paper.number),), "center", rule=rule)


def file_head(paper: Paper) -> tuple[Line, ...]:
    top = marks(paper)
    head = red_head(paper.head, 54)
    drop = max(0.0, HEAD_DROP - sum(line.pitch for line in top) - head.pitch * 0.08)
    return (*top, _lowered(head, drop), *blank(2), number_line(paper), *blank(2))


def brief_head(paper: Paper, drop: float) -> tuple[Line, ...]:
    """纪要 and 专报: head, issue in the middle, then organ at the left and date at the right over the red line."""
    top = marks(paper)
    used = sum(line.pitch for line in top)
    head = _lowered(red_head(paper.head, 58), max(0.0, drop - used))
    issue = (Line((Run(paper.issue),), "center", before=8),) if paper.issue else ()
    organ = Line(
        (Run(paper.printed_by or paper.signature),),
        "left",
        first=1,
        right=CHAR,
        before=4,
        tail=(Run(cn_date(paper.signed_on)),),
        rule=Rule(below=RULE_GAP),
    )
    return (*top, head, *issue, organ, *blank(1))


def slip_head(paper: Paper) -> tuple[Line, ...]:
    """A form sheet: organ and name of the sheet in red, then number and date over a red line."""
    organ = red_head(paper.head, 28, WIDTH * 0.9)
    name = Run(paper.title, "title", 36, red=True, gap=12 if len(paper.title) <= 6 else 0)
    numbers = Line(
        (Run(paper.number),),
        "left",
        tail=(Run(cn_date(paper.signed_on)),),
        before=10,
        rule=Rule(below=3),
    )
    urgency = (Run(paper.urgency, "hei"),) if paper.urgency else ()
    top = (Line(urgency, "left"),) if urgency else ()
    return (*top, organ, Line((name,), "center", pitch=50), numbers, Line(pitch=12))


def letter_head(paper: Paper) -> tuple[Line, ...]:
    """The header of a letter's first page: head 30 mm from the paper's edge, double line 4 mm under it (10.1)."""
    head = red_head(paper.head, 44)
    return (
        Line(head.runs, "center", pitch=head.pitch, rule=Rule("thick_thin", 3, mm(4) - 3, OVERHANG)),
        Line(pitch=8),
    )


def letter_foot() -> Line:
    """The second double line, 20 mm above the lower edge (10.1)."""
    return Line(pitch=4, rule=Rule("thin_thick", 3, 1, OVERHANG, above=True))


def letter_opening(paper: Paper) -> tuple[Line, ...]:
    """Marks at the left, number at the right, each 7/8 of a character under the line; then two blank lines."""
    found = marks(paper)
    first = found[0].runs if found else ()
    opening = Line(first, "left", tail=(Run(paper.number),)) if (first or paper.number) else Line()
    return (opening, *found[1:], *blank(2))


def title(paper: Paper) -> tuple[Line, ...]:
    """The title in 二号 小标宋, each line where it reads well; one blank line after it."""
    if not paper.title:
        return ()
    lines = [_field(paper.title)] if "{{" in paper.title else title_lines(paper.title)
    shown = tuple(Line((Run(t, "title", TITLE),), "center", pitch=TITLE_LINE, keep=True) for t in lines)
    return (*shown, Line(pitch=LINE, keep=True))


def _field(words: str) -> str:
    """A title with fields in it is broken over lines when they are filled (see `facts.entitled`)."""
    alone = words.removeprefix("{{ ").removesuffix(" }}")
    return f"{{{{ {alone}|题 }}}}" if "{" not in alone else f"{{% filter 题 %}}{words}{{% endfilter %}}"


def addressee(paper: Paper) -> tuple[Line, ...]:
    """主送机关, flush left also on turned lines, closed by a full-width colon (7.3.2)."""
    if not paper.addressee:
        return ()
    return (Line((Run(paper.addressee.rstrip("：:") + "：", size=BODY),), "left"),)


def _lowered(line: Line, before: float) -> Line:
    return Line(line.runs, line.align, pitch=line.pitch, before=round(before, 2))

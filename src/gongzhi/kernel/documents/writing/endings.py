"""What stands after the text: list of annexes, signature and date, note, 版记."""

from __future__ import annotations

from .blocks import hanging
from .page import SMALL, WIDTH, Cell, Grid, Line, Row, Run, blank, chars
from .paper import Paper
from .wording import cn_date, ems

DATE_FROM_RIGHT = 4  # 7.3.5.1, with a seal
DATE_FROM_RIGHT_UNSEALED = 2  # 7.3.5.2
COLOPHON_LINE = 25.0


def attachments(paper: Paper) -> tuple[Line, ...]:
    """附件说明: a blank line, then 附件： and the names without a full stop, numbered when there are several (7.3.4)."""
    names = paper.attachments or tuple(annex.title.replace("\n", "") for annex in paper.annexes)
    names = tuple(name.strip().rstrip("。；;") for name in names)
    if not names:
        return ()
    if len(names) == 1:
        return (*blank(1), hanging("附件：", names[0]))
    first = hanging("附件：1.", names[0])
    rest = (_numbered(n, name) for n, name in enumerate(names[1:], 2))
    return (*blank(1), first, *rest)


def _numbered(n: int, name: str) -> Line:
    label = f"{n}."
    return Line((Run(label), Run(name)), "both", first=-ems(label), left=chars(6 + max(0, ems(label) - 1)))


def signature(paper: Paper) -> tuple[Line, ...]:
    """署名 and 成文日期, kept together with the last lines before them; room above for the seal."""
    day = cn_date(paper.signed_on)
    if paper.form in ("brief", "slip") or not (paper.signature or day):
        return ()
    if paper.sealed:
        at = float(DATE_FROM_RIGHT)
        organ_at = max(0.0, at + (ems(day) - ems(paper.signature)) / 2) if day else at
        gap = blank(3, keep=True)
    else:
        at, organ_at = _unsealed(day, paper.signature)
        gap = blank(1, keep=True)
    lines = list(gap)
    if paper.signature:
        run = (Run(paper.signature),)
        lines.append(Line(run, "right", right=chars(organ_at), keep=bool(day)))
    if day:
        lines.append(Line((Run(day),), "right", right=chars(at)))
    return tuple(lines)


def _unsealed(day: str, organ: str) -> tuple[float, float]:
    """Without a seal: organ two characters from the right, the date two characters further in than the organ."""
    organ_at = float(DATE_FROM_RIGHT_UNSEALED)
    day_at = organ_at + ems(organ) - 2 - ems(day)
    if day_at >= DATE_FROM_RIGHT_UNSEALED:
        return day_at, organ_at
    return float(DATE_FROM_RIGHT_UNSEALED), DATE_FROM_RIGHT_UNSEALED + ems(day) + 2 - ems(organ)


def note(paper: Paper) -> tuple[Line, ...]:
    """附注 in round brackets, two characters in (7.3.6)."""
    if not paper.note:
        return ()
    return (Line((Run(f"（{paper.note.strip('（）()')}）"),), "both", first=2),)


def colophon(paper: Paper) -> Grid | None:
    """版记 at the foot of the last page; a letter's has neither lines nor printer (7.4, 10.1)."""
    rows = [
        _copies(label, units)
        for label, units in (("报", paper.reported_to), ("抄送", paper.copies_to))
        if units
    ]
    if paper.form != "letter" and (paper.printed_by or paper.printed_on) and paper.form != "slip":
        rows.append(_printer(paper))
    if not rows:
        return None
    borders = "none" if paper.form == "letter" else "colophon"
    return Grid((WIDTH,), tuple(rows), borders=borders, pinned=True, pad=0.0)


def _copies(label: str, units: tuple[str, ...]) -> Row:
    text = "，".join(unit.strip("，。 ") for unit in units) + "。"
    inset = (1 + len(label) + 1) * SMALL
    head, rest = Run(f"{label}：", size=SMALL), Run(text, size=SMALL)
    line = Line((head, rest), "both", first=-(len(label) + 1) * SMALL / chars(1), left=inset, right=SMALL)
    return Row((Cell((_small(line),)),), COLOPHON_LINE + 4)


def _printer(paper: Paper) -> Row:
    day = f"{cn_date(paper.printed_on)}印发" if paper.printed_on else ""
    line = Line(
        (Run(paper.printed_by, size=SMALL),), "left", left=SMALL, right=SMALL, tail=(Run(day, size=SMALL),)
    )
    return Row((Cell((_small(line),)),), COLOPHON_LINE + 4)


def _small(line: Line) -> Line:
    return Line(line.runs, line.align, line.first, line.left, line.right, COLOPHON_LINE, tail=line.tail)

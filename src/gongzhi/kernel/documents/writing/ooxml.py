"""The few WordprocessingML elements that a layout needs, as text. Lengths come in points and go out in twips."""

from __future__ import annotations

import re

from .page import BODY, BOTTOM, CHAR, LEFT, LINE, RED, TWIPS_LINE, WIDTH, Cell, Grid, Line, Row, Rule, Run

FONTS = {
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "宋体",
    "title": "方正小标宋简体",
    "mono": "Courier New",
}
TIGHT = -0.25  # 28 glyphs of 15.75 points take 441 of the 442.2
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BORDERS = {"single": "single", "thick_thin": "thickThinSmallGap", "thin_thick": "thinThickSmallGap"}
JUSTIFY = {"both": "both", "left": "left", "center": "center", "right": "right"}
LAST = '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def visible(text: str) -> str:
    """The text without control characters, which neither XML nor paper has room for."""
    return ILLEGAL.sub("", text)


def escaped(text: str) -> str:
    """Text as it may stand in XML."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def twips(points: float) -> int:
    return round(points * 20)


def fonts(face: str) -> str:
    """The font's name for every script, so that digits and quotation marks come from it too."""
    name = FONTS[face]
    east = FONTS["fang"] if face == "mono" else name
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{east}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def run(found: Run, tight: bool = False) -> str:
    """A run; tight: body text, drawn together so that 28 glyphs of 16 points stand in 156 mm."""
    if not found.text:
        return ""
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{escaped(t)}</w:t>' for t in found.text.split("\n"))
    return f"<w:r>{run_look(found, TIGHT if tight else 0.0)}{texts}</w:r>"


def run_look(found: Run, gap: float = 0.0) -> str:
    size, gap = round(found.size * 2), found.gap + gap
    parts = [fonts(found.face)]
    parts += ["<w:b/>"] if found.bold else []
    parts += [f'<w:color w:val="{RED}"/>'] if found.red else []
    parts += [f'<w:spacing w:val="{twips(gap)}"/>']
    parts += [f'<w:w w:val="{found.scale}"/>'] if found.scale != 100 else []
    parts += [f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>']
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def line(found: Line, section: str = "", width: float = WIDTH) -> str:
    """A paragraph; section: the properties of a section that ends with it; width: of the text block."""
    tight = on_grid(found)
    runs = "".join(run(r, tight) for r in found.runs)
    if found.tail:
        runs += "<w:r><w:tab/></w:r>" + "".join(run(r, tight) for r in found.tail)
    return f"<w:p>{_line_look(found, section, width)}{runs}</w:p>"


def on_grid(found: Line) -> bool:
    """Whether the characters keep to the 28 of a line: body text does, titles and tables do not."""
    return found.pitch == LINE and all(r.size == BODY for r in (*found.runs, *found.tail))


def _line_look(found: Line, section: str, width: float) -> str:
    parts = ["<w:keepNext/>"] if found.keep else []
    parts += ["<w:pageBreakBefore/>"] if found.new_page else []
    parts += [_border(found.rule)] if found.rule else []
    parts += (
        [f'<w:tabs><w:tab w:val="right" w:pos="{twips(width - found.right)}"/></w:tabs>']
        if found.tail
        else []
    )
    parts += [] if on_grid(found) else ['<w:snapToGrid w:val="0"/>']
    before = f' w:before="{twips(found.before)}"' if found.before else ""
    parts.append(f'<w:spacing{before} w:line="{_pitch(found)}" w:lineRule="exact"/>')
    parts += [_indent(found)]
    parts += [f'<w:jc w:val="{JUSTIFY[found.align]}"/>'] if found.align != "both" else []
    parts += [f'<w:outlineLvl w:val="{found.level - 1}"/>'] if found.level else []
    if not found.runs:
        parts.append(f"<w:rPr>{fonts('fang')}</w:rPr>")
    return f"<w:pPr>{''.join(parts)}{section}</w:pPr>"


def _pitch(found: Line) -> int:
    return TWIPS_LINE if found.pitch == LINE else max(20, twips(found.pitch))


def _indent(found: Line) -> str:
    """Indents; a first line of two characters is written in characters as well, as word processors show it."""
    out = found.rule.out if found.rule else (0.0, 0.0)
    right = 0.0 if found.tail else found.right
    sides = [("left", found.left - out[0]), ("right", right - out[1])]
    parts = [f' w:{side}="{twips(length)}"' for side, length in sides if length]
    if found.first > 0:
        parts.append(
            f' w:firstLineChars="{round(found.first * 100)}" w:firstLine="{twips(found.first * CHAR)}"'
        )
    elif found.first < 0:
        parts.append(f' w:hanging="{twips(-found.first * CHAR)}"')
    return f"<w:ind{''.join(parts)}/>" if parts else ""


def _border(rule: Rule) -> str:
    """A red line under (or over) a paragraph; Word holds at most 31 points between."""
    side = "top" if rule.above else "bottom"
    space = max(0, min(31, round(rule.below)))
    look = f'w:val="{BORDERS[rule.kind]}" w:sz="{round(rule.weight * 8)}" w:space="{space}" w:color="{RED}"'
    return f"<w:pBdr><w:{side} {look}/></w:pBdr>"


def grid(found: Grid) -> str:
    columns = "".join(f'<w:gridCol w:w="{twips(w)}"/>' for w in found.columns)
    rows = "".join(_row(row, found) for row in found.rows)
    return f"<w:tbl>{_grid_look(found)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _grid_look(found: Grid) -> str:
    # measured from the paper's edge: from the margin, LibreOffice would let a table as wide as the text not float
    at = BOTTOM if sum(found.columns) > WIDTH else LEFT
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
        f' w:tblpX="{twips(at)}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        if found.pinned
        else ""
    )
    pad, depth = twips(found.pad), twips(found.pad / 2)
    return (
        f'<w:tblPr>{place}<w:tblW w:w="{twips(sum(found.columns))}" w:type="dxa"/><w:jc w:val="left"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{_borders(found.borders)}<w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="{depth}" w:type="dxa"/><w:left w:w="{pad}" w:type="dxa"/><w:bottom w:w="{depth}" w:type="dxa"/><w:right w:w="{pad}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )


def _borders(kind: str) -> str:
    """all: 0.5 pt; dashed: to cut along; colophon: 0.35 mm outside and 0.25 mm inside, across only (7.4.1)."""
    if kind == "none":
        return ""
    sides = (
        ("top", "insideH", "bottom")
        if kind == "colophon"
        else ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    value = "dashed" if kind == "dashed" else "single"
    sizes = {"top": 8, "bottom": 8, "insideH": 6} if kind == "colophon" else {}
    order = [side for side in ("top", "left", "bottom", "right", "insideH", "insideV") if side in sides]
    return (
        "<w:tblBorders>"
        + "".join(
            f'<w:{side} w:val="{value}" w:sz="{sizes.get(side, 4)}" w:space="0" w:color="000000"/>'
            for side in order
        )
        + "</w:tblBorders>"
    )


def _row(row: Row, of: Grid) -> str:
    look = "<w:cantSplit/>" if row.whole else ""
    look += f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>' if row.height else ""
    look += "<w:tblHeader/>" if row.header else ""
    cells, at = [], 0
    for cell in row.cells:
        cells.append(_cell(cell, sum(of.columns[at : at + cell.span]), of.pad))
        at += cell.span
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: float, pad: float) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    middle = '<w:vAlign w:val="center"/>' if cell.middle else ""
    lines = "".join(line(found, width=width - 2 * pad) for found in cell.lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{middle}</w:tcPr>{lines}</w:tc>'

"""A layout as PDF, set by typst with fonts that may be shipped. The same layout gives the same bytes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from .ooxml import on_grid, visible
from .page import BODY, BOTTOM, CHAR, LEFT, PAPER, RIGHT, TOP, WIDTH, Grid, Layout, Line, Part, Run, Section

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"  # in the wheel pylopdf-fonts-zh-cn, SIL Open Font License
MONO = "DejaVu Sans Mono"  # in the wheel typst
PROGRAM = Path(__file__).with_name("typeset.typ")
ASCENT = 0.88  # of a Chinese glyph's square, above the baseline
_one_at_a_time = threading.Lock()  # a typst compiler serves one thread


@dataclass(frozen=True)
class Typefaces:
    """The fonts for each face, in the order of preference; what is not found is passed over.

    folders: where a county keeps the fonts that it has a licence for. system: also those of the machine, which
    makes the bytes depend on it.
    """

    fang: tuple[str, ...] = ("FangSong_GB2312", "FangSong", "STFangsong", SERIF)
    kai: tuple[str, ...] = ("KaiTi_GB2312", "KaiTi", "STKaiti", SERIF)
    hei: tuple[str, ...] = ("SimHei", "STHeiti", SANS)
    song: tuple[str, ...] = ("SimSun", "STSong", SERIF)
    title: tuple[str, ...] = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", SERIF)
    mono: tuple[str, ...] = ("Courier New", MONO, SANS)
    folders: tuple[str, ...] = ()
    system: bool = False


def pdf(found: Layout, faces: Typefaces = Typefaces()) -> bytes:
    """The file; glyphs that no font has are left out by the fonts, never by us."""
    return bytes(_set(found, faces, format="pdf"))


def pictures(found: Layout, faces: Typefaces = Typefaces(), ppi: float = 72) -> list[bytes]:
    """Every page as a PNG."""
    pages = _set(found, faces, format="png", ppi=ppi)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def _set(found: Layout, faces: Typefaces, **form: Any) -> Any:
    compiler, names = _compiler(faces)
    text = json.dumps(_paper(found) | {"faces": names}, ensure_ascii=False)
    with _one_at_a_time:
        return compiler.compile(PROGRAM.read_bytes(), sys_inputs={"paper": text}, **form)


@lru_cache(maxsize=4)
def _compiler(faces: Typefaces) -> tuple[Any, dict[str, dict[str, Any]]]:
    """A compiler and, for each face, the names that its fonts answer to; made once for a choice of faces."""
    import pylopdf_fonts_zh_cn
    import typst

    folders = [*faces.folders, str(Path(pylopdf_fonts_zh_cn.__file__).parent)]
    fonts = typst.Fonts(include_system_fonts=faces.system, include_embedded_fonts=True, font_paths=folders)
    there = {family.lower() for family in fonts.families()}
    names: dict[str, dict[str, Any]] = {}
    for field in fields(faces):
        wanted = getattr(faces, field.name)
        if field.name not in ("folders", "system"):
            kept = [name for name in wanted if name.lower() in there] or [SERIF]
            # the shipped serif has one weight; the title's is heavier
            names[field.name] = {"names": kept, "bolder": field.name == "title" and kept[0] == SERIF}
    return typst.Compiler(font_paths=fonts), names


def _paper(found: Layout) -> dict[str, Any]:
    head = sum(map(_height, found.first_header))
    return {
        "title": visible(found.title),
        "author": visible(found.author),
        "numbered": found.numbered,
        "width": WIDTH,
        "left": LEFT,
        "first_top": found.first_top,
        "first_bottom": found.first_bottom,
        "header": [_line(line) for line in found.first_header],
        "header_height": max(0.0, found.first_top + head - TOP) if found.first_header else 0.0,
        "footer": _line(found.first_footer) if found.first_footer else None,
        "sections": [_section(section) for section in found.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    width, height = PAPER[::-1] if section.landscape else PAPER
    edges: tuple[float, ...] = (LEFT, TOP, RIGHT, BOTTOM) if section.landscape else (TOP, RIGHT, BOTTOM, LEFT)
    if section.shape:
        width, height, *edges = section.shape
    shape = dict(zip(("top", "right", "bottom", "left"), edges, strict=True))
    return {"width": width, "height": height, "parts": _parts(section.parts), **shape}


def _parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [
        {"kind": "line", **_line(part)} if isinstance(part, Line) else {"kind": "grid", **_grid(part)}
        for part in parts
    ]


def _line(line: Line) -> dict[str, Any]:
    """A line with the reach of its box above and below the baseline, so that it is `pitch` high in any font."""
    size = max((run.size for run in (*line.runs, *line.tail)), default=BODY)
    up = ASCENT * size + (line.pitch - size) / 2
    gap = CHAR - BODY if on_grid(line) else 0.0
    return {
        "runs": [_run(run, gap) for run in line.runs if run.text],
        "tail": [_run(run, gap) for run in line.tail if run.text],
        "align": line.align,
        "first": line.first * CHAR,
        "left": line.left,
        "right": line.right,
        "pitch": line.pitch,
        "up": up,
        "down": line.pitch - up,
        "before": line.before,
        "keep": line.keep,
        "new_page": line.new_page,
        "rule": asdict(line.rule) if line.rule else None,
    }


def _run(run: Run, gap: float) -> dict[str, Any]:
    look = {"face": run.face, "size": run.size, "red": run.red, "bold": run.bold, "scale": run.scale}
    return {"text": visible(run.text), "gap": run.gap + gap, **look}


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [
        {
            "height": row.height,
            "header": row.header,
            "whole": row.whole,
            "cells": [
                {"lines": [_line(line) for line in cell.lines], "span": cell.span, "middle": cell.middle}
                for cell in row.cells
            ],
        }
        for row in grid.rows
    ]
    return {
        "columns": grid.columns,
        "borders": grid.borders,
        "pinned": grid.pinned,
        "pad": grid.pad,
        "rows": rows,
    }


def _height(line: Line) -> float:
    rule = line.rule.below + line.rule.weight * 1.6 if line.rule else 0.0
    return line.pitch + line.before + rule

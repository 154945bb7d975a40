"""A layout as a .docx file. The package is python-docx's; the text is `ooxml`'s; the bytes depend on nothing else."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from . import ooxml
from .page import (
    BODY,
    BOTTOM,
    CHAR,
    FOOTER,
    HEIGHT,
    LEFT,
    PAPER,
    RIGHT,
    SMALL,
    TOP,
    TWIPS_LINE,
    WIDTH,
    Layout,
    Line,
    Run,
    Section,
)

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip entry can bear
LANDSCAPE = (
    LEFT,
    TOP,
    RIGHT,
    BOTTOM,
)  # the upright page's left, top, right, bottom, turned: top, right, bottom, left


def docx(found: Layout) -> bytes:
    """The file; the same layout gives the same bytes."""
    document = Document(BytesIO(_base(found.numbered)))
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    last = body[-1]
    for element in parse_xml(f"<w:body {nsdecls('w')}>{_text(found)}</w:body>"):
        last.addprevious(element)
    _shape(last, found.sections[-1].landscape)
    _first_page(document, found)
    _properties(document, found)
    return packed(document)


def _text(found: Layout) -> str:
    """The body; each section but the last ends in a paragraph that carries its shape."""
    texts = [_section(section) for section in found.sections]
    ends = [
        ooxml.LAST.replace("</w:pPr>", _shape_text(section.landscape) + "</w:pPr>")
        for section in found.sections[:-1]
    ]
    # in w:pPr the section follows the run properties
    return "".join(text + (ends[i] if i < len(ends) else "") for i, text in enumerate(texts))


def _section(section: Section) -> str:
    width = HEIGHT if section.landscape else WIDTH
    texts: list[str] = []
    for i, part in enumerate(section.parts):
        if isinstance(part, Line):
            texts.append(ooxml.line(part, width=width))
            continue
        texts.append(ooxml.grid(part))
        after = section.parts[i + 1] if i + 1 < len(section.parts) else None
        if not isinstance(after, Line):  # two tables would grow together, and a body may not end with one
            texts.append(ooxml.LAST)
    return "".join(texts)


def _shape_text(landscape: bool) -> str:
    """Paper, margins and grid. The grid is of lines only, its character pitch given for the record: LibreOffice

    gives a glyph wider than its cell two of them. The characters are held to 28 by their spacing instead.
    """
    width, height = PAPER if not landscape else PAPER[::-1]
    top, right, bottom, left = LANDSCAPE if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    t = ooxml.twips
    turned = ' w:orient="landscape"' if landscape else ""
    space = int((CHAR - BODY) * 4096)
    return (
        f'<w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="{t(width)}" w:h="{t(height)}"{turned}/>'
        f'<w:pgMar w:top="{t(top)}" w:right="{t(right)}" w:bottom="{t(bottom)}" w:left="{t(left)}"'
        f' w:header="{t(FOOTER)}" w:footer="{t(FOOTER if not landscape else FOOTER - BOTTOM + bottom)}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{TWIPS_LINE}" w:charSpace="{space}"/></w:sectPr>'
    )


def _shape(sect: Any, landscape: bool) -> None:
    """Give the document's last section its paper, margins and grid, and leave its header and footer references."""
    shape = parse_xml(_shape_text(landscape).replace("<w:sectPr>", f"<w:sectPr {nsdecls('w')}>", 1))
    for name in ("type", "pgSz", "pgMar", "docGrid", "cols"):
        for old in sect.findall(f"{{{sect.nsmap['w']}}}{name}"):
            sect.remove(old)
    for element in shape:
        sect.append(element)


def _first_page(document: Any, found: Layout) -> None:
    """A letter's head and foot: those of the first page only, which then bears no number.

    In a document of several sections they belong to the first, and the others go on with its footers.
    """
    sections = list(document.sections)
    first, last = sections[0], sections[-1]
    if len(sections) > 1:
        _move_references(last, first)
    if not found.first_header:
        return
    first.different_first_page_header_footer = True
    first.header_distance = _emu(found.first_top)
    _fill(first.first_page_header, [ooxml.line(line) for line in found.first_header])
    if found.first_footer:
        first.first_page_footer.is_linked_to_previous = False
        foot = ooxml.line(found.first_footer)
        _fill(first.first_page_footer, [foot])
    _foot_distance(first, found)


def _foot_distance(section: Any, found: Layout) -> None:
    """The letter's lower line stands 20 mm above the edge; the numbers of later pages share that footer distance."""
    section.footer_distance = _emu(found.first_bottom)


def _emu(points: float) -> Any:
    from docx.shared import Pt

    return Pt(points)


def _move_references(source: Any, target: Any) -> None:
    for child in list(source._sectPr):
        if child.tag.endswith(("headerReference", "footerReference")):
            target._sectPr.insert(0, child)


def _fill(place: Any, texts: list[str]) -> None:
    place.is_linked_to_previous = False
    element = place._element
    for old in list(element):
        element.remove(old)
    for text in texts:
        element.append(parse_xml(text.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def _properties(document: Any, found: Layout) -> None:
    core = document.core_properties
    title, author = ooxml.visible(found.title)[:255], ooxml.visible(found.author)[:255]
    core.title, core.author, core.last_modified_by = title, author, author
    core.comments, core.revision, core.language = "", 1, "zh-CN"
    day = found.made_on
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    core.created = core.modified = moment


def packed(document: Any) -> bytes:
    """The document's bytes with fixed times in the archive."""
    first, second = BytesIO(), BytesIO()
    document.save(first)
    with (
        zipfile.ZipFile(first) as source,
        zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return second.getvalue()


@lru_cache(maxsize=2)
def _base(numbered: bool) -> bytes:
    """An empty document with our styles, settings and footers; made once in a process."""
    document = Document()
    _styles(document)
    _settings(document)
    for kind in ("numbering", "customXml", "stylesWithEffects", "thumbnail"):
        for key, rel in list(document.part.rels.items()):
            if kind in rel.reltype:
                document.part.rels.pop(key)
    for key, rel in list(document.part.package.rels.items()):
        if "thumbnail" in rel.reltype:
            document.part.package.rels.pop(key)
    if numbered:
        section = document.sections[0]
        _fill(section.footer, [_page_number("right")])
        _fill(section.even_page_footer, [_page_number("left")])
    return packed(document)


def _page_number(side: str) -> str:
    """— 1 — in 四号 宋体, one character from the outer edge (7.5)."""
    look = Run("", "song", SMALL)
    dash = ooxml.run(Run("— ", "song", SMALL)), ooxml.run(Run(" —", "song", SMALL))
    field = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    middle = "".join(f"<w:r>{ooxml.run_look(look)}{part}</w:r>" for part in field)
    inset = f'<w:ind w:{side}="{ooxml.twips(SMALL)}"/>'
    spacing = f'<w:snapToGrid w:val="0"/><w:spacing w:line="{ooxml.twips(SMALL * 1.15)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{spacing}{inset}<w:jc w:val="{side}"/></w:pPr>{dash[0]}{middle}{dash[1]}</w:p>'


def _styles(document: Any) -> None:
    """One paragraph style: 三号 仿宋, justified, no widow control, so that a page holds its 22 lines."""
    size = round(BODY * 2)
    text = (
        f"<w:styles {nsdecls('w')}><w:docDefaults><w:rPrDefault><w:rPr>{ooxml.fonts('fang').replace(' w:hint=' + chr(34) + 'eastAsia' + chr(34), '')}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        '<w:spacing w:before="0" w:after="0"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr>'
        f'<w:rPr><w:spacing w:val="{ooxml.twips(ooxml.TIGHT)}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="t"><w:name w:val="Normal Table"/></w:style>'
        "</w:styles>"
    )
    element = document.styles.element
    for old in list(element):
        element.remove(old)
    for new in parse_xml(text):
        element.append(new)


def _settings(document: Any) -> None:
    text = (
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )
    element = document.settings.element
    for old in list(element):
        element.remove(old)
    for new in parse_xml(text):
        element.append(new)

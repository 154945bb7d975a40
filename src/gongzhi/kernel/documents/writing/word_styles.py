"""The looks of paragraphs and runs in a Word file: their own, else their style's, else the document's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from .ooxml import BORDERS, FONTS
from .page import BODY, CHAR, LINE, RED, TWIPS_LINE, Rule, Run
from .paper import Align

FACES = {name: face for face, name in FONTS.items()}
BY_SOUND = (
    ("小标宋", "title"), ("仿宋", "fang"), ("FangSong", "fang"), ("楷", "kai"), ("KaiTi", "kai"), ("黑", "hei"),
    ("SimHei", "hei"), ("宋", "song"), ("SimSun", "song"), ("Courier", "mono"),
)  # fmt: skip
RULES = {value: name for name, value in BORDERS.items()}
ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
}


@dataclass(frozen=True)
class Looks:
    """pitch: 0 when lines are as high as their text asks, times `lines`. tab: where the stop at the right is, 0 for none."""

    align: Align = "both"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0
    lines: float = 1.0
    before: float = 0.0
    keep: bool = False
    rule: Rule | None = None
    level: int = 0
    new_page: bool = False
    tab: float = 0.0


def face_of(name: str) -> str:
    """The face that a font's name means; 仿宋 when it says nothing.

    >>> face_of("仿宋_GB2312"), face_of("华文楷体"), face_of("Calibri")
    ('fang', 'kai', 'fang')
    """
    return FACES.get(name) or next((face for sound, face in BY_SOUND if sound in name), "fang")


class Styles:
    """Finds a property along: the element itself, its style and that one's bases, the defaults."""

    def __init__(self, document: Any) -> None:
        root = document.styles.element
        self.by_id = {one.get(qn("w:styleId")): one for one in root.iter(qn("w:style"))}
        self.usual = next((key for key, one in self.by_id.items() if _usual(one)), "")
        self.defaults = {
            "w:pPr": root.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}"),
            "w:rPr": root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"),
        }

    def paragraph(self, element: Any) -> Looks:
        spacing, indent = self._sources(element, "w:spacing"), self._sources(element, "w:ind")
        line, rule = _first(spacing, "w:line"), _first(spacing, "w:lineRule")
        border = self._find(element, "w:pBdr")
        left, right = _points(_first(indent, "w:left")), _points(_first(indent, "w:right"))
        found = _rule(border, left, right) if border is not None else None
        tabs = self._find(element, "w:tabs")
        exact = rule in ("exact", "atLeast")
        outline = self._value(element, "w:outlineLvl")
        return Looks(
            align=ALIGNS.get(self._value(element, "w:jc"), "both"),
            first=_first_line(indent),
            left=max(0.0, left) if found else left,
            right=max(0.0, right) if found else right,
            pitch=(LINE if line == str(TWIPS_LINE) else _points(line)) if exact else 0.0,
            lines=int(line) / 240 if line and not exact else 1.0,
            before=_points(_first(spacing, "w:before")),
            keep=self._on(element, "w:keepNext"),
            rule=found,
            level=int(outline) + 1 if outline and int(outline) < 4 else 0,
            new_page=self._on(element, "w:pageBreakBefore"),
            tab=_right_stop(tabs) if tabs is not None else 0.0,
        )

    def run(self, paragraph: Any, element: Any) -> Run:
        """The looks of a run without its text."""

        def value(name: str, attribute: str = "w:val") -> str:
            for one in self._runs(paragraph, element):
                found = one.find(qn(name))
                if found is not None and found.get(qn(attribute)):
                    return found.get(qn(attribute))
            return ""

        def is_on(name: str) -> bool:
            for one in self._runs(paragraph, element):
                found = one.find(qn(name))
                if found is not None:
                    return found.get(qn("w:val")) not in ("0", "false")
            return False

        latin = value("w:rFonts", "w:ascii")
        name = latin if face_of(latin) == "mono" else value("w:rFonts", "w:eastAsia") or latin
        return Run(
            "", face_of(name), int(value("w:sz") or BODY * 2) / 2, value("w:color").upper() == RED, is_on("w:b"),
            int(value("w:w") or 100), int(value("w:spacing") or 0) / 20,
        )  # type: ignore[arg-type]  # fmt: skip

    def _chain(self, key: str, kind: str) -> Any:
        seen: set[str] = set()
        while key in self.by_id and key not in seen:
            seen.add(key)
            looks = self.by_id[key].find(qn(kind))
            if looks is not None:
                yield looks
            base = self.by_id[key].find(qn("w:basedOn"))
            key = base.get(qn("w:val")) if base is not None else ""

    def _runs(self, paragraph: Any, element: Any) -> Any:
        own = element.find(qn("w:rPr"))
        if own is not None:
            yield own
            style = own.find(qn("w:rStyle"))
            if style is not None:
                yield from self._chain(style.get(qn("w:val")), "w:rPr")
        yield from self._chain(self._style(paragraph), "w:rPr")
        if self.defaults["w:rPr"] is not None:
            yield self.defaults["w:rPr"]

    def _style(self, paragraph: Any) -> str:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return own.get(qn("w:val")) if own is not None else self.usual

    def _paragraphs(self, paragraph: Any) -> Any:
        own = paragraph.find(qn("w:pPr"))
        if own is not None:
            yield own
        yield from self._chain(self._style(paragraph), "w:pPr")
        if self.defaults["w:pPr"] is not None:
            yield self.defaults["w:pPr"]

    def _sources(self, paragraph: Any, name: str) -> list[Any]:
        found = (one.find(qn(name)) for one in self._paragraphs(paragraph))
        return [one for one in found if one is not None]

    def _find(self, paragraph: Any, name: str) -> Any:
        return next(iter(self._sources(paragraph, name)), None)

    def _value(self, paragraph: Any, name: str) -> str:
        found = self._find(paragraph, name)
        return "" if found is None else found.get(qn("w:val")) or ""

    def _on(self, paragraph: Any, name: str) -> bool:
        found = self._find(paragraph, name)
        return found is not None and found.get(qn("w:val")) not in ("0", "false")


def _usual(style: Any) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"


def _right_stop(tabs: Any) -> float:
    stops = (one.get(qn("w:pos")) for one in tabs if one.get(qn("w:val")) == "right")
    return max((_points(stop) for stop in stops), default=0.0)


def _first(sources: list[Any], name: str) -> str:
    return next((one.get(qn(name)) for one in sources if one.get(qn(name))), "")


def _points(twips: str) -> float:
    return float(twips) / 20 if twips else 0.0


def _first_line(indent: list[Any]) -> float:
    """In characters of 三号; negative hangs. What the nearest source says counts, in characters before twips."""
    for one in indent:
        for name, worth in (("w:firstLineChars", 0.01), ("w:hangingChars", -0.01)):
            if one.get(qn(name)):
                return float(one.get(qn(name))) * worth
        for name, worth in (("w:firstLine", 0.05), ("w:hanging", -0.05)):
            if one.get(qn(name)):
                return float(one.get(qn(name))) * worth / CHAR
    return 0.0


def _rule(border: Any, left: float, right: float) -> Rule | None:
    for side in ("bottom", "top"):
        one = border.find(qn(f"w:{side}"))
        if one is not None and one.get(qn("w:color"), "").upper() == RED:
            kind = RULES.get(one.get(qn("w:val")), "single")
            weight, below = int(one.get(qn("w:sz")) or 8) / 8, float(one.get(qn("w:space")) or 0)
            return Rule(kind, weight, below, (max(0.0, -left), max(0.0, -right)), above=side == "top")
    return None

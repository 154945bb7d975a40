"""Names and posts of people, as printed in lists of leaders."""

from __future__ import annotations

import re

from gongzhi.kernel.documents.reading.fold import CJK, close_up, fold, trim
from gongzhi.kernel.documents.reading.units import SAME, SURNAMES, Units, looks_like_unit
from gongzhi.kernel.documents.reading.values import Piece, Span

_POST = re.compile(
    r"(?:[县区市镇乡州旗局组队站院所校部社董察]长|书记|常委|主任|主席|秘书长?|同志|领导|负责人|政委|成员|总工程师|总师|调研员|指挥长?|委员|经理|专员)(?:[(].*[)]|·.{1,8})?$"
)
_NAME = re.compile(rf"(?:欧阳|上官|司马|诸葛|[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?:同志)?$")


def leaders(text: str, start: int, end: int) -> tuple[tuple[Piece, ...], bool]:
    """Leaders named in text[start:end] (names or posts) and whether the list is open (等).

    Names of two characters printed with a gap are closed up; a name is never cut.
    """
    found = split_people(text, start, end)
    return found.pieces, found.open_ended


def split_people(text: str, start: int, end: int) -> Units:
    """Names and posts between separators; white space separates only words of two characters or more."""
    folded = fold(text)
    pieces: list[Piece] = []
    is_open = False
    for a, b in _people_parts(folded, start, end):
        a, b = trim(folded, a, b)
        while b > a and folded[b - 1] in "。.;:,":
            b -= 1
        if tail := re.search(r"等(?:相关|有关)?(?:县|市|区)?(?:领导|同志|负责同志)?$", folded[a:b]):
            is_open, b = True, a + tail.start()
        name = close_up(text[a:b])
        if name and not SAME.match(name) and re.search(f"[{CJK}A-Za-z]", name) and name != "无":
            pieces.append(Piece(name, Span(a, b)))
    return Units(tuple(dict.fromkeys(_one_person(text, pieces))), is_open)


def _one_person(text: str, pieces: list[Piece]) -> list[Piece]:
    """县委常委、副县长 李文博: posts without a name right before a post with one (or behind a name) are one person's."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if (
            before
            and text[before.span.end : piece.span.start].strip() == "、"
            and _POST.search(fold(before.text))
            and not is_name(before.text)
            and (
                (_POST_AND_NAME.match(fold(piece.text)) and not _has_name(before.text))
                or (_NAME_THEN_POST.match(fold(before.span.of(text))) and not _has_name(piece.text))
            )
        ):
            whole = Span(before.span.start, piece.span.end)
            joined[-1] = Piece(close_up(text[whole.start : whole.end]), whole)
        else:
            joined.append(piece)
    return joined


def _people_parts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in range(start, end):
        char = folded[at]
        depth += (char in "([") - (char in ")]")
        gap = char.isspace() and _is_people_gap(folded, begin, at, end)
        if depth <= 0 and (char in "、,;/|" or gap):
            parts.append((begin, at))
            begin = at + 1
    parts.append((begin, end))
    return [(a, b) for a, b in parts if folded[a:b].strip()]


def _is_people_gap(folded: str, begin: int, at: int, end: int) -> bool:
    left = folded[begin:at].strip()
    right = re.match(r"\s*([^\s、,;/|]*)", folded[at:end])
    word = right[1] if right else ""
    if len(word) > 1 and (
        _POST_AND_NAME.match(left.replace(" ", ""))
        or (is_name(left) and (_NAME_AND_POST.match(word) or _POST_AND_NAME.match(word)))
    ):
        return True
    if (
        len(left) == 1
        or len(word) == 1
        or " " in left
        or re.match("分管|联系|牵头|常务|协管|相关|有关", left)
    ):
        return bool(_POST.search(left)) and len(word) > 1 and not is_name(word)
    if _POST.search(left) and is_name(word):  # 县长 王强 is one person
        return False
    if _POST.search(left) or _POST.search(word):
        return bool(_POST.search(left) and word)
    return 2 <= len(left) <= 4 and 2 <= len(word) <= 4


_NAME_THEN_POST = re.compile(rf"(?:欧阳|上官|司马|诸葛|[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}\s+[^\s].*$", re.S)


def _has_name(words: str) -> bool:
    return bool(is_name(words) or _POST_AND_NAME.match(fold(words)) or _NAME_AND_POST.match(words))


def is_person(name: str) -> bool:
    """Whether a printed name is a post or title of a person, not a unit.

    >>> is_person("分管农业副县长"), is_person("县财政局")
    (True, False)
    """
    if looks_like_unit(name) and not re.search("(?:常|政)委$", name):
        return False
    return bool(_POST.search(fold(name)) or _POST_AND_NAME.match(fold(name))) or is_name(name)


_NAME_AND_POST = re.compile(rf"[{SURNAMES}]副?(?:[县区市镇乡]长|书记|常委|主任|主席|部长)$")
_POST_AND_NAME = re.compile(
    rf".*(?:长|书记|主任|主席|常委|部长)(?:欧阳|上官|司马|诸葛|[{SURNAMES}])[\u4e00-\u9fff]{{1,2}}$"
)


def is_name(words: str) -> bool:
    """Whether two to four characters are a person's name: a surname and what may follow it.

    >>> is_name("欧阳建国"), is_name("财政局"), is_name("税务局")
    (True, False, False)
    """
    return bool(_NAME.match(words)) and not looks_like_unit(words)

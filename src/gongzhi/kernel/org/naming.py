"""How documents write the names of units, groups and posts, brought to one form: pure.

A form is for comparing only. Two names of one form are the same name; nothing here guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.kernel.org.rules import fold_name

LEVELS = ("县", "市", "区")
BRACKET = re.compile(r"\(([^()]*)\)")
# the long and the usual way to write the same ending (GB/T 9704 documents use both in one table)
ENDINGS = (
    ("人民政府办公室", "政府办"),
    ("政府办公室", "政府办"),
    ("管理委员会", "管委会"),
    ("人民政府", ""),
    ("街道办事处", "街道"),
    ("委员会", "委"),
    ("办公室", "办"),
)
# 市场监管局, 市政处, 市容局, 区划办 begin with a character that is no level word
FRONT = re.compile(r"县(?!域|长|$)|市(?!场|容|长|政(?!府|协|法|务)|监局|$)|区(?!划|域|长|$)")
FILLERS = re.compile(r"分管|协管|工作|同志|[的()·]|[县市区]委常委[、,]?|党组(?:副书记|成员)[、,]?")
OPEN = re.compile(r"(?:等)?(?:各)?(?:有关|相关)")


@dataclass(frozen=True)
class County:
    """What a county's own documents leave out: the names of its places above, and its level word.

    `names` as 清泽县, 淮宁市, 江淮省; without any, every level word may stand in front of a unit.
    """

    names: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        own = tuple(name[-1] for name in self.names[:1] if name[-1] in LEVELS)
        return own or LEVELS

    def bare(self, name: str) -> str:
        """The name without party, place and level words in front and with its usual ending.

        >>> county = County(("清泽县", "淮宁市"))
        >>> [county.bare(name) for name in ("清泽县发展和改革委员会", "县发展改革委", "中共清泽县委组织部", "淮宁市清泽县生态环境分局")]
        ['发展改革委', '发展改革委', '委组织部', '生态环境分局']
        >>> county.bare("市发改委")  # of the city, not of this county
        '市发改委'
        """
        text = fold_name(name).removeprefix("中共")
        text = self._without_places(text)
        for long, short in ENDINGS:
            if text.endswith(long) and (short or len(text) > len(long)):
                text = text.removesuffix(long) + short
                break
        return text.replace("和", "") if len(text) > 4 else text

    def _without_places(self, text: str) -> str:
        for place in self.names[1:]:
            if text.startswith(place) and any(own in text for own in self.names[:1]):
                text = text.removeprefix(place)
        for place in self.names[:1]:
            if text.startswith(place):
                return text.removeprefix(place) or text
            if text.startswith(place[:-1]) and len(place) > 2:
                return text.removeprefix(place[:-1]) or text
        found = FRONT.match(text)
        return text[1:] if found and found[0] in self.levels and len(text) > 1 else text

    def group_form(self, word: str) -> str:
        """A group word without level, brackets, points and fillers.

        >>> county = County(("清泽县",))
        >>> [county.group_form(word) for word in ("县直各部门", "各乡镇（街道）", "各乡镇人民政府、街道办事处", "各乡、镇、街道")]
        ['直各单位', '各乡镇街道', '各乡镇街道', '各乡镇街道']
        """
        text = fold_name(word)
        text = re.sub(r"[(),、及和]|人民政府|办事处|管委会", "", text)
        text = OPEN.sub("各", text).replace("部门", "单位").replace("各各", "各")
        for level in self.levels:
            text = text.replace(f"{level}直", "直", 1)
        return text

    def post_form(self, title: str) -> str:
        """A post without the fillers around it, a vice head's field behind the title.

        >>> county = County(("清泽县",))
        >>> [county.post_form(title) for title in ("分管农业的副县长", "副县长（农业）", "农业副县长", "县委常委、常务副县长")]
        ['副县长农业', '副县长农业', '副县长农业', '常务副县长']
        """
        text = fold_name(title).removeprefix("中共")
        text = FILLERS.sub("", text)
        for place in self.names[:1]:
            # 清泽县县长 loses its county, 清泽县长 only the county's proper name
            text = text.removeprefix(place[:-1] if text.startswith(place + "长") else place)
        text = re.sub(r"^[县市区]?(?:人民)?政府(?=(?:常务)?副?[县市区]长)", "", text)
        text = text.replace("人民政府办公室", "政府办").replace("政府办公室", "政府办")
        text = re.sub(r"^[县市区]?委(?=.+[部委办])|^[县市区](?=政府办)", "", text)
        found = re.fullmatch(r"(.*?)(副[县市区]长)(.*)", text)
        if found and "常务" not in text:
            return found[2] + found[1] + found[3]
        return text


def is_open_ended(word: str) -> bool:
    """Whether a group word leaves open who is meant: 各有关单位, 相关责任单位.

    >>> is_open_ended("县直有关部门"), is_open_ended("县直各部门")
    (True, False)
    """
    return "有关" in word or "相关" in word


def plates(name: str) -> tuple[str, tuple[str, ...]]:
    """A folded name without its brackets, and the plates in them.

    >>> plates("县住建局(县人防办)")
    ('县住建局', ('县人防办',))
    """
    return BRACKET.sub("", name), tuple(BRACKET.findall(name))

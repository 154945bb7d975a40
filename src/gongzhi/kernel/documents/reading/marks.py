"""The numbers that official documents put before headings and tasks (GB/T 9704: 一、 （一） 1. （1） ①)."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMERAL = "零〇一二三四五六七八九十百"
ANNEX = re.compile(rf"^附\s?(?:件|表)\s*([\d{NUMERAL}]{{0,3}})(?:[—-]\d{{1,2}})?\s*(?:[:、.])?\s*(.*)$")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# style -> (canonical level, pattern on the folded line); the printed label is group 1
_STYLES: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 0, re.compile(rf"(第[{NUMERAL}\d]{{1,4}}(?:部分|[章节篇编]))[\s:、.]*")),
    ("clause", 1, re.compile(rf"(第[{NUMERAL}\d]{{1,4}}条)[\s:、]*")),
    ("一、", 1, re.compile(rf"([{NUMERAL}]{{1,4}})\s?(?:、|\.(?!\d)|,(?=\S))\s*")),
    ("(一)", 2, re.compile(rf"(\(\s?[{NUMERAL}]{{1,4}}\s?\))[、.,]?\s*")),
    ("(一)", 2, re.compile(rf"([{NUMERAL}]{{1,3}}\))[、.,]?\s*")),
    ("(1)", 4, re.compile(r"(\(\s?\d{1,3}\s?\))[、.,]?\s*")),
    ("1)", 4, re.compile(r"(\d{1,3}\))[、.,]?\s*")),
    ("①", 5, re.compile(rf"([{_CIRCLED}])[、.,]?\s*")),
    (
        "1.1",
        4,
        re.compile(
            r"(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?:[、.]\s*|\s+|(?=[\u4e00-\u9fff《“]))(?!\s*[%个亿万千百家户公亩吨元米人名座条处所台件项场张套倍度平立成])"
        ),
    ),
    ("1.", 3, re.compile(r"(\d{1,4})\s?(?:\.(?!\d)|、)\s*")),
    ("1.", 3, re.compile(r"(\d{1,3})\.(?=\d{4,5}(?![\d.亿万元%个户人])|5G)")),
    (
        "1",
        3,
        re.compile(
            r"(\d{1,2})\s+(?=[\u4e00-\u9fff]{2})(?![%个亿万千百家户公亩吨元米人名座条处所台件项场张套倍度平立成月年日时分点期号级次届])"
        ),
    ),
    ("[1]", 3, re.compile(r"(\[\s?\d{1,3}\s?\])[、.:]?\s*")),
    (
        "行动1",
        2,
        re.compile(rf"((?:重大|重点|专项)?(?:行动|工程|专项|板块|计划)\s?[\d{NUMERAL}]{{1,3}})\s?[:、.]\s*"),
    ),
    ("问题1", 3, re.compile(rf"((?:反馈)?(?:问题)\s?[\d{NUMERAL}]{{1,3}})\s?[:、.]\s*")),
    (
        "任务1",
        4,
        re.compile(
            rf"((?:重点|工作|主要|整改|具体)?(?:任务|目标|举措|措施|事项|项目|实事)\s?[\d{NUMERAL}]{{1,3}})\s?[:、.]\s*"
        ),
    ),
    ("——", 6, re.compile(r"(——+|—(?=\S)|--+)\s*")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the start of a line: its style, canonical level, printed label and value.

    `length` counts the characters up to the text. `value` is 0 where the label has none (——).
    """

    style: str
    level: int
    label: str
    value: int
    length: int


def find_mark(folded: str) -> Mark | None:
    """The number at the very start of a folded, left-trimmed line.

    >>> find_mark("(十二)强化保障").value
    12
    >>> find_mark("2024年工作要点") is None
    True
    """
    for style, level, pattern in _STYLES:
        if found := pattern.match(folded):
            label = found[1].replace(" ", "")
            return Mark(style, level, label, _value(style, label), found.end())
    return None


def _value(style: str, label: str) -> int:
    if style == "——":
        return 0
    if style == "①":
        return _CIRCLED.index(label) + 1
    digits = re.sub(r"[^\d]", "", label.rsplit(".", 1)[-1]) if style == "1.1" else re.sub(r"\D", "", label)
    return int(digits) if digits else numeral(re.sub(rf"[^{NUMERAL}]", "", label))


def numeral(words: str) -> int:
    """A Chinese numeral below 1000 as an int; 0 when it is none.

    >>> numeral("二十三"), numeral("十"), numeral("一百零五"), numeral("二〇")
    (23, 10, 105, 20)
    """
    if not re.search("[十百]", words):
        digits = "".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) for c in words)
        return int(digits) if digits.isdigit() else 0
    total, digit = 0, 0
    for char in words.replace("〇", "零"):
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = "零一二三四五六七八九".find(char)
    return total + digit


# For joining numbers: "as printed, full marks kept" for bracketed ones, bare for 一、 and 1.
def printed(mark: Mark, ordinal: int) -> str:
    """The label as it stands in a task's number; goals are counted, ——1, ——2."""
    return f"——{ordinal}" if mark.style == "——" else mark.label

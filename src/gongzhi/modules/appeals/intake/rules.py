"""What an appeal's words come to: its class of terms, its headline, its code. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata
from decimal import Decimal
from enum import StrEnum

from gongzhi.kernel.clock import Term, TermKind
from gongzhi.kernel.people.masking import redacted

SHORTEST, LONGEST = 4, 20_000  # characters of an appeal
HEADLINE = 40
DAY = Decimal("6.5")  # working hours of a default office day
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that are taken for another when read out
CODE = 10


class TermClass(StrEnum):
    """What terms are reckoned by; see `policy`."""

    URGENT_1 = "urgent_1"
    URGENT_2 = "urgent_2"
    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    COMPLEX = "complex"
    SUGGESTION = "suggestion"


def term_class(type: str, urgency: str = "normal", complex: bool = False) -> TermClass:
    """The class of an appeal: danger before its type, then what needs several units or an inquiry.

    >>> [term_class("consult").value, term_class("consult", "urgent_1").value, term_class("report").value]
    ['consult', 'urgent_1', 'complex']
    >>> [term_class("help", complex=True).value, term_class("praise").value, term_class("other").value]
    ['complex', 'suggestion', 'complaint']
    """
    if urgency in ("urgent_1", "urgent_2"):
        return TermClass(urgency)
    if complex or type == "report":
        return TermClass.COMPLEX
    same = {"praise": TermClass.SUGGESTION, "other": TermClass.COMPLAINT}
    return same.get(type) or TermClass(type)


def is_urgent(cls: str) -> bool:
    """Whether the class runs in natural hours, nights and holidays included."""
    return cls in (TermClass.URGENT_1, TermClass.URGENT_2)


def half(term: Term, percent: int = 50) -> Term:
    """The part of a term that a co-unit has; at least a quarter of an hour.

    >>> [str(half(Term.parse(code))) for code in ("5wd", "24h", "15min", "7d", "0.25h")]
    ['16.25wh', '12h', '15min', '4d', '0.25h']
    """
    part = Decimal(percent) / 100
    if term.kind is TermKind.WORKING_DAYS:
        return Term.working_hours((term.amount * DAY * part).quantize(Decimal("0.01")))
    if term.kind is TermKind.MINUTES:
        return Term.minutes(max(15, int(term.amount * part)))
    if term.by_the_clock:
        return Term(max(Decimal("0.25"), (term.amount * part).quantize(Decimal("0.01"))), term.kind)
    return Term(Decimal(max(1, -int(-term.amount * part // 1))), term.kind, term.ends, term.rolls)


def tidy(text: str) -> str:
    """A text as it is kept: no zero bytes, no run of spaces or empty lines, no odd forms of letters.

    >>> tidy(" 楼道  没灯\\r\\n\\r\\n\\r\\n 很黑 ")
    '楼道 没灯\\n很黑'
    """
    plain = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\r", "\n")
    lines = (re.sub(r"[ \t\u3000\xa0]+", " ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def headline(text: str, most: int = HEADLINE) -> str:
    """A headline out of the caller's words that names nobody: the first sentence that says something, redacted.

    >>> headline("你好，我是王小明。昨晚起小区三栋楼没水，家里有孩子和老人，什么时候恢复？")
    '昨晚起小区*栋楼没水，家里有孩子和老人，什么时候恢复'
    >>> headline("没水")
    '没水'
    """
    parts = [one.strip("，,、 ") for one in re.split(r"[。！!？?；;\n]", redacted(text))]
    telling = [
        one for one in parts if len(re.sub(r"〔.*?〕|你好|您好", "", one)) >= 8 and "〔姓名〕" not in one
    ]
    found = re.sub(r"(?:你好|您好)[,，]?", "", (telling or [one for one in parts if one] or [""])[0])
    return found[:most]


def new_code() -> str:
    """A code to follow an appeal by, beside its number: 49 bits of chance, no letter that is read as another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE))


def told_words(text: str, known: list[str]) -> list[str]:
    """Which of the directory's own words a text holds: what it may be found by without holding the text.

    >>> told_words("小区停水两天，水压也低", ["停水", "水压", "停电"])
    ['停水', '水压']
    """
    return [word for word in known if word and word in text]

"""What was sent, before anything is made of it: names with values, in UTF-8 or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from gongzhi.modules.appeals.open311.protocol.shapes import Error

MOST_FIELDS = 300
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\])?")
# what XML 1.0 cannot hold even escaped; one of these would break the list for everybody
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_UTF8 = Error(400, "not_utf8", "内容不是 UTF-8 编码。")
TOO_MANY = Error(400, "too_many_fields", f"字段太多，最多{MOST_FIELDS}个。")


class Fields:
    """Named values in their order. An empty value is the same as none.

    >>> sent = Fields([("a", ""), ("a", "1"), ("b", " "), ("attribute[X][]", "2"), ("attribute[X]", "3")])
    >>> sent.one("a"), sent.one("b"), sent.one("c"), sent.attributes()
    ('1', '', '', {'X': ('2', '3')})
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            plain = fit(value)
            if plain.strip():
                self._values.setdefault(name, []).append(plain)

    def one(self, name: str) -> str:
        """The first value, without what stands around it; "" for none."""
        return next(iter(self._values.get(name, ())), "").strip()

    def text(self, name: str) -> str:
        """The first value as it was sent, line ends made alike."""
        return next(iter(self._values.get(name, ())), "").replace("\r\n", "\n").replace("\r", "\n")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(one.strip() for one in self._values.get(name, ()))

    def listed(self, name: str) -> tuple[str, ...] | None:
        """The parts of a comma list; None when nothing was sent."""
        if name not in self._values:
            return None
        parts = (part.strip() for one in self._values[name] for part in one.split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def attributes(self) -> dict[str, tuple[str, ...]]:
        """`attribute[CODE]=v`, several as `attribute[CODE][]=v` or as `attribute[CODE]=v` repeated."""
        found: dict[str, list[str]] = {}
        for name, values in self._values.items():
            if match := _ATTRIBUTE.fullmatch(name):
                found.setdefault(match[1].strip(), []).extend(values)
        return {code: tuple(values) for code, values in found.items()}


def fit(text: str) -> str:
    """A text without the characters that XML cannot hold.

    >>> fit("路\\x0b灯\\x00\\t坏\\n了😀")
    '路灯\\t坏\\n了😀'
    """
    return _UNFIT.sub("", text)


def decoded(raw: bytes) -> Fields | Error:
    """The fields of a form-encoded body or of an address's query.

    >>> decoded("a=%E8%B7%AF&b=灯".encode()).one("b")
    '灯'
    >>> decoded(b"a=%FF").code, decoded(b"a=\\xff").code, decoded(b"a=1&" * 999).code
    ('not_utf8', 'not_utf8', 'too_many_fields')
    """
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        return NOT_UTF8
    except ValueError:
        return TOO_MANY
    return Fields(pairs)


def parted(pairs: Iterable[tuple[str, str]]) -> Fields | Error:
    """The fields of a multipart body that a framework has taken apart, which puts U+FFFD for what is not UTF-8."""
    known = list(pairs)
    if len(known) > MOST_FIELDS:
        return TOO_MANY
    return NOT_UTF8 if any("\ufffd" in name + value for name, value in known) else Fields(known)


def is_form(content_type: str) -> str:
    """ "form", "parts", or "" for a body that is neither, or that says it is not UTF-8.

    >>> [is_form(one) for one in ("application/x-www-form-urlencoded; charset=UTF-8", "multipart/form-data; boundary=x")]
    ['form', 'parts']
    >>> [is_form(one) for one in ("application/json", "application/x-www-form-urlencoded; charset=gbk", "")]
    ['', '', '']
    """
    kind, _, rest = content_type.lower().partition(";")
    said = re.search(r"charset=\"?([\w-]+)", rest)
    if said and said[1].replace("-", "") not in ("utf8", "usascii"):
        return ""
    return {"application/x-www-form-urlencoded": "form", "multipart/form-data": "parts"}.get(kind.strip(), "")


def photo_names(names: Iterable[str]) -> list[str]:
    """Which parts are photos, in their order.

    >>> photo_names(["photo10", "photo2", "media", "other", "photo1"])
    ['media', 'photo1', 'photo2', 'photo10']
    """
    found = [
        (int(match[1] or 0), name)
        for name in names
        if (match := re.fullmatch(r"(?:photo|media)(\d{0,2})", name))
    ]
    return [name for _, name in sorted(found)]

"""How personal data is shown to those who need not know it. Pure."""

from __future__ import annotations

import re
import unicodedata


def mask_phone(text: str) -> str:
    """A number with its middle hidden; short numbers lose all but their last two digits.

    >>> mask_phone("13800138000"), mask_phone("0550-1234567"), mask_phone("12345"), mask_phone("")
    ('138****8000', '0550****567', '***45', '')
    """
    plain = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", text))
    if len(plain) >= 11:
        tail = 4 if len(plain) == 11 and plain[0] == "1" else 3
        head = 3 if tail == 4 else 4
        return f"{plain[:head]}****{plain[-tail:]}"
    return "*" * (len(plain) - 2) + plain[-2:] if len(plain) > 2 else "*" * len(plain)


def mask_name(text: str) -> str:
    """The first character of a name and how long it is.

    >>> mask_name("王小明"), mask_name("欧阳"), mask_name("")
    ('王**', '欧*', '')
    """
    return text[:1] + "*" * (len(text) - 1)


def mask_id(text: str) -> str:
    """The region's digits and the last four.

    >>> mask_id("349921199001011234"), mask_id("AB12")
    ('349921********1234', '****')
    """
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) >= 15 else "*" * len(text)


def mask_address(text: str) -> str:
    """An address without its numbers of building, unit and room.

    >>> mask_address("文昌社区锦绣花园3栋2单元501室")
    '文昌社区锦绣花园*栋*单元*室'
    """
    return re.sub(r"[0-9０-９]+|[一二三四五六七八九十百]+(?=[栋幢单元室号楼层户])", "*", text)


_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〔邮箱〕"),
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "〔证件号〕"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "〔卡号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "〔电话〕"),
    (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·・ ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
        ),
        "〔车牌〕",
    ),
    (re.compile(r"(?:QQ|qq|微信|weixin|wechat)(?:号|群)?[:： ]?[A-Za-z0-9_-]{5,20}"), "〔账号〕"),
    (
        re.compile(
            r"(我叫|我是|姓名[:：是]?|名叫|叫做|联系人[:：]?)([\u4e00-\u9fff]{2,3})(?=[,，。；;、 \n]|$)"
        ),
        r"\1〔姓名〕",
    ),
    (re.compile(r"\d+(?=(?:栋|幢|号楼|单元|室|户|楼\d))"), "*"),
)


def redacted(text: str, *, homes: bool = True) -> str:
    """A text without the numbers and names that can be told by their form. What it misses a person must see to.

    `homes` False leaves the numbers of buildings, where a text says what is broken and not who lives there.

    >>> redacted("我叫王小明，电话13800138000，住锦绣花园3栋2单元501室")
    '我叫〔姓名〕，电话〔电话〕，住锦绣花园*栋*单元*室'
    >>> redacted("车牌皖A12345乱停，身份证349921199001011234")
    '车牌〔车牌〕乱停，身份证〔证件号〕'
    >>> redacted("3栋前路灯不亮，电话13800138000", homes=False)
    '3栋前路灯不亮，电话〔电话〕'
    """
    plain = unicodedata.normalize("NFC", text)
    for pattern, put in _PATTERNS if homes else _PATTERNS[:-1]:
        plain = pattern.sub(put, plain)
    return plain


def tells_somebody(text: str) -> bool:
    """Whether a text that everybody may read still holds a number or a name that can be told by its form.

    >>> tells_somebody("文昌社区三栋楼没水"), tells_somebody("王某电话13800138000")
    (False, True)
    """
    return bool(re.search(r"〔(?:邮箱|证件号|卡号|电话|车牌|账号|姓名)〕", redacted(text)))

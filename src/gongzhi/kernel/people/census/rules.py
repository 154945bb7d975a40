"""Numbers that can be checked, and what is said when they are wrong. Pure."""

from __future__ import annotations

from datetime import date

from gongzhi.kernel.sheets.lines import plain

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
CHECKS = "10X98765432"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, without I, O, S, V, Z
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def identity_check(first: str) -> str:
    """The check character of the first 17 digits of an identity number.

    >>> identity_check("34992119900101001")
    '3'
    """
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def identity_fault(text: str, on: date) -> str:
    """What is wrong with an identity number, with the remedy; "" when it fits.

    >>> day = date(2026, 3, 2)
    >>> identity_fault("349921199001010013", day), identity_fault("349921199001010012", day)
    ('', '校验码不对：按前17位应为3，现在是2，请对照证件核对')
    >>> identity_fault("34992119900101001", day)
    '应为18位，现在17位，请对照证件补全'
    >>> identity_fault("349921199002300019", day), identity_fault("349921209001010018", day)
    ('出生日期19900230不存在，请对照证件核对', '出生日期2090-01-01晚于今天，请对照证件核对')
    """
    given = plain(text)
    if len(given) != 18:
        return f"应为18位，现在{len(given)}位，请对照证件补全"
    if not given[:17].isascii() or not given[:17].isdigit() or not (given[17].isdigit() or given[17] == "X"):
        return "前17位应为数字，末位为数字或X"
    born = born_on(given)
    if born is None:
        return f"出生日期{given[6:14]}不存在，请对照证件核对"
    if born > on:
        return f"出生日期{born}晚于今天，请对照证件核对"
    right = identity_check(given[:17])
    if given[17] != right:
        return f"校验码不对：按前17位应为{right}，现在是{given[17]}，请对照证件核对"
    return ""


def born_on(identity: str) -> date | None:
    """The day of birth in an identity number; None where there is none.

    >>> born_on("349921199001010013")
    datetime.date(1990, 1, 1)
    """
    try:
        return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    except ValueError:
        return None


def is_woman(identity: str) -> bool:
    """The 17th digit is even for women."""
    return int(identity[16]) % 2 == 0


def credit_check(first: str) -> str:
    """The check character of the first 17 of a unified social credit code.

    >>> credit_check("91349921MA2TEST00")
    '5'
    """
    total = sum(CREDIT.index(one) * weight for one, weight in zip(first, CREDIT_WEIGHTS, strict=True))
    return CREDIT[(31 - total % 31) % 31]


def credit_fault(text: str) -> str:
    """What is wrong with a credit code, with the remedy; "" when it fits.

    >>> credit_fault("9134992100000000"), credit_fault("91349921MAOTEST00X")
    ('应为18位，现在16位，请对照执照补全', '含有不会出现的字符O（统一代码不用I、O、S、V、Z），请对照执照核对')
    """
    given = plain(text)
    if len(given) != 18:
        return f"应为18位，现在{len(given)}位，请对照执照补全"
    wrong = sorted({one for one in given if one not in CREDIT})
    if wrong:
        return f"含有不会出现的字符{'、'.join(wrong)}（统一代码不用I、O、S、V、Z），请对照执照核对"
    right = credit_check(given[:17])
    if given[17] != right:
        return f"校验码不对：按前17位应为{right}，现在是{given[17]}，请对照执照核对"
    return ""


def phone_fault(text: str) -> str:
    """What is wrong with a telephone number; "" for one that fits, or none.

    >>> phone_fault("199 0000 0001"), phone_fault("0550-1234567"), phone_fault("1380013800")
    ('', '', '“1380013800”不像电话号码：手机11位，座机带区号')
    """
    digits = "".join(one for one in plain(text) if one.isdigit())
    if (
        not digits
        or (len(digits) == 11 and digits[0] == "1")
        or (10 <= len(digits) <= 12 and digits[0] == "0")
    ):
        return ""
    return f"“{text.strip()}”不像电话号码：手机11位，座机带区号"


def age_on(born: date, on: date) -> int:
    """Whole years.

    >>> age_on(date(1946, 3, 3), date(2026, 3, 2)), age_on(date(1946, 3, 2), date(2026, 3, 2))
    (79, 80)
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

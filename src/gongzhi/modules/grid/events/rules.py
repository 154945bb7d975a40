"""What is decided about events without looking anything up. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.kernel.org.geometry import metres
from gongzhi.kernel.people.masking import redacted

SHORTEST, LONGEST, HEADLINE = 4, 2000, 60
Point = tuple[float, float]  # longitude, latitude


def tidy(text: str) -> str:
    """A text without idle space.

    >>> tidy("  路灯不亮 \\r\\n\\r\\n\\r\\n三盏 ")
    '路灯不亮\\n\\n三盏'
    """
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def headline(text: str) -> str:
    """The first sentence without what tells who it is about.

    >>> headline("东门路灯不亮。电话13800138000，晚上看不见。"), headline("王小明电话13800138000反映路灯不亮")
    ('东门路灯不亮', '王小明电话〔电话〕反映路灯不亮')
    """
    first = re.split(r"[。！？!?\n]", redacted(text, homes=False), maxsplit=1)[0]
    return first.strip("，,；;、 ")[:HEADLINE]


@dataclass(frozen=True)
class Stand:
    """Where somebody stood who looked: how far from the spot, whether that counts, and why not."""

    metres: int | None = None
    on_spot: bool = False
    fault: str = ""  # "far" or the reason why the position is of no use


def stand(event: Point | None, here: Point | None, accuracy: int | None, *, spot: int, worst: int) -> Stand:
    """Judge a position against the event's: within `spot` metres; one that errs by more than `worst` proves nothing.

    An event without a position asks for none of its own: whoever gives one counts as there.

    >>> stand((116.3, 32.95), (116.3, 32.951), 20, spot=200, worst=500)
    Stand(metres=111, on_spot=True, fault='')
    >>> stand((116.3, 32.95), (116.3, 32.96), 20, spot=200, worst=500).fault
    'far'
    >>> stand((116.3, 32.95), None, None, spot=200, worst=500).fault
    '手机没有给出位置'
    >>> stand((116.3, 32.95), (116.3, 32.95), 3000, spot=200, worst=500).fault
    '定位误差3000米'
    """
    if here is None:
        return Stand(fault="手机没有给出位置")
    far = round(metres(event, here)) if event else None
    if accuracy is not None and accuracy > worst:
        return Stand(far, False, f"定位误差{accuracy}米")
    if far is not None and far > spot:
        return Stand(far, False, "far")
    return Stand(far, True)

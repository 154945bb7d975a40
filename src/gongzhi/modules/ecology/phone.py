"""What ecology gives to the phone: the day's patrols of stations, rivers and woods, and the problems found on them."""

from __future__ import annotations

from gongzhi.kernel.modules.patrols import PHOTOS, Patrols
from gongzhi.kernel.modules.phone import Field, Phone
from gongzhi.modules.ecology.patrols.kinds import WALK
from gongzhi.modules.ecology.words import ProblemType, Severity

PATROLS = Patrols(
    "ecology",
    WALK,
    (
        Field("category", "类型", "choice", required=True, choices=ProblemType.choices),
        Field("severity", "程度", "choice", required=True, choices=Severity.choices),
        PHOTOS,
        Field("text", "问题说明", "long", required=True, hint="至少6个字", most=2000),
        Field("voice", "录音", "voice"),
        Field("liable", "责任主体", "text", hint="企业、工地、养殖场等，没有可以不写", most=80),
    ),
    "发现问题",
)
PHONE = Phone(entries=PATROLS.entries(), today=PATROLS.items)

"""The moves of an appeal, each declared once. Importing this declares them, in the order of the work."""

from gongzhi.modules.appeals.handling import (
    moves_pressing,
    moves_receiving,
    moves_replying,
    moves_terms,
    moves_triage,
)

from gongzhi.modules.appeals.callback import moves as moves_calling  # isort: skip
from gongzhi.modules.appeals.topics import moves as moves_telling  # isort: skip
from gongzhi.modules.appeals.open311 import moves as moves_publishing  # isort: skip

__all__ = [
    "moves_calling",
    "moves_pressing",
    "moves_publishing",
    "moves_receiving",
    "moves_replying",
    "moves_telling",
    "moves_terms",
    "moves_triage",
]

"""What the log must lead to: each matter's row, for `verify`."""

from __future__ import annotations

from gongzhi.kernel.events.scan import Replay
from gongzhi.kernel.flow.facts import Moved

MATTERS = Replay(
    sql="SELECT id, number, tip_seq, tip_hash, state, version - 1 FROM flow_matter "
    "WHERE id >= {first} AND id < {last} ORDER BY id",
    moved=Moved.kind,
)

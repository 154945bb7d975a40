"""网格巡查: the walks of grid workers; what they find becomes an event of the grid."""

from __future__ import annotations

from gongzhi.kernel.rounds import RoundKind

VIEW, WALK, PLAN = "grid.view", "grid.patrol", "grid.teams"
PATROL = RoundKind(
    "grid.patrol", "网格巡查", "grid", view=VIEW, walk=WALK, plan=PLAN, finding="grid_event", finding_label="网格事件",
    page="grid:round",
)  # fmt: skip
KINDS = (PATROL,)

"""The three sorts of patrols: of the township stations, along rivers, through woods."""

from __future__ import annotations

from gongzhi.kernel.rounds import RoundKind

VIEW, WALK, PLAN = "ecology.view", "ecology.patrol", "ecology.plan"


def _kind(code: str, label: str, subject: str = "") -> RoundKind:
    return RoundKind(
        f"ecology.{code}", label, "ecology", view=VIEW, walk=WALK, plan=PLAN, finding="eco_problem",
        finding_label="生态环境问题", subject=subject, page="ecology:round",
    )  # fmt: skip


PATROL, RIVER, FOREST = (
    _kind("patrol", "生态巡查"),
    _kind("river", "巡河", "河段"),
    _kind("forest", "巡林", "林区"),
)
KINDS = (PATROL, RIVER, FOREST)
CODES = tuple(one.code for one in KINDS)

"""Patrols and visits: routes with stops, rounds that fall due on them, check-ins by position, findings that become matters.

    PATROL = RoundKind("ecology.patrol", "生态巡查", "ecology", view="ecology.view", walk="ecology.walk",
                       plan="ecology.plan", finding="eco_problem")
    MODULE = Module(..., rounds=(PATROL,))

`actions` has what is done on the way (`begin_round`, `check_in`, `found`, `finish_round`), each with a key that makes
twice once; `queries` what is due for an officer, the rounds that one sees, and the track of a round.
"""

from gongzhi.kernel.rounds.declare import RoundKind, kind_of, register, round_kinds

__all__ = ["RoundKind", "kind_of", "register", "round_kinds"]

"""The rates of grid governance, from the parts of its measures. Pure."""

from __future__ import annotations

from gongzhi.kernel.measures.rules import Rate

RATES = {
    one.name: one
    for one in (
        Rate("filing", "立案率", "all", {"filed": 100}, "立案÷上报"),
        Rate("self", "自办率", "all", {"self": 100}, "网格员自办÷上报"),
        Rate("on_time", "按时处理率", "due", {"in_time": 100}, "按时处理÷应处理（到期或已处理的立案件）"),
        Rate("closing", "结案率", "filed", {"closed": 100}, "结案÷立案"),
        Rate("rework", "返工率", "handled", {"rework": 100}, "返工÷已处理"),
    )
}

"""How whistles say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class NotATown(Refusal):
    code = "appeals.not_a_town"
    kind = Kind.FORBIDDEN
    message = "{unit}不是乡镇（街道），不能吹哨。请由事发地的乡镇（街道）发起。"


class WhistleTooShort(Refusal):
    code = "appeals.whistle_too_short"
    message = "{what}至少{least}个字，请写清楚，受理单位要据此判断派给谁。"


class NobodyWanted(Refusal):
    code = "appeals.nobody_wanted"
    message = "请至少选一个需要报到的单位。"


class PlaceOfAnother(Refusal):
    code = "appeals.place_of_another"
    message = "{place}不在{town}辖区内。请改选本辖区的地方，或由当地乡镇（街道）吹哨。"


class TownCallsItself(Refusal):
    code = "appeals.town_calls_itself"
    message = "{unit}是吹哨的一方，不能再叫自己报到。请从单位里去掉它。"


class LeadTwice(Refusal):
    code = "appeals.lead_twice"
    message = "{unit}已经是牵头单位，不用再列为协同单位。请去掉一处。"


class AlreadyCalled(Refusal):
    code = "appeals.already_called"
    kind = Kind.CONFLICT
    message = "{unit}已经在这张哨里。请只选还没有派到的单位。"


class DaysOutOfRange(Refusal):
    code = "appeals.days_out_of_range"
    message = "重点工作的办结期限应在{least}到{most}日之间，现在是{given}日。"


class DaysAreFixed(Refusal):
    code = "appeals.days_are_fixed"
    message = "只有重点工作可以另定办结天数，{type}按参数“{type}办结”计算。请把天数清空。"


class UnitNotWaiting(Refusal):
    code = "appeals.unit_not_waiting"
    kind = Kind.CONFLICT
    message = "这个单位现在不能{what}：可能别人刚刚办过。请刷新页面再看。"

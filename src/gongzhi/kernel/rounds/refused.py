"""How rounds say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class RouteUnclear(Refusal):
    code = "rounds.route_unclear"
    message = "请填写{what}。"


class RouteNameTaken(Refusal):
    code = "rounds.route_name_taken"
    kind = Kind.CONFLICT
    message = "{unit}已有名为“{name}”的路线，请换一个名称，或修改原来那条。"


class RouteDatesCrossed(Refusal):
    code = "rounds.route_dates_crossed"
    message = "停用日期{to_on}早于启用日期{from_on}，请改正。"


class TimesOutOfRange(Refusal):
    code = "rounds.times_out_of_range"
    message = "次数应在1到31之间，现在是{given}。"


class StopUnclear(Refusal):
    code = "rounds.stop_unclear"
    message = "第{n}个点位{wrong}。"


class RouteOver(Refusal):
    code = "rounds.route_over"
    kind = Kind.CONFLICT
    message = "路线“{route}”已停用，不能再巡查。请刷新后选择现有路线。"


class RoundNotYet(Refusal):
    code = "rounds.not_yet"
    kind = Kind.CONFLICT
    message = "这一轮从{from_on}开始，现在还不能巡查。需要提前去的，请开一轮临时巡查。"


class RoundOver(Refusal):
    code = "rounds.over"
    kind = Kind.CONFLICT
    message = "这一轮应在{due_on}前完成，已经过期，记为未巡查。请改开一轮临时巡查。"


class RoundDone(Refusal):
    code = "rounds.done"
    kind = Kind.CONFLICT
    message = "这一轮已由{who}于{ended}完成，不用再巡查。"


class RoundNotRunning(Refusal):
    code = "rounds.not_running"
    kind = Kind.CONFLICT
    message = "这一轮现在是“{state}”，不能{what}。请先开始巡查。"


class StopOfAnother(Refusal):
    code = "rounds.stop_of_another"
    message = "这个点位不在路线“{route}”上，请重新选择点位。"


class StopsLeft(Refusal):
    code = "rounds.stops_left"
    message = "还有{count}个点位没有到：{names}。请去签到，或写明没有到的原因。"


class NotMissed(Refusal):
    code = "rounds.not_missed"
    kind = Kind.CONFLICT
    message = "这一轮现在是“{state}”，不用说明原因。"


class FindsNothing(Refusal):
    code = "rounds.finds_nothing"
    kind = Kind.CONFLICT
    message = "“{label}”不登记问题。"


class KeyOfAnother(Refusal):
    code = "rounds.key_of_another"
    kind = Kind.CONFLICT
    message = "这条记录的标识已用于另一轮巡查，没有重复登记。请在手机上重新发送。"

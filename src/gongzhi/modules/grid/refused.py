"""How grid governance says no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class TextTooShort(Refusal):
    code = "grid.text_too_short"
    message = "{what}至少写{least}个字，说清楚是什么情况、在哪里。"


class TextTooLong(Refusal):
    code = "grid.text_too_long"
    message = "{what}最多{most}个字，现在{length}个。请写要点，其余放在照片里。"


class PlaceNeeded(Refusal):
    code = "grid.place_needed"
    message = "没有得到位置，也没有选网格。请打开手机定位，或选择事件所在的网格。"


class PlaceUnknown(Refusal):
    code = "grid.place_unknown"
    message = "没有代码为“{given}”的网格，请重新选择。"


class PositionOutside(Refusal):
    code = "grid.position_outside"
    message = "定位（{given}）不在本县范围内，可能没有取得准确位置。请在地图上点选，或选择所在网格。"


class CategoryUnknown(Refusal):
    code = "grid.category_unknown"
    message = "没有代码为“{given}”的事件类别，请在类别里选择。"


class CategoryGone(Refusal):
    code = "grid.category_gone"
    message = "类别“{label}”已停用，请改选其他类别。"


class CategoryNeeded(Refusal):
    code = "grid.category_needed"
    message = "请选定事件类别，时限和处理单位按类别确定。"


class ComponentUnknown(Refusal):
    code = "grid.component_unknown"
    message = "没有编码为“{given}”的部件。请核对编码，或不填编码按事件上报。"


class SelfNotAllowed(Refusal):
    code = "grid.self_not_allowed"
    message = "“{label}”不能由网格员自行办结，请上报，由乡镇派给有关单位。"


class PhotoNeeded(Refusal):
    code = "grid.photo_needed"
    message = "请附{what}照片，至少1张。"


class UnitNeeded(Refusal):
    code = "grid.unit_needed"
    message = "这个类别没有规定处理单位，请选定。"


class UnitIsCo(Refusal):
    code = "grid.unit_is_co"
    message = "{unit}已是主办单位，不能同时协办。"


class DeferTooEarly(Refusal):
    code = "grid.defer_too_early"
    message = "缓办日期应晚于今天（{today}）。"


class ReporterVerifies(Refusal):
    code = "grid.reporter_verifies"
    kind = Kind.FORBIDDEN
    message = "这件事是您上报的，要由另一个人到现场核查。"


class HandlerVerifies(Refusal):
    code = "grid.handler_verifies"
    kind = Kind.FORBIDDEN
    message = "这件事是您处理的，要由另一个人到现场核查。"


class NotOnTheSpot(Refusal):
    code = "grid.not_on_the_spot"
    message = "您离事件位置{metres}米，超过{spot}米。请到现场核查；确实无法靠近的，写明原因。"


class NoPosition(Refusal):
    code = "grid.no_position"
    message = "没有取得可用的定位（{why}）。请打开定位再试；确实不能定位的，写明原因。"


class CodeTaken(Refusal):
    code = "grid.code_taken"
    kind = Kind.CONFLICT
    message = "代码“{given}”已经用于“{label}”，请换一个。"


class RuleInPast(Refusal):
    code = "grid.rule_in_past"
    message = "施行日期{day}不能早于今天，已发生的事件按原规则计时。"


class RuleExists(Refusal):
    code = "grid.rule_exists"
    kind = Kind.CONFLICT
    message = "{day}已经有一条规则。请改一个施行日期。"


class ComponentCodeWrong(Refusal):
    code = "grid.component_code_wrong"
    message = "部件编码“{given}”不对：应为16位数字，前6位是区划，第7、8位是大类（01至05）。"


class HouseholdGone(Refusal):
    code = "grid.household_gone"
    kind = Kind.CONFLICT
    message = "户号{number}已销户，不能走访登记。请核对户号。"


class AnswerMissing(Refusal):
    code = "grid.answer_missing"
    message = "“{label}”没有回答。没见到人的，请选“没见到人”。"


class AnswerWrong(Refusal):
    code = "grid.answer_wrong"
    message = "“{label}”的回答“{given}”不在选项里，请重新选择。"


class QuestionsUnclear(Refusal):
    code = "grid.questions_unclear"
    message = "第{line}行看不懂：“{given}”。请写成“问题｜是否”“问题｜单选：甲、乙”或“问题｜文字”。"


class NotAGrid(Refusal):
    code = "grid.not_a_grid"
    message = "{place}不是网格，不能这样办。请选择网格。"


class NotAVillage(Refusal):
    code = "grid.not_a_village"
    message = "网格属于村（社区）：{place}是{kind}，请选择村或社区。"


class GridEnded(Refusal):
    code = "grid.grid_ended"
    kind = Kind.CONFLICT
    message = "{place}已于{on}撤销。请到现在的网格办理。"


class AlreadyThere(Refusal):
    code = "grid.already_there"
    kind = Kind.CONFLICT
    message = "{name}已经是{place}的{post}。"


class AccountNeeded(Refusal):
    code = "grid.account_needed"
    message = "{post}在系统里办事，请选择他的账号；没有账号的，请系统管理员先新建。"


class OutsideOwnPlaces(Refusal):
    code = "grid.outside_own_places"
    kind = Kind.FORBIDDEN
    message = "{place}不在您负责的范围内，请由上一级办理。"


class PartWithoutWorker(Refusal):
    code = "grid.part_without_worker"
    message = "{part}还没有安排网格员，请选择。"


class NothingToSplit(Refusal):
    code = "grid.nothing_to_split"
    message = "{place}没有边界，不能按线拆分。请先导入边界，或上传拆分后的边界文件。"


class DutyDatesCrossed(Refusal):
    code = "grid.duty_dates_crossed"
    message = "停止日期应晚于起始日期{from_on}。"


class NothingSaid(Refusal):
    code = "grid.nothing_said"
    message = "请选择类别，或写明情况。"


class EventGone(Refusal):
    code = "grid.event_gone"
    kind = Kind.ABSENT
    message = "系统里找不到这件事件，可能已并案或撤销。照片还在手机里，请联系乡镇网格办。"


class HouseholdUnknown(Refusal):
    code = "grid.household_unknown"
    kind = Kind.ABSENT
    message = "系统里找不到这一户，可能已合并或迁出。内容还在手机里，请更新名册，在新的一户上重新登记。"

"""How appeals say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class TextTooShort(Refusal):
    code = "appeals.text_too_short"
    message = "诉求内容至少{least}个字，请写清楚什么事、在哪里。"


class TextTooLong(Refusal):
    code = "appeals.text_too_long"
    message = "诉求内容最多{most}个字，现在{length}个。请写要点，详细材料作为附件上传。"


class HeadlineTellsSomebody(Refusal):
    code = "appeals.headline_tells_somebody"
    message = "标题会公开，里面不能有姓名、电话、证件号、车牌。请改写，例如“{proposal}”。"


class AlreadyTold(Refusal):
    code = "appeals.already_told"
    kind = Kind.CONFLICT
    message = "同一人今天已经反映过同样的内容，编号{number}。不用重复登记，可以在那一件里补充。"


class PlaceOutside(Refusal):
    code = "appeals.place_outside"
    message = "“{given}”不在本县。请核对地方；确属外地的，请告知拨打事发地区号加12345。"


class PointOutside(Refusal):
    code = "appeals.point_outside"
    message = "这个位置（{given}）不是经纬度。请在地图上重新点选。"


class PointElsewhere(Refusal):
    code = "appeals.point_elsewhere"
    message = "这个位置（{given}）不在本县范围内。请在地图上重新点选；确属外地的，请拨打事发地区号加12345。"


class CategoryGone(Refusal):
    code = "appeals.category_gone"
    message = "事项“{label}”已停用，请改选其他事项。"


class CategoryUnknown(Refusal):
    code = "appeals.category_unknown"
    message = "没有代码为“{given}”的事项，请在目录里选择。"


class CategoryNeeded(Refusal):
    code = "appeals.category_needed"
    kind = Kind.CONFLICT
    message = "派单前要先选定事项，请在“事项”里选择。"


class UnitNeeded(Refusal):
    code = "appeals.unit_needed"
    message = "目录里没有这个事项在这个地方的承办单位，请选定主办单位。"


class UnitIsCo(Refusal):
    code = "appeals.unit_is_co"
    message = "{unit}已是主办单位，请从协办单位里去掉。"


class UnitIsParty(Refusal):
    code = "appeals.unit_is_party"
    message = "{unit}已经承办这件诉求，请选别的单位。"


class ReturnTooLate(Refusal):
    code = "appeals.return_too_late"
    kind = Kind.CONFLICT
    message = "申请退单的时限（派单后{term}）已过，请继续办理；确有困难的，可邀请其他单位协办。"


class AlreadyAsked(Refusal):
    code = "appeals.return_asked"
    kind = Kind.CONFLICT
    message = "这次派单已经申请过退单，热线裁定由本单位承办，请继续办理。"


class ContactFirst(Refusal):
    code = "appeals.contact_first"
    kind = Kind.CONFLICT
    message = "回复前要先与诉求人联系，请先“登记联系”（匿名件除外）。"


class NoReply(Refusal):
    code = "appeals.no_reply"
    message = "“{given}”不是答复。请写明核查了什么、办了什么、办到什么程度。"


class NotExtendable(Refusal):
    code = "appeals.not_extendable"
    kind = Kind.CONFLICT
    message = "{cls}件不能延期，请“报阶段进展”。"


class TooManyExtensions(Refusal):
    code = "appeals.too_many_extensions"
    kind = Kind.CONFLICT
    message = "已延期{count}次，{cls}件最多{most}次。"


class ExtensionTooLate(Refusal):
    code = "appeals.extension_too_late"
    kind = Kind.CONFLICT
    message = "办结时限{due}已过，延期要在到期前申请。"


class SamePerson(Refusal):
    code = "appeals.same_person"
    kind = Kind.CONFLICT
    message = "初审是您做的，复核要由另一个人办理。"


class ParentMissing(Refusal):
    code = "appeals.parent_missing"
    message = "没有编号为“{given}”的诉求，请核对编号。"


class ParentUnfit(Refusal):
    code = "appeals.parent_unfit"
    message = "{number}{reason}，不能并入。请选一件正在办理的诉求。"


class HeardNothing(Refusal):
    code = "appeals.heard_nothing"
    message = "接通的回访要填写是否解决和是否满意。"


class NotReachedNoAnswer(Refusal):
    code = "appeals.not_reached_no_answer"
    message = "没有接通的回访，不能填写解决和满意情况。"


class ReopenTooLate(Refusal):
    code = "appeals.reopen_too_late"
    kind = Kind.CONFLICT
    message = "办结已超过{days}天，请登记为新的诉求，并注明原编号。"


class NothingToReply(Refusal):
    code = "appeals.nothing_to_reply"
    kind = Kind.CONFLICT
    message = "本单位没有待回复的催办。"

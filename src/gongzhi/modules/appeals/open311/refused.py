"""How the open interface says no, beside what appeals refuse."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class AddressUnknown(Refusal):
    code = "appeals.open311_address_unknown"
    message = "没有代码为“{given}”的地方，请改填坐标或文字地址。"


class PositionOutside(Refusal):
    code = "appeals.open311_position_outside"
    message = "坐标（{lat}，{long}）不在本县。请核对位置；确属外地的，请向事发地反映。"


class RequestUnknown(Refusal):
    code = "appeals.open311_request_unknown"
    kind = Kind.ABSENT
    message = "没有编号为“{given}”的公开诉求。"


class NotPublishable(Refusal):
    code = "appeals.open311_not_publishable"
    message = "事项“{label}”不对外公开，不能在开放接口设置。"


class QuestionUnclear(Refusal):
    code = "appeals.open311_question_unclear"
    message = "第{line}行看不懂：{why}。"


class PublicTellsSomebody(Refusal):
    code = "appeals.public_tells_somebody"
    message = "公开的文字里还有姓名、电话、证件号或车牌。请改写后再公开。"

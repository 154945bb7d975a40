"""How supervision says no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class NoEvidence(Refusal):
    code = "supervision.no_evidence"
    message = "报完成（100%）要附佐证材料，请上传照片、文件或数据。"


class PercentFell(Refusal):
    code = "supervision.percent_fell"
    message = "实际进度由{before}%降到{after}%，请在“进度下降说明”里写明原因。"


class AlreadyReported(Refusal):
    code = "supervision.already_reported"
    kind = Kind.CONFLICT
    message = "{period}的进展已经报送，内容已冻结；要改请用“更正”，会留下新版本。"


class NothingToCorrect(Refusal):
    code = "supervision.nothing_to_correct"
    kind = Kind.CONFLICT
    message = "{period}还没有报送，请直接“报送进展”。"


class NotFullyReached(Refusal):
    code = "supervision.not_fully_reached"
    message = "最近一次反馈的实际进度是{actual}%，报到100%才能申请办结。"


class TooManyExtensions(Refusal):
    code = "supervision.too_many_extensions"
    kind = Kind.CONFLICT
    message = "已延期{count}次，最多{most}次；确需再延，请报分管领导调整任务。"


class ExtensionTooLate(Refusal):
    code = "supervision.extension_too_late"
    kind = Kind.CONFLICT
    message = "完成时限{deadline}已过，延期要在到期前申请。"


class ExtensionNotLater(Refusal):
    code = "supervision.extension_not_later"
    message = "申请的时限{wanted}不晚于原时限{before}，请选更晚的日期。"


class ObjectionTooLate(Refusal):
    code = "supervision.objection_too_late"
    kind = Kind.CONFLICT
    message = "提出异议的时限（{term}）已过，请先签收，再与督查机构协商。"


class UnitNeeded(Refusal):
    code = "supervision.unit_needed"
    message = "同意异议时要选定改交的单位。"


class UnitIsParty(Refusal):
    code = "supervision.unit_is_party"
    message = "{unit}已经承办本任务，请选别的单位。"


class NothingReported(Refusal):
    code = "supervision.nothing_reported"
    kind = Kind.CONFLICT
    message = "牵头单位还没有报过进展，无从认定虚报。"


class LeaderDecides(Refusal):
    code = "supervision.leader_decides"
    kind = Kind.CONFLICT
    message = "这一步由牵头领导（{leaders}）办理，请先报领导审定。"


class RelapseTooLate(Refusal):
    code = "supervision.relapse_too_late"
    kind = Kind.CONFLICT
    message = "销号已超过{months}个月，不再按反弹重开；请另立新任务，并在来源依据里写明原编号。"


class NoFigure(Refusal):
    code = "supervision.no_figure"
    message = "量化任务的亮灯由进度计算，不能手工判定。"


class HoldNotReady(Refusal):
    code = "supervision.hold_not_ready"
    kind = Kind.CONFLICT
    message = "销账前还缺：{missing}。"


class OpenHold(Refusal):
    code = "supervision.open_hold"
    kind = Kind.CONFLICT
    message = "这项任务还在挂账，销账之后才能销号。"


class NothingToReply(Refusal):
    code = "supervision.nothing_to_reply"
    kind = Kind.CONFLICT
    message = "本单位没有待回复的督办文书。"

"""How mediation says no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class DisputeTooShort(Refusal):
    code = "appeals.dispute_too_short"
    message = "纠纷情况至少{least}个字，请写清楚谁和谁、为什么事。"


class PartyMissing(Refusal):
    code = "appeals.party_missing"
    message = "请至少填写申请人的称呼。"


class PointNeeded(Refusal):
    code = "appeals.point_needed"
    message = "来源是百姓说事点的，请选是哪一个说事点。"


class NobodyMediates(Refusal):
    code = "appeals.nobody_mediates"
    message = "这个地方没有找到承担{level}调解的单位。请核对所在地方，或在参数“县级调解单位代码”里填对代码。"


class NoLevelAbove(Refusal):
    code = "appeals.no_level_above"
    kind = Kind.CONFLICT
    message = "已经在县级调解，没有更高的层级。调解不成的，请登记“调解不成”并告知诉讼、仲裁的权利。"


class NotSigned(Refusal):
    code = "appeals.not_signed"
    message = "书面协议自双方签名、盖章或按指印，并由调解员签名、加盖调解委员会印章后生效。请确认都已完成。"


class EffectiveAhead(Refusal):
    code = "appeals.effective_ahead"
    message = "生效日期{given}还没有到。请填实际签字的日期。"


class PerformedBefore(Refusal):
    code = "appeals.performed_before"
    message = "履行期限不能早于生效日期{effective}。"


class ConfirmationTooLate(Refusal):
    code = "appeals.confirmation_too_late"
    kind = Kind.CONFLICT
    message = "申请司法确认应在协议生效后30日内（{until}前），已经过期。当事人仍可就履行向法院起诉。"


class CourtNumberNeeded(Refusal):
    code = "appeals.court_number_needed"
    message = "法院已确认的，请填确认裁定书文号。"


class RightsNotTold(Refusal):
    code = "appeals.rights_not_told"
    message = "调解不成时，应当告知当事人可以通过仲裁、行政、司法等途径维护权利。请确认已经告知。"


class VisitsOwed(Refusal):
    code = "appeals.visits_owed"
    kind = Kind.CONFLICT
    message = "还有{count}次回访没有做，最近一次应在{due}。回访完再结案，或写明提前结案的理由。"

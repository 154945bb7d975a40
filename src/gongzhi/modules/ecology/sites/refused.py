"""How sites and checks say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class SiteThere(Refusal):
    code = "ecology.site_there"
    kind = Kind.CONFLICT
    message = "{town}已有“{name}”，请打开原来的修改，或在名称中写明标段、地块。"


class SiteChanged(Refusal):
    code = "ecology.site_changed"
    kind = Kind.CONFLICT
    message = "您打开以后，别人已经改过“{name}”：现在由{unit}监管，责任企业是{owner}。请核对后再保存。"


class PlaceMissing(Refusal):
    code = "ecology.site_place_missing"
    message = "还不知道在哪里。请在地图上点选位置，没有坐标时选择所在的村、社区。"


class EndBeforeStart(Refusal):
    code = "ecology.site_end_before_start"
    message = "结束日期{on}早于开工、投产日期{from_on}，请改正日期。"


class SiteOver(Refusal):
    code = "ecology.site_over"
    kind = Kind.CONFLICT
    message = "“{name}”自{on}起已不再检查。还要检查的，请先恢复监管。"


class SiteNotOver(Refusal):
    code = "ecology.site_not_over"
    kind = Kind.CONFLICT
    message = "“{name}”还在监管中，不用恢复。请刷新页面。"


class ItemsChanged(Refusal):
    code = "ecology.check_items_changed"
    kind = Kind.CONFLICT
    message = "检查项目刚刚改过，请重新打开检查页面，按新的项目填写。"


class NothingApplied(Refusal):
    code = "ecology.check_nothing_applied"
    message = "每一项都是“不涉及”，等于没有检查。请至少判断一项。"


class FailedUnsaid(Refusal):
    code = "ecology.check_failed_unsaid"
    message = "“{item}”未达标，请写明是什么情况，至少{least}个字，整改要据此进行。"


class VoidedAlready(Refusal):
    code = "ecology.check_voided_already"
    kind = Kind.CONFLICT
    message = "这次检查已由{who}作废：{reason}"


class NotYourCheck(Refusal):
    code = "ecology.not_your_check"
    kind = Kind.FORBIDDEN
    message = "这次检查由{who}填写，只能由本人或登记工地企业的管理员作废。"


class NotFailed(Refusal):
    code = "ecology.item_not_failed"
    kind = Kind.CONFLICT
    message = "“{item}”不是未达标的项目，不能报告为问题。"


class ReportedAlready(Refusal):
    code = "ecology.item_reported_already"
    kind = Kind.CONFLICT
    message = "“{item}”已经报告为{number}，请打开该问题查看。"

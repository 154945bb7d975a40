"""The closed lists of words that appeals are told in."""

from __future__ import annotations

from django.db.models import TextChoices


class AppealType(TextChoices):
    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    PRAISE = "praise", "表扬"
    OTHER = "other", "其他"


class Channel(TextChoices):
    PHONE = "phone", "12345热线"
    DESK = "desk", "窗口来访"
    PORTAL = "portal", "网上诉求"
    WEBHOOK = "webhook", "公众号"
    OPEN311 = "open311", "开放接口"
    LETTER = "letter", "来信"
    TALK_DESK = "talk_desk", "百姓说事点"
    MAILBOX = "mailbox", "领导信箱"
    SUPERIOR = "superior", "上级转办"
    GRID = "grid", "网格上报"


class Urgency(TextChoices):
    NORMAL = "normal", "一般"
    URGENT_2 = "urgent_2", "紧急"
    URGENT_1 = "urgent_1", "特急"


class ReplyWay(TextChoices):
    PHONE = "phone", "电话"
    MESSAGE = "message", "短信"
    PORTAL = "portal", "网上查看"
    LETTER = "letter", "书面"
    NONE = "none", "不用回复"


class Closer(TextChoices):
    """Who may close an appeal of a kind, beside the hotline's head."""

    CALLBACK = "callback", "回访后办结"
    REVIEW = "review", "审核后办结"
    UNIT = "unit", "承办单位回复即办结"


class Decision(TextChoices):
    PENDING = "pending", "待定"
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"


class Solved(TextChoices):
    FULL = "full", "已解决"
    PARTLY = "partly", "部分解决"
    NO = "no", "未解决"


class Satisfied(TextChoices):
    VERY = "very", "非常满意"
    YES = "yes", "满意"
    FAIRLY = "fairly", "基本满意"
    NO = "no", "不满意"


class Reached(TextChoices):
    YES = "yes", "接通"
    NO_ANSWER = "no_answer", "无人接听"
    REFUSED = "refused", "不愿受访"
    CHANGED_HANDS = "changed_hands", "号码已易主"


class Ground(TextChoices):
    """Why an appeal is not taken up; each has its right way (国办发〔2020〕53号)."""

    LAWSUIT = "lawsuit", "诉讼、仲裁、复议事项"
    DISCIPLINE = "discipline", "纪检监察事项"
    PETITION = "petition", "已进入信访程序"
    DISCLOSURE = "disclosure", "政府信息公开申请"
    EMERGENCY = "emergency", "110、119、120、122紧急警情"
    OUTSIDE = "outside", "不属本县管辖"
    UNLAWFUL = "unlawful", "涉密、涉隐私或违背公序良俗"


GUIDES = {
    Ground.LAWSUIT: "向人民法院、仲裁机构或行政复议机关提出",
    Ground.DISCIPLINE: "拨打12388，或向县纪委监委来信来访",
    Ground.PETITION: "在原信访渠道查询，县信访局接待大厅",
    Ground.DISCLOSURE: "向有关机关提交政府信息公开申请",
    Ground.EMERGENCY: "已三方转接110、119、120、122",
    Ground.OUTSIDE: "拨打事发地区号加12345",
    Ground.UNLAWFUL: "请改由有权机关的专门渠道反映",
}

"""人民调解协议书: the paper that the parties sign, by the law's own list of what it says; written once it is agreed."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.documents.writing import Paper, Paragraph
from gongzhi.kernel.documents.writing.kinds import PaperKind
from gongzhi.kernel.documents.writing.paper import When
from gongzhi.kernel.documents.writing.templates.parts import need, section
from gongzhi.kernel.documents.writing.wording import cn_date

NAME = "appeals_agreement"
SIGNED = "当事人（签名、盖章或者按指印）："
LAW = "本协议自双方当事人签名、盖章或者按指印，调解员签名并加盖调解委员会印章之日起生效，具有法律约束力，双方应当按照约定履行。"


@dataclass(frozen=True)
class AgreementPaper:
    """What the agreement says (People's Mediation Law, art. 29). parties, duties, content: paragraphs."""

    committee: str
    number: str
    parties: tuple[str, ...]
    facts: str
    content: tuple[str, ...]
    mediator: str
    issued_on: When
    confirm_until: When
    duties: tuple[str, ...] = ()
    how: str = ""
    perform_by: When = ""


def agreement(v: AgreementPaper) -> Paper:
    need(
        v,
        committee="调解委员会",
        parties="当事人",
        facts="纠纷主要事实",
        content="协议内容",
        mediator="调解员",
    )
    body = (
        Paragraph(f"编号：{v.number}"),
        *section("当事人", v.parties),
        *section("纠纷主要事实", v.facts),
        *section("争议事项和各方责任", v.duties),
        *section("协议内容", v.content),
        *section("履行方式", v.how),
        *section("履行期限", cn_date(v.perform_by) if v.perform_by else ""),
        Paragraph(LAW),
        Paragraph(f"双方可以在{cn_date(v.confirm_until)}前，共同向有管辖权的人民法院申请司法确认。"),
        Paragraph(SIGNED),
        Paragraph(f"人民调解员（签名）：{v.mediator}"),
    )
    return Paper(
        title="人民调解协议书", form="plain", body=body, signature=v.committee, signed_on=v.issued_on
    )


AGREEMENT = PaperKind(
    NAME,
    "人民调解协议书",
    AgreementPaper,
    agreement,
    sample=AgreementPaper(
        "泽口镇东庄村人民调解委员会",
        "清泽民调〔2026〕12号",
        ("申请人：谢某，电话13800138000", "被申请人：邹某"),
        "两家相邻，因新砌院墙滴水起争执。",
        ("双方以老墙为界。", "被申请人拆除新砌部分，申请人补助工料费五百元。"),
        "陶某某",
        "2026年3月2日",
        "2026年4月1日",
        ("新墙越过老墙十五厘米，被申请人负主要责任。",),
        "拆除后当面付清",
        "2026年4月30日",
    ),
    words={
        "committee": ("调解委员会", "盖章的人民调解委员会"),
        "parties": ("当事人", "一人一段：地位、姓名、电话"),
        "facts": ("纠纷主要事实", "简要情况"),
        "duties": ("各方责任", "争议事项和各方责任，一条一段"),
        "content": ("协议内容", "一条一段"),
        "how": ("履行方式", "怎样履行"),
        "perform_by": ("履行期限", "最迟哪一天"),
        "mediator": ("调解员", "姓名"),
        "issued_on": ("生效日期", "签字盖章的日子"),
        "confirm_until": ("司法确认期限", "可以共同申请司法确认的最后一天"),
    },
)

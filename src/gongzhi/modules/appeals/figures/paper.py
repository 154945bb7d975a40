"""诉求月度通报 as a kind of paper: five parts and the table by unit. Staff may write it with a template of their own."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.documents.writing import Paper
from gongzhi.kernel.documents.writing.kinds import PaperKind
from gongzhi.kernel.documents.writing.paper import When
from gongzhi.kernel.documents.writing.templates.parts import need, points, section, task_annex

NAME = "appeals_circular"
HEAD = (
    "分组", "名次", "单位", "承办件", "响应率", "解决率", "满意率", "综合得分", "按期办结率", "重办率", "未接通", "不合理",
    "每万人诉求",
)  # fmt: skip
PARTS = (
    ("overall", "受理办理总体情况"),
    ("shares", "分类和领域占比"),
    ("low", "回访满意率低的单位"),
    ("hot", "热点诉求"),
    ("demands", "下一步要求"),
)
ANNEX = "各单位诉求办理情况表"


@dataclass(frozen=True)
class AppealsCircular:
    """The monthly circular. Each part is paragraphs; an empty one is left out and the numbers close up."""

    issuer: str
    number: str
    title: str
    addressee: str
    overall: tuple[str, ...]
    issued_on: When
    shares: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    hot: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    columns: tuple[str, ...] = HEAD
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    copies_to: tuple[str, ...] = ()


def circular(v: AppealsCircular) -> Paper:
    need(v, issuer="发文单位", title="标题", addressee="主送机关", overall="受理办理总体情况")
    heads = dict(PARTS)
    body = (
        *(block for name in ("overall", "shares", "low", "hot") for block in section(heads[name], getattr(v, name))),
        *points(heads["demands"], v.demands),
    )  # fmt: skip
    return Paper(
        form="file", head=f"{v.issuer}文件", number=v.number, title=v.title, addressee=v.addressee, body=body,
        signature=v.issuer, signed_on=v.issued_on, note=v.note, copies_to=v.copies_to, printed_by=v.issuer,
        printed_on=v.issued_on, annexes=task_annex(ANNEX, v.rows, v.columns),
    )  # fmt: skip


SAMPLE = AppealsCircular(
    "清泽县数据资源管理局",
    "清数通〔2026〕6号",
    "清泽县数据资源管理局关于2026年6月民声诉求办理情况的通报",
    "各乡镇人民政府、街道办事处，开发区管委会，县直各单位，有关企业",
    (
        "2026年6月共受理诉求1204件，环比+8.2%。其中直接办结861件，占71.51%；转办327件，派单341件次；不予受理9件，并案7件。",
        "响应率97.20%，解决率88.41%，满意率90.73%。回访接通302件；没有接通21件、经复核认定不合理4件，不计入解决率和满意率。",
    ),
    "2026年7月3日",
    (
        "按类型分：投诉614件（51.0%）、咨询409件（34.0%）、其他181件（15.0%）。",
        "按领域分：市容412件（34.2%）、设施298件（24.8%）、村务96件（8.0%）。",
    ),
    ("满意率低于85%的单位2个：县供水公司66.67%、泽口镇80.00%。",),
    ("增长较快的事项：设施/供水中断64件，环比增61件（上期3件）。",),
    (
        "满意率低于通报线的单位要逐件复盘不满意件，五个工作日内报整改情况。",
        "先联系、再办理、后回复，不得以“已转办”代替答复。",
    ),
    rows=(
        ("乡镇街道", "1", "城关街道", "46", "100.00%", "93.18%", "95.45%", "95.45", "97.83%", "2.17%", "2", "0", "12.71"),
        ("县直部门", "—", "县档案馆", "2", "100.00%", "—", "—", "—", "100.00%", "0.00%", "1", "0", "—"),
    ),
    note="此件公开发布",
    copies_to=("县委办公室", "县政府办公室"),
)  # fmt: skip

CIRCULAR = PaperKind(
    NAME,
    "诉求月度通报",
    AppealsCircular,
    circular,
    sample=SAMPLE,
    words={
        "overall": ("总体情况", "受理、直办、转办、按期和三率，由统计生成，一条一段"),
        "shares": ("占比情况", "按类型、领域和事项，由统计生成，一条一段"),
        "low": ("低满意率单位", "低于通报线的单位，由统计生成，一条一段"),
        "hot": ("热点诉求", "增长快的事项和专题，由统计生成，一条一段"),
    },
)

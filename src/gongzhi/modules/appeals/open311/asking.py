"""Questions of a service as a person types them: one a line, parts divided by a bar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongzhi.modules.appeals.open311.protocol.shapes import CODE, LISTS
from gongzhi.modules.appeals.open311.refused import QuestionUnclear

KINDS = {
    "文字": "string",
    "长文字": "text",
    "数字": "number",
    "时间": "datetime",
    "单选": "singlevaluelist",
    "多选": "multivaluelist",
    "提示": "text",
}
NEEDED = "必填"


def read(text: str) -> list[dict[str, Any]]:
    """Rows as `Offer.questions` keeps them. Raises: QuestionUnclear.

    >>> rows = read("lamps | 数字 | 几盏不亮 | 必填\\nsigns|多选|现象||dark=不亮、blink=闪烁")
    >>> [(row["code"], row["datatype"], row["required"], row["values"]) for row in rows]
    [('lamps', 'number', True, []), ('signs', 'multivaluelist', False, [['dark', '不亮'], ['blink', '闪烁']])]
    >>> read("lamps | 盏数 | 几盏不亮")
    Traceback (most recent call last):
    gongzhi.modules.appeals.open311.refused.QuestionUnclear: 第1行看不懂：类型应为文字、长文字、数字、时间、单选、多选、提示之一。
    """
    rows = [_row(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    codes = [row["code"] for row in rows]
    for n, code in enumerate(codes, 1):
        if codes.index(code) != n - 1 or code == "fixmystreet_id":
            raise QuestionUnclear(field="questions", line=n, why=f"代码“{code}”已经用过")
    return rows


def _row(n: int, line: str) -> dict[str, Any]:
    code, kind, words, needed, options, *rest = [
        part.strip() for part in [*line.replace("｜", "|").split("|"), "", "", "", ""]
    ]
    datatype = KINDS.get(kind, "")
    values = [[part.strip() for part in one.split("=", 1)] for one in options.split("、") if one.strip()]
    if not CODE.fullmatch(code):
        why = "代码只能用字母、数字、点、横线"
    elif not datatype:
        why = f"类型应为{'、'.join(KINDS)}之一"
    elif not words:
        why = "缺少问题"
    elif needed not in ("", NEEDED):
        why = f"第四格填“{NEEDED}”或不填"
    elif any(rest):
        why = "最多五格"
    elif (datatype in LISTS) != bool(values):
        why = "单选、多选要有选项，其他类型没有选项"
    elif any(len(one) != 2 or not CODE.fullmatch(one[0]) or not one[1] for one in values):
        why = "选项写成“键=名称”，用顿号隔开"
    else:
        asked = kind != "提示"
        return {"code": code, "datatype": datatype, "description": words, "required": asked and bool(needed),
                "variable": asked, "values": values}  # fmt: skip
    raise QuestionUnclear(field="questions", line=n, why=why)


def written(rows: Sequence[dict[str, Any]]) -> str:
    """The lines of kept rows; what `read` makes rows of.

    >>> text = "lamps | 数字 | 几盏不亮 | 必填\\nsigns | 多选 | 现象 |  | dark=不亮、blink=闪烁\\nhint | 提示 | 请勿触摸"
    >>> written(read(text)) == text
    True
    """
    return "\n".join(_line(row) for row in rows)


def _line(row: dict[str, Any]) -> str:
    kind = next(name for name, datatype in KINDS.items() if datatype == row["datatype"])
    options = "、".join(f"{key}={name}" for key, name in row.get("values", ()))
    parts = [row["code"], kind if row.get("variable", True) else "提示", row["description"]]
    parts += [NEEDED if row.get("required") else "", options]
    while not parts[-1]:
        parts.pop()
    return " | ".join(parts)

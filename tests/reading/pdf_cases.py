"""PDF files set here in type: wrapped and indented paragraphs over two pages, a ruled table with merged cells."""

from __future__ import annotations

import re

from tests.reading.answers import Case, task
from tests.reading.text_cases import CASES as TEXT_CASES
from tests.reading.text_cases import LABELS


def set_in_type(body: str) -> bytes:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    head = (
        '#set page(width: 400pt, height: 560pt, margin: 50pt, numbering: "— 1 —")\n'
        '#set text(font: "Noto Sans SC", size: 12pt, lang: "zh", region: "cn")\n#set par(first-line-indent: (amount: 2em, all: true))\n'
    )
    return bytes(typst.compile((head + body).encode(), font_paths=[str(sans_path().parent)]))


def escaped(words: str) -> str:
    return re.sub(r"([#$*_`<>@\\\[\]~=+\-/\"'])", r"\\\1", words)


def wrapped() -> bytes:
    lines = [re.sub(r"^\s+|\s{3,}", " ", line).strip() for line in LABELS.split("\n")]
    return set_in_type(
        "\n\n".join(re.sub(r"^(\d+)\\?([.．])", r"\1\\\2", escaped(line)) for line in lines if line)
    )


def table() -> bytes:
    rows = [
        "[序号], [任务内容], [牵头领导], table.cell(colspan: 2)[责任分工], [完成时限],",
        "[], [], [], [牵头单位], [配合单位], [],",
        "[1], [新建改扩建中小学12所，新增学位5400个], table.cell(rowspan: 2)[分管文教副县长], [县教育局], [县财政局、县住房和城乡建设局、各乡镇], [8月底前],",
        "[2], [建成县文化馆，开展送戏下乡223场], [县文旅体局], table.cell(rowspan: 2)[县财政局], [年底前],",
        "[3], [完成120急救站点建设6个], [分管卫生副县长], [县卫生健康委员会], [上半年],",
    ]
    return set_in_type(
        f"清泽县2024年重点任务分解表\n\n#table(columns: (2em, 1fr, 5em, 5em, 6em, 4em), {''.join(rows)})"
    )


CASES = [
    Case("label lines set in type, wrapped over pages (pdf)", "分解.pdf", wrapped, TEXT_CASES[0].tasks, TEXT_CASES[0].document),
    Case(
        "a ruled table with merged cells and wrapped words (pdf)", "分解表.pdf", table,
        [
            task("1", "新建改扩建中小学12所，新增学位5400个", "县教育局", "县财政局 县住房和城乡建设局 各乡镇", leaders="分管文教副县长", targets=">=12所 >=5400个", by="2024-08-31"),
            task("2", "建成县文化馆，开展送戏下乡223场", "县文旅体局", "县财政局", leaders="分管文教副县长", targets=">=223场", by="2024-12-31"),
            task("3", "完成120急救站点建设6个", "县卫生健康委员会", "县财政局", leaders="分管卫生副县长", targets=">=6个", by="2024-06-30"),
        ],
        {"title": "清泽县2024年重点任务分解表"},
    ),
]  # fmt: skip

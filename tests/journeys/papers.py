"""Documents that the journeys bring along: of the fictional county, written for the occasion."""

from __future__ import annotations

from io import BytesIO

import docx

from gongzhi.demo.county import DATA

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STRANGER = "县园林绿化处"  # a unit that the county does not have
# the second half-year's document: other targets than the story's, one unknown unit, one row that is two tasks
CHANGES = {
    "{year}": "2026",
    "年县政府重点工作任务分解": "年下半年县政府重点工作任务分解",
    "〔2026〕1号": "〔2026〕19号",
    "2026年1月16日": "2026年7月17日",
    "改造老旧小区12个，惠及居民2600户左右": "改造老旧小区16个，惠及居民3100户左右",
    "开工建设标准化厂房12万平方米，竣工8万平方米以上": "开工建设标准化厂房15万平方米；竣工10万平方米以上",
    "牵头单位：县城管局；责任单位：县林业局、县城投集团": f"牵头单位：{STRANGER}；责任单位：县林业局、县城投集团",
    "完成时限：2026年6月底": "完成时限：2026年10月底",
}


def half_year() -> str:
    """The words of the document: 42 tasks."""
    text = (DATA / "key-work.txt").read_text(encoding="utf-8")
    for before, after in CHANGES.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def word_file(text: str, name: str = "下半年重点工作任务分解.docx") -> dict[str, object]:
    """The words as a Word file, as Playwright and Django's client take it."""
    document = docx.Document()
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line)
    held = BytesIO()
    document.save(held)
    return {"name": name, "mimeType": WORD, "buffer": held.getvalue()}


def paragraphs(data: bytes) -> str:
    """All words of a Word file, tables too."""
    document = docx.Document(BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


# the smallest picture that is one: a grey JPEG of a single point
PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f14"
    "1d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b08000100010101"
    "1100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504"
    "040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a2526"
    "2728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a"
    "92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5"
    "e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbfcffd9"
)

import io
import shutil
import zipfile

import pytest

from gongzhi.kernel.documents.reading import read
from gongzhi.kernel.documents.reading import sources as s
from gongzhi.kernel.documents.reading.encoding import decode
from gongzhi.kernel.documents.reading.from_doc import NoConverter, from_doc
from gongzhi.kernel.documents.reading.from_pdf import Scan
from gongzhi.kernel.refusals import Refusal

PLAN = "清泽县2024年工作要点\n1.新建公园6个。（县城管局）\n2.改造道路9条。（县住建局）\n"


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert [t.text for t in read(PLAN.encode(encoding), "a.txt").tasks] == ["新建公园6个。", "改造道路9条。"]


def test_broken_bytes_do_not_change_the_encoding() -> None:
    assert decode(PLAN.encode()[:-2])[:10] == PLAN[:10]
    assert decode(PLAN.encode("gb18030")[:-3] * 3)[:10] == PLAN[:10]


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.txt", s.Empty),
        (b" \n\n", "a.txt", s.Empty),
        (b"x" * (2 * s.MEGABYTE), "a.txt", s.TooLarge),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a.docx", s.WrongType),
        (b"MZ" + bytes(5000), "a.txt", s.WrongType),
        (PLAN.encode(), "a.docx", s.FakeExtension),
        (zipped(a_xml=b"1"), "a.docx", s.WrongType),
        (b"PK\x03\x04" + bytes(50), "a.docx", s.Damaged),
        (zipped(word__document_xml=b"<w"), "a.docx", s.Damaged),
        (zipped(word__document_xml=b"<w/>"), "a.xlsx", s.FakeExtension),
        (b"%PDF-1.4\n%%EOF", "a.pdf", s.Damaged),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as caught:
        read(data, name, limit=s.MEGABYTE)
    assert caught.value.field == "file"


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(s.Bomb):
        read(zipped(word__document_xml=bytes(60 * s.MEGABYTE)), "a.docx")


def test_outside_entities_are_not_fetched() -> None:
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>1.&x;</w:t></w:r></w:p></w:body></w:document>'
    assert "root:" not in read(zipped(word__document_xml=evil), "a.docx").text


def test_scan_is_refused_with_the_remedy() -> None:
    import pypdfium2

    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    out = io.BytesIO()
    blank.save(out)
    with pytest.raises(Scan, match="扫描"):
        read(out.getvalue(), "a.pdf")


def test_old_word_file_without_converter_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoConverter, match="docx"):
        from_doc(b"", ".doc")


def test_word_numbers_and_merged_cells_are_read() -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    numbering = f'<w:numbering {w}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = "".join(item.format(x) for x in ("新建公园6个。（县城管局）", "改造道路9条。（县住建局）"))
    document = f"<w:document {w}><w:body><w:p><w:r><w:t>2024年工作要点</w:t></w:r></w:p>{body}<w:p><w:del><w:r><w:delText>三、删去的。</w:delText></w:r></w:del></w:p></w:body></w:document>"
    data = zipped(word__document_xml=document.encode(), word__numbering_xml=numbering.encode())
    assert [(t.no, t.text) for t in read(data, "a.docx").tasks] == [
        ("一", "新建公园6个。"),
        ("二", "改造道路9条。"),
    ]


def test_extension_does_not_decide() -> None:
    page = f"<html><body><p>{PLAN.replace(chr(10), '</p><p>')}</p></body></html>"
    assert len(read(page.encode(), "a.txt").tasks) == 2
    assert len(read(page.encode(), "a.doc").tasks) == 2

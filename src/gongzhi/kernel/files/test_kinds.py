"""Types by content, and every reason to say no to one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from gongzhi.kernel.files import kinds, refused
from gongzhi.kernel.files.archives import Limits, inspect
from gongzhi.kernel.files.samples import compound, packed, picture, sheet, word

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OFD = packed({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"})


def title(value: object) -> str:
    """A short test title; contents have none."""
    return value if isinstance(value, str) else getattr(value, "__name__", "")


def kind_of(name: str, content: bytes, allowed: list[str] | None = None) -> str:
    return kinds.identify(io.BytesIO(content), name, allowed)[0].name


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("通知.docx", word(), "docx"),
        ("表.xlsx", sheet(), "xlsx"),
        ("通知.pdf", PDF, "pdf"),
        ("公文.ofd", OFD, "ofd"),
        ("旧.doc", compound({"WordDocument": b"\xec\xa5\xc1\0"}), "doc"),
        ("旧.wps", compound({"WordDocument": b"\xec\xa5\xc1\0"}), "doc"),
        ("旧.xls", compound({"Workbook": struct.pack("<HH", 0x809, 16)}), "xls"),
        ("旧.et", compound({"Workbook": struct.pack("<HH", 0x809, 16)}), "xls"),
        ("旧.ppt", compound({"PowerPoint Document": b""}), "ppt"),
        ("照片.png", picture("PNG"), "png"),
        ("照片.jpg", picture("JPEG"), "jpeg"),
        ("照片.bmp", picture("BMP"), "bmp"),
        ("照片.webp", picture("WEBP"), "webp"),
        ("说明.txt", "清淤三公里".encode(), "text"),
        ("说明.txt", "清淤三公里，完成百分之八十。".encode("gb18030"), "text"),
        ("说明.txt", "清淤三公里".encode("utf-16"), "text"),
        ("BMI.txt", b"BM\xe4\xbd\x93\xe9\x87\x8d", "text"),
        ("表.csv", "单位,数\n县水利局,3\n".encode("gbk"), "text"),
        ("页.html", b"<!DOCTYPE html><p>x", "html"),
        ("数据.xml", b"<?xml version='1.0'?><a/>", "xml"),
        ("录像.mp4", b"\0\0\0\x18ftypmp42" + bytes(40), "mp4"),
        ("录音.m4a", b"\0\0\0\x18ftypmp42" + bytes(40) + b"hdlrsoun", "m4a"),
        ("录音.weba", b"\x1aE\xdf\xa3" + bytes(12) + b"webm" + bytes(40) + b"A_OPUS", "weba"),
        ("照片.heic", b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
        ("佐证.zip", packed({"通知.docx": word(), "现场.png": picture()}), "zip"),
    ],
    ids=title,
)
def test_content_tells_the_type(name: str, content: bytes, kind: str):
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("通知.docx", PDF, refused.ExtensionWrong),
        ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>", refused.ExtensionWrong),
        ("照片.jpg", word(), refused.ExtensionWrong),
        ("照片.jpg", b"\x93\x01\x02not a picture\xff\xfe\x00", refused.ImageDamaged),
        ("照片.png", picture()[:30], refused.ImageDamaged),
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"junk" * 20, refused.ImageDamaged),
        ("程序.exe", b"MZ\x90\0" + bytes(60), refused.ProgramRefused),
        ("通知.docx", b"MZ\x90\0" + bytes(60), refused.ProgramRefused),
        ("通知.txt", b"#!/bin/sh\nrm -rf /\n", refused.ProgramRefused),
        ("通知.pdf.js", b"alert(1)", refused.ProgramRefused),
        ("库.txt", b"\x7fELF\x02\x01\x01\0" + bytes(60), refused.ProgramRefused),
        ("宏.xlsm", sheet(), refused.MacroRefused),
        ("宏.docx", packed({"[Content_Types].xml": b"", "word/vbaProject.bin": b"x"}), refused.MacroRefused),
        ("宏.doc", compound({"WordDocument": b"\xec\xa5", "_VBA_PROJECT": b""}), refused.MacroRefused),
        ("密.docx", compound({"EncryptionInfo": b"", "EncryptedPackage": b""}), refused.FileEncrypted),
        ("密.doc", compound({"WordDocument": bytes(11) + b"\x01"}), refused.FileEncrypted),
        ("密.xls", compound({"Workbook": struct.pack("<HHHH", 0x809, 0, 0x2F, 54)}), refused.FileEncrypted),
        ("坏.pdf", PDF[:20], refused.FileDamaged),
        ("坏.docx", word()[:-200], refused.FileDamaged),
        ("坏.doc", compound({"WordDocument": b""})[:700], refused.FileDamaged),
        ("图.svg", b"<svg onload='x'/>", refused.TypeUnknown),
        ("包.rar", b"Rar!\x1a\x07\x00" + bytes(30), refused.TypeUnknown),
        ("包.zip", packed({"a/安装.exe": b"x"}), refused.ProgramRefused),
        ("包.zip", packed({"图片": b"MZ\x90\0"}), refused.ProgramRefused),
        ("包.zip", packed({"里.zip": packed({"a.txt": b"x"})}), refused.ArchiveNested),
    ],
    ids=title,
)
def test_content_is_refused(name: str, content: bytes, refusal: type[refused.FileRefused]):
    with pytest.raises(refusal):
        kind_of(name, content)


def test_refusals_name_the_remedy():
    with pytest.raises(refused.ExtensionWrong) as no:
        kind_of("汇总.xls", b"<html><table></table></html>")

    assert str(no.value) == (
        "“汇总.xls”的内容是网页，与扩展名 .xls 不符。请用 WPS 或 Office 打开后另存，或改用扩展名 .html。"
    )


def test_only_allowed_types_are_taken():
    with pytest.raises(refused.TypeNotAllowed, match="这里不收PNG 图片。请改用 PDF 文档、Word 文档。"):
        kind_of("照片.png", picture(), ["docx", "pdf"])


def test_mislabelled_picture_gets_its_own_extension():
    assert kinds.identify(io.BytesIO(picture("PNG")), "现场.jpg")[1] == "现场.png"


def test_huge_picture_is_refused_by_its_header():
    size = b"IHDR" + struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\r" + size + struct.pack(">I", zlib.crc32(size)) + picture()[33:]

    with pytest.raises(refused.ImageHuge, match="超过 12000 万像素"):
        kind_of("卫星图.png", huge)


def test_bomb_is_refused_by_what_it_declares():
    bomb = packed({"[Content_Types].xml": b"", "word/document.xml": bytes(64 * 1024 * 1024)})

    with pytest.raises(refused.ArchiveBomb, match="压缩比"):
        kind_of("通知.docx", bomb)


def test_bomb_that_lies_about_its_size_is_refused():
    honest = packed({"word/document.xml": bytes(1024 * 1024)})
    lie = honest.replace(struct.pack("<I", 1024 * 1024), struct.pack("<I", 10))

    with pytest.raises(refused.ArchiveBomb, match="与所标不符"):
        kind_of("通知.docx", lie)


def test_overlapping_entries_are_refused():
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        archive.writestr("a.txt", b"x" * 5000)
        for number in range(40):
            again = zipfile.ZipInfo(f"{number}.txt")
            first = archive.filelist[0]
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.file_size = again.compress_size = first.file_size
            archive.filelist.append(again)

    with pytest.raises(refused.ArchiveBomb, match="互相重叠"):
        kind_of("包.zip", out.getvalue())


def test_limits_hold_for_entries_total_and_depth():
    many = io.BytesIO(packed({f"{number}.txt": b"x" for number in range(30)}))
    deep = io.BytesIO(packed({"a.dat": packed({"b.dat": packed({"c.dat": packed({"d.txt": b"x"})})})}))

    with pytest.raises(refused.ArchiveBomb, match="超过 20 个"):
        inspect(many, "包.zip", Limits(entries=20))
    with pytest.raises(refused.ArchiveBomb):
        inspect(many, "包.zip", Limits(unpacked=20))
    with pytest.raises(refused.ArchiveNested):
        inspect(deep, "包.zip")


def test_password_in_a_zip_is_refused():
    plain = packed({"a.txt": b"x"})
    locked = plain.replace(b"PK\x03\x04\x14\0\0", b"PK\x03\x04\x14\0\1").replace(
        b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"
    )

    with pytest.raises(refused.FileEncrypted):
        kind_of("包.zip", locked)


def test_empty_zip_and_names_in_gbk_are_read():
    assert inspect(io.BytesIO(packed({})), "空.zip") == set()
    with pytest.raises(refused.ProgramRefused, match=r"安装\.exe"):
        kind_of("包.zip", packed({"xxxx.exe": b"x"}).replace(b"xxxx", "安装".encode("gbk")))

"""Small true and false files for tests, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def word(text: str = "关于加快河道清淤的通知") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "单位")
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, 512-byte sectors) with these streams, each padded to 4096 bytes."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    fat, body, entries = [0xFFFFFFFD, 0xFFFFFFFE], b"", [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in padded.items():
        start, count = len(fat), len(content) // 512
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        body += content
        entries.append(_entry(name, 2, start, len(content)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<II4xIIIIII", 1, 1, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header = header[:76] + struct.pack("<109I", *([0] + [0xFFFFFFFF] * 108))
    table = struct.pack("<128I", *(fat + [0xFFFFFFFF] * (128 - len(fat))))
    return header + table + b"".join(entries[:4]).ljust(512, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HB", len(wide), kind)
        + bytes(49)
        + struct.pack("<IQ", start, size)
    )

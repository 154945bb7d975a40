"""Open a file as lines and rows, whatever its format; refuse what cannot be read, with the way out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from gongzhi.kernel.documents.reading.lines import Source, from_text
from gongzhi.kernel.files import archives
from gongzhi.kernel.refusals import Kind, Refusal

MEGABYTE = 1024 * 1024
UNPACKED_LIMIT = 400 * MEGABYTE  # all entries of a docx or xlsx together
# Word's own XML stays under 60 times the packed size
LIMITS = archives.Limits(entries=4000, unpacked=UNPACKED_LIMIT, ratio=200, ratio_from=20 * MEGABYTE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_TEXT_NAMES = {"", ".txt", ".text", ".md", ".csv", ".tsv", ".html", ".htm", ".mht", ".mhtml", ".xml"}


class TooLarge(Refusal):
    code = "reading.too_large"
    kind = Kind.TOO_LARGE
    message = "文件有{size}MB，超过{limit}MB。请删去图片或拆成几份再传。"


class Empty(Refusal):
    code = "reading.empty"
    message = "文件是空的，请重新选择文件。"


class Bomb(Refusal):
    code = "reading.bomb"
    kind = Kind.TOO_LARGE
    message = "文件解压后过大，疑似压缩炸弹，已拒绝。请用WPS或Word另存一份再传。"


class WrongType(Refusal):
    code = "reading.wrong_type"
    message = "这是{found}，不能读出文字。请上传Word、Excel、PDF（有文字层）、网页或文本文件。"


class FakeExtension(Refusal):
    code = "reading.fake_extension"
    message = "文件名写的是{claimed}，内容却是{found}。请改正扩展名或重新另存。"


class Damaged(Refusal):
    code = "reading.damaged"
    message = "文件已损坏，打不开。请用WPS或Word打开原文件，另存后再传。"


class Locked(Refusal):
    code = "reading.locked"
    message = "文件有密码，打不开。请去掉密码后再传。"


def open_source(data: bytes | str, name: str, *, limit: int) -> Source:
    """The lines and rows of a file, told apart by content, not by name; a string is pasted text.

    Raises: TooLarge, Empty, Bomb, WrongType, FakeExtension, Damaged, Locked, and those of the formats.
    """
    size = len(data) if isinstance(data, bytes) else len(data) * 3
    if size > limit:
        raise TooLarge(field="file", size=size // MEGABYTE, limit=limit // MEGABYTE)
    if not data.strip():
        raise Empty(field="file")
    if isinstance(data, str):
        return _words(data)
    extension = PurePath(name).suffix.lower()
    return _open(data, extension)


def _open(data: bytes, extension: str) -> Source:
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, extension)
    if b"%PDF-" in data[:1024]:
        _expect(extension, {".pdf"}, "PDF")
        from gongzhi.kernel.documents.reading.from_pdf import from_pdf

        return from_pdf(data)
    if data.startswith(_OLE):
        return _old_office(data, extension)
    if data.startswith(b"{\\rtf"):
        from gongzhi.kernel.documents.reading.from_doc import from_doc

        return from_doc(data, ".rtf")
    if data.startswith(_PICTURES):
        raise WrongType(field="file", found="图片")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06")):
        raise WrongType(field="file", found="压缩包")
    if extension not in _TEXT_NAMES and b"\x00" in data[:4096] and not _is_utf16(data):
        raise WrongType(field="file", found="程序或其他二进制文件")
    return _plain(data, extension)


def _plain(data: bytes, extension: str) -> Source:
    from gongzhi.kernel.documents.reading.encoding import decode

    if not _is_utf16(data) and data[:4096].count(0) > 8:
        raise WrongType(field="file", found="程序或其他二进制文件")
    words = decode(data)
    if extension in {".docx", ".doc", ".xlsx", ".xls", ".pdf"} and not _is_html(words):
        raise FakeExtension(field="file", claimed=extension, found="纯文本")
    if extension in {".csv", ".tsv"} and not _is_html(words):
        from gongzhi.kernel.documents.reading.from_sheet import from_csv

        return from_csv(words)
    return _words(words)


def _words(words: str) -> Source:
    if _is_html(words):
        from gongzhi.kernel.documents.reading.from_html import from_html

        return from_html(words)
    source = from_text(words)
    if not source.lines:
        raise Empty(field="file")
    return source


def _is_html(words: str) -> bool:
    head = words[:4000].lower()
    return bool(
        re.search(r"<(?:!doctype html|html|head|body|meta|div|table|p)[\s>]", head)
        and re.search(r"</\w+>|<br", words.lower())
    )


def _is_utf16(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:400]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return len(head) > 20 and max(even, odd) > len(head) // 16 and min(even, odd) * 20 < max(even, odd)


def _expect(extension: str, allowed: set[str], found: str) -> None:
    if extension and extension not in allowed and extension in {".doc", ".docx", ".xls", ".xlsx", ".pdf"}:
        raise FakeExtension(field="file", claimed=extension, found=found)


def _packed(data: bytes, extension: str) -> Source:
    names = _check_zip(data)
    if "word/document.xml" in names:
        _expect(extension, {".docx", ".doc"}, "Word文档")
        from gongzhi.kernel.documents.reading.from_docx import from_docx

        return from_docx(data)
    if any(n.startswith("xl/") for n in names):
        _expect(extension, {".xlsx", ".xls"}, "Excel表格")
        from gongzhi.kernel.documents.reading.from_sheet import from_workbook

        return from_workbook(data)
    if "content.xml" in names and "mimetype" in names:
        from gongzhi.kernel.documents.reading.from_doc import from_doc

        return from_doc(data, ".odt")
    raise WrongType(field="file", found="压缩包")


def _check_zip(data: bytes) -> set[str]:
    """The entry names of a zip that is safe to unpack."""
    try:
        entries = archives.entries_of(io.BytesIO(data))
    except archives.Unreadable as error:
        raise Damaged(field="file") from error
    if archives.why_bomb(entries, len(data), LIMITS):
        raise Bomb(field="file")
    if any(e.flag_bits & 1 for e in entries):
        raise Locked(field="file")
    return {e.filename for e in entries}


def unpack(data: bytes, name: str) -> bytes:
    """One entry of a zip, never more of it than its own head says; b"" when there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.namelist():
                return b""
            info = archive.getinfo(name)
            with archive.open(info) as stream:
                found = stream.read(min(info.file_size, UNPACKED_LIMIT) + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Damaged(field="file") from error
    except Exception as error:  # zlib.error has no public base
        if type(error).__module__ == "zlib":
            raise Damaged(field="file") from error
        raise
    if len(found) > info.file_size:
        raise Bomb(field="file")
    return found


def _old_office(data: bytes, extension: str) -> Source:
    """An OLE container: Word 97 goes through a converter, Excel 97 is read, an encrypted new file is refused."""
    if "EncryptedPackage".encode("utf-16-le") in data[: 4 * MEGABYTE]:
        raise Locked(field="file")
    if "WordDocument".encode("utf-16-le") in data:
        _expect(extension, {".doc", ".docx"}, "Word文档")
        from gongzhi.kernel.documents.reading.from_doc import from_doc

        return from_doc(data, ".doc")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        _expect(extension, {".xls", ".xlsx"}, "Excel表格")
        from gongzhi.kernel.documents.reading.from_sheet import from_workbook

        return from_workbook(data)
    raise WrongType(field="file", found="不认得的旧版Office文件")

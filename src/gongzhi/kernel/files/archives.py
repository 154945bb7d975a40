"""Whether a zip (and every docx, xlsx and ofd is one) may be unpacked safely, found by unpacking it into nothing. Pure."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from gongzhi.kernel.files import refused
from gongzhi.kernel.files.rules import MACRO_EXTENSIONS, MEGABYTE, PROGRAMS, clean_name, extension_of

CHUNK = 256 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_SPOOL = 8 * MEGABYTE  # an inner archive up to this stays in memory while it is looked at


@dataclass(frozen=True)
class Limits:
    """What an honest archive stays under; a spreadsheet of a million rows unpacks to about 500 MB."""

    entries: int = 20_000
    unpacked: int = 800 * MEGABYTE
    ratio: int = 200  # unpacked to packed, judged only above `ratio_from`
    ratio_from: int = 32 * MEGABYTE
    depth: int = 2  # a docx in a zip, a spreadsheet in a docx


@dataclass
class Budget:
    """What may still be unpacked, shared by an archive and all that lie within it."""

    unpacked: int
    entries: int


def inspect(file: IO[bytes], name: str, limits: Limits | None = None) -> set[str]:
    """Refuse a bomb, a password, a program or an archive within an archive; else give the entry names.

    Every entry is really inflated (the sizes an archive declares may lie) and thrown away; work and memory are
    bounded by `limits`. Raises: ArchiveBomb, ArchiveNested, FileEncrypted, FileDamaged, ProgramRefused, MacroRefused.
    """
    limits = limits or Limits()
    return _inspect(file, name, limits, Budget(limits.unpacked, limits.entries), depth=0)


def _inspect(file: IO[bytes], name: str, limits: Limits, budget: Budget, depth: int) -> set[str]:
    size = file.seek(0, 2)
    try:
        entries = entries_of(file)
    except Unreadable as error:
        raise refused.FileDamaged(name=name, why="压缩结构读不出") from error
    if why := why_bomb(entries, size, limits, budget):
        raise refused.ArchiveBomb(name=name, why=why)
    budget.entries -= len(entries)
    office = any(entry.filename == "[Content_Types].xml" for entry in entries)
    for entry in entries:
        if not entry.is_dir():
            _inspect_entry(file, name, entry, office, limits, budget, depth)
    return {entry.filename for entry in entries}


class Unreadable(ValueError):
    """The structure of a zip cannot be read."""


def entries_of(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """What a zip says that it holds. Raises: Unreadable."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        UnicodeDecodeError,
        struct.error,
    ) as error:
        raise Unreadable() from error


def why_bomb(
    entries: Sequence[zipfile.ZipInfo], size: int, limits: Limits, budget: Budget | None = None
) -> str:
    """Why a zip of `size` bytes must not be unpacked, by what it says of itself, in words; "" when it may.

    The sizes may lie: whoever unpacks an entry reads no more of it than they say.
    """
    budget = budget or Budget(limits.unpacked, limits.entries)
    if len(entries) > budget.entries:
        return f"内含文件超过 {limits.entries} 个"
    declared = sum(entry.file_size for entry in entries)
    if declared > budget.unpacked:
        return f"解压后约 {declared // MEGABYTE} MB"
    if declared > limits.ratio_from and declared > size * limits.ratio:
        return f"压缩比 {declared // max(size, 1)} 倍"
    if sum(entry.compress_size for entry in entries) > size:
        return "内部文件互相重叠"
    return ""


def _inspect_entry(
    file: IO[bytes],
    name: str,
    entry: zipfile.ZipInfo,
    office: bool,
    limits: Limits,
    budget: Budget,
    depth: int,
) -> None:
    if entry.flag_bits & 0x1:
        raise refused.FileEncrypted(name=name)
    inner = clean_name(entry_name(entry)) or "无名文件"
    extension = extension_of(inner)
    if inner.startswith("vbaProject") or (not office and extension in MACRO_EXTENSIONS):
        raise refused.MacroRefused(
            name=name, right=(extension_of(name)[:-1] + "x") if office else "docx 或 .xlsx"
        )
    if extension in PROGRAMS and not office:
        raise refused.ProgramRefused(name=f"{name}”中的“{inner}")
    with tempfile.SpooledTemporaryFile(_SPOOL) as kept:
        head = b""
        for chunk in _inflate(file, name, entry, budget):
            if len(head) < 4:
                head += chunk[:8]
            if head.startswith(b"PK\x03\x04"):
                kept.write(chunk)
        if head.startswith((b"MZ", b"\x7fELF")) and not office:
            raise refused.ProgramRefused(name=f"{name}”中的“{inner}")
        if not head.startswith(b"PK\x03\x04"):
            return
        if depth + 1 > limits.depth or extension == "zip":
            raise refused.ArchiveNested(name=name, inner=inner)
        _inspect(kept, name, limits, budget, depth + 1)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """An entry's name; archives made by Chinese Windows write it in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _inflate(file: IO[bytes], name: str, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """What the entry really unpacks to, in chunks, until the budget or the declared size is passed."""
    _seek_data(file, name, entry)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused.FileDamaged(name=name, why="压缩方式少见，请用系统自带的压缩功能重新打包")
    stored = entry.compress_type == zipfile.ZIP_STORED
    unpack = zlib.decompressobj(-15)
    left, real, pending = entry.compress_size, 0, b""
    while not unpack.eof:
        if left and not pending:
            pending = file.read(min(CHUNK, left))
            left = left - len(pending) if pending else 0
        try:
            chunk = pending if stored else unpack.decompress(pending, CHUNK)
        except zlib.error as error:
            raise refused.FileDamaged(name=name, why="压缩内容读不出") from error
        pending = b"" if stored else unpack.unconsumed_tail
        if not chunk and not pending and not left:
            break
        real += len(chunk)
        budget.unpacked -= len(chunk)
        if budget.unpacked < 0 or real > entry.file_size:
            raise refused.ArchiveBomb(name=name, why="实际解压大小与所标不符或超限")
        yield chunk
    if real != entry.file_size:
        raise refused.FileDamaged(name=name, why="内容不完整")


def _seek_data(file: IO[bytes], name: str, entry: zipfile.ZipInfo) -> None:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise refused.FileDamaged(name=name, why="压缩结构读不出")
    fields = _LOCAL_HEADER.unpack(header)
    file.seek(fields[-2] + fields[-1], 1)

"""The little of the compound file format (MS-CFB) that tells what an old Office file is. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are not sectors
_MOST_DIRECTORY_SECTORS = 4096  # a directory longer than this is no office file's
_MINI_CUTOFF = 4096  # shorter streams lie elsewhere and are not read here


class NotCompound(ValueError):
    """The bytes are not a readable compound file."""


@dataclass(frozen=True)
class Stream:
    name: str
    start: int
    size: int


class Compound:
    """Directory and stream heads of a compound file; reads a few sectors, never the whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        file.seek(0)
        head = file.read(512)
        if len(head) < 512 or not head.startswith(SIGNATURE):
            raise NotCompound("no compound file header")
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            raise NotCompound("strange sector size")
        self.sector = 1 << shift
        fat_count, directory = struct.unpack_from("<I", head, 44)[0], struct.unpack_from("<I", head, 48)[0]
        self._fat_sectors = list(struct.unpack_from("<109I", head, 76))[: max(fat_count, 1)]
        self.streams = {stream.name: stream for stream in self._directory(directory)}

    def _read(self, sector: int) -> bytes:
        self.file.seek((sector + 1) * self.sector)
        data = self.file.read(self.sector)
        if not data:
            raise NotCompound("a sector lies behind the end")
        return data

    def _next(self, sector: int) -> int:
        table, index = divmod(sector, self.sector // 4)
        if table >= len(self._fat_sectors) or self._fat_sectors[table] >= _END:
            raise NotCompound("a sector has no entry")
        data = self._read(self._fat_sectors[table])
        if len(data) < index * 4 + 4:
            raise NotCompound("the sector table is cut off")
        return int(struct.unpack_from("<I", data, index * 4)[0])

    def _directory(self, sector: int) -> list[Stream]:
        found: list[Stream] = []
        for _ in range(_MOST_DIRECTORY_SECTORS):
            if sector >= _END:
                return found
            data = self._read(sector)
            for at in range(0, len(data) - 127, 128):
                length, kind = struct.unpack_from("<HB", data, at + 64)
                if kind in (1, 2, 5) and 2 <= length <= 64:
                    name = data[at : at + length - 2].decode("utf-16-le", errors="replace")
                    start, size = struct.unpack_from("<II", data, at + 116)
                    found.append(Stream(name, start, size))
            sector = self._next(sector)
        raise NotCompound("the directory has no end")

    def head(self, name: str) -> bytes:
        """The first sector of a stream; b'' for a stream too short to have one."""
        stream = self.streams[name]
        return self._read(stream.start) if stream.size >= _MINI_CUTOFF and stream.start < _END else b""


def office_type(compound: Compound) -> str:
    """'doc', 'xls', 'ppt', 'encrypted' (a new format under a password), or '' for any other compound file."""
    names = compound.streams.keys()
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        return "encrypted"
    for kind, marks in (
        ("doc", ("WordDocument",)),
        ("xls", ("Workbook", "Book")),
        ("ppt", ("PowerPoint Document",)),
    ):
        if any(mark in names for mark in marks):
            return kind
    return ""


def has_password(compound: Compound, kind: str) -> bool:
    """Whether the old format says that it opens with a password only ([MS-DOC] FibBase, [MS-XLS] FilePass)."""
    if kind == "doc":
        head = compound.head("WordDocument")
        return len(head) >= 12 and bool(struct.unpack_from("<H", head, 10)[0] & 0x0100)
    if kind == "xls":
        head = compound.head("Workbook" if "Workbook" in compound.streams else "Book")
        return _filepass(head)
    return "EncryptedSummary" in compound.streams


def _filepass(head: bytes) -> bool:
    """Whether a FilePass record (0x2F) stands among the first records of a workbook."""
    at = 0
    for _ in range(4):
        if len(head) < at + 4:
            return False
        record, length = struct.unpack_from("<HH", head, at)
        if record == 0x2F:
            return True
        at += 4 + length
    return False


def has_macro(compound: Compound) -> bool:
    return bool({"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"} & compound.streams.keys())

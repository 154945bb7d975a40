"""What a file really is, by its content; the name only has to agree."""

from __future__ import annotations

import codecs
import re
import warnings
import zipfile
from collections.abc import Callable, Collection
from typing import IO

import puremagic
from PIL import Image

from gongzhi.kernel.files import archives, ole, refused, rules
from gongzhi.kernel.files.rules import TYPES, FileType

HEAD = 4096
MOST_PIXELS = 120_000_000  # a 108-megapixel phone photo passes; it takes 360 MB when opened

_HEADS: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "pdf"),
    (b"PK\x03\x04", 0, "zip"),
    (b"PK\x05\x06", 0, "zip"),
    (ole.SIGNATURE, 0, "ole"),
    (b"{\\rtf", 0, "rtf"),
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"\x1aE\xdf\xa3", 0, "ebml"),
    (b"\0\0\0\0", 6, "bmp"),  # and "BM" before it, which alone could begin a text
    (b"II*\x00", 0, "tiff"),
    (b"MM\x00*", 0, "tiff"),
    (b"WAVE", 8, "wav"),
    (b"#!AMR", 0, "amr"),
    (b"ID3", 0, "mp3"),
    (b"ftyp", 4, "iso"),
)
_PROGRAM_HEADS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)
_PILLOW = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "gif": ("GIF",),
    "webp": ("WEBP",),
    "bmp": ("BMP",),
    "tiff": ("TIFF",),
}
_OFFICE_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def identify(file: IO[bytes], name: str, allowed: Collection[str] | None = None) -> tuple[FileType, str]:
    """The file's type by content, and its name with an extension that fits. `file` is seekable and complete.

    `allowed` are type or family names (`rules.TYPES`); None takes every type. Raises: a FileRefused.
    """
    wanted = rules.named_types(allowed)
    if rules.extension_of(name) in rules.PROGRAMS:
        raise refused.ProgramRefused(name=name)
    if rules.extension_of(name) in rules.MACRO_EXTENSIONS:
        raise refused.MacroRefused(name=name, right=rules.extension_of(name)[:3] + "x")
    kind = _by_content(file, name, wanted)
    if kind.name not in wanted:
        raise refused.TypeNotAllowed(name=name, found=kind.label, wanted=_list(wanted))
    fitted = rules.fitted_name(name, kind)
    if not fitted:
        raise refused.ExtensionWrong(
            name=name, found=kind.label, extension=rules.extension_of(name), right=kind.extension
        )
    if kind.family == "image":
        _check_image(file, name, kind)
    return kind, fitted


def _list(wanted: dict[str, FileType]) -> str:
    labels = [kind.label for kind in wanted.values()]
    return "、".join(labels[:6]) + ("等" if len(labels) > 6 else "")


def _by_content(file: IO[bytes], name: str, wanted: dict[str, FileType]) -> FileType:
    file.seek(0)
    head = file.read(HEAD)
    mark = next((kind for bytes_, at, kind in _HEADS if head.startswith(bytes_, at)), "")
    if mark == "bmp" and not head.startswith(b"BM"):
        mark = ""
    looks: dict[str, Callable[[], str]] = {
        "zip": lambda: _zip_type(file, name),
        "ole": lambda: _ole_type(file, name),
        "iso": lambda: _iso_type(head, name),
        "ebml": lambda: _ebml_type(head),
        "pdf": lambda: _pdf_type(file, name),
    }
    found = looks[mark]() if mark in looks else mark
    if not found and (head.startswith(b"#!") or (b"\0" in head and head.startswith(_PROGRAM_HEADS))):
        raise refused.ProgramRefused(name=name)
    found = found or ("mp3" if _is_mp3(head) else "") or _text_type(file, head, rules.extension_of(name))
    if found:
        return TYPES[found]
    if _claims_image(name):
        raise refused.ImageDamaged(name=name)
    raise refused.TypeUnknown(name=name, found=_guess(head, name), wanted=_list(wanted))


def _claims_image(name: str) -> bool:
    extension = rules.extension_of(name)
    return any(extension in kind.extensions for kind in TYPES.values() if kind.family == "image")


def _guess(head: bytes, name: str) -> str:
    """What puremagic takes an unknown file for; only used in the words of a refusal."""
    try:
        found = puremagic.magic_string(head)
    except Exception:  # only words for a refusal that is certain already
        found = []
    extension = (found[0].extension if found else "").lstrip(".") or rules.extension_of(name)
    return f"{extension.upper()} 文件" if extension else "未知格式"


def _zip_type(file: IO[bytes], name: str) -> str:
    """docx, xlsx, pptx, ofd, odt, ods or zip; refuses what `archives.inspect` refuses."""
    names = archives.inspect(file, name)
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_PARTS.items():
            if any(entry.startswith(folder) for entry in names):
                return kind
    if "OFD.xml" in names:
        return "ofd"
    if "mimetype" in names:
        with zipfile.ZipFile(file) as archive, archive.open("mimetype") as part:
            declared = part.read(100).decode("ascii", errors="replace").strip()
        for kind in ("odt", "ods"):
            if declared == TYPES[kind].media_type:
                return kind
    return "zip"


def _ole_type(file: IO[bytes], name: str) -> str:
    try:
        compound = ole.Compound(file)
        kind = ole.office_type(compound)
        if kind == "encrypted" or (kind and ole.has_password(compound, kind)):
            raise refused.FileEncrypted(name=name)
    except ole.NotCompound as error:
        raise refused.FileDamaged(name=name, why="文件结构读不出") from error
    if ole.has_macro(compound):
        raise refused.MacroRefused(name=name, right=f"{kind or 'doc'}x")
    return kind


def _iso_type(head: bytes, name: str) -> str:
    """Which member of the MPEG-4 family, by its brand; what a phone's browser records has the brand of a film."""
    brand = head[8:12]
    if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "heic"
    sounds_only = rules.extension_of(name) == "m4a" and b"soun" in head and b"vide" not in head
    if brand == b"M4A " or sounds_only:
        return "m4a"
    return "" if brand == b"avif" else "mp4"


def _ebml_type(head: bytes) -> str:
    """A browser's voice note; films in this container are not taken."""
    sound = b"A_OPUS" in head or b"A_VORBIS" in head
    return "weba" if b"webm" in head[:64] and sound and b"V_" not in head else ""


def _pdf_type(file: IO[bytes], name: str) -> str:
    size = file.seek(0, 2)
    file.seek(max(0, size - 4096))
    if b"%%EOF" not in file.read():
        raise refused.FileDamaged(name=name, why="PDF 没有结尾")
    return "pdf"


def _is_mp3(head: bytes) -> bool:
    """Whether the first bytes are an MPEG audio layer III frame header (an MP3 without a tag)."""
    return (
        len(head) > 2
        and head[0] == 0xFF
        and head[1] in (0xFB, 0xFA, 0xF3, 0xF2)
        and head[2] >> 4 not in (0, 15)
    )


def text_encoding(file: IO[bytes]) -> str:
    """'utf-8-sig', 'utf-16' or 'gb18030' when the whole file is text in it, else ''. Reads in pieces."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\0" in head or len(re.findall(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", head)) > len(head) // 200:
        return ""
    else:
        candidates = ("utf-8-sig", "gb18030")
    return next((encoding for encoding in candidates if _decodes(file, encoding)), "")


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(archives.CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _text_type(file: IO[bytes], head: bytes, extension: str) -> str:
    """text, html or xml; '' when it is no text, or a drawing that can hold a script (SVG)."""
    encoding = text_encoding(file)
    start = head.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n").lower() if encoding else ""
    if not encoding or extension == "svg" or start.startswith("<svg"):
        return ""
    if extension in TYPES["text"].extensions:
        return "text"
    if extension in TYPES["html"].extensions or start.startswith(
        ("<!doctype html", "<html", "<head", "<script")
    ):
        return "html"
    return "xml" if extension == "xml" or start.startswith("<?xml") else "text"


def _check_image(file: IO[bytes], name: str, kind: FileType) -> None:
    """Refuse what no viewer opens, and pictures that would fill the memory of one. Opens the header only."""
    if kind.name not in _PILLOW:
        return
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=_PILLOW[kind.name]) as image:
                pixels = image.width * image.height
                if pixels <= MOST_PIXELS:
                    image.verify()
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1  # Pillow itself stops at 180 million
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise refused.ImageDamaged(name=name) from error
    if pixels > MOST_PIXELS:
        raise refused.ImageHuge(name=name, limit=MOST_PIXELS // 10_000)

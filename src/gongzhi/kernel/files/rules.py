"""File names, types and their families: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

LONGEST_NAME = (
    120  # characters; with Chinese names this stays under the 255 bytes of most file systems twice over
)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """A type that the system stores. `family` joins types that are mistaken for each other without harm."""

    name: str
    label: str
    media_type: str
    extensions: tuple[str, ...]  # the first is the one to give
    family: str
    inline: bool = False  # a browser may show it in its own page

    @property
    def extension(self) -> str:
        return self.extensions[0]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"

TYPES: dict[str, FileType] = {
    kind.name: kind
    for kind in (
        FileType("pdf", "PDF 文档", "application/pdf", ("pdf",), "document", inline=True),
        FileType("ofd", "OFD 版式文档", "application/ofd", ("ofd",), "document"),
        FileType("docx", "Word 文档", f"{_OPEN_XML}.wordprocessingml.document", ("docx",), "document"),
        FileType("xlsx", "Excel 表格", f"{_OPEN_XML}.spreadsheetml.sheet", ("xlsx",), "sheet"),
        FileType("pptx", "PPT 演示文稿", f"{_OPEN_XML}.presentationml.presentation", ("pptx",), "slides"),
        FileType("doc", "Word 97 文档", "application/msword", ("doc", "wps"), "document"),
        FileType("xls", "Excel 97 表格", "application/vnd.ms-excel", ("xls", "et"), "sheet"),
        FileType("ppt", "PPT 97 演示文稿", "application/vnd.ms-powerpoint", ("ppt", "dps"), "slides"),
        FileType("odt", "ODT 文档", "application/vnd.oasis.opendocument.text", ("odt",), "document"),
        FileType("ods", "ODS 表格", "application/vnd.oasis.opendocument.spreadsheet", ("ods",), "sheet"),
        FileType("rtf", "RTF 文档", "application/rtf", ("rtf",), "document"),
        FileType(
            "text", "文本", "text/plain", ("txt", "csv", "tsv", "md", "log", "json"), "text", inline=True
        ),
        FileType("html", "网页", "text/html", ("html", "htm"), "text"),
        FileType("xml", "XML 文件", "application/xml", ("xml",), "text"),
        FileType("jpeg", "JPG 图片", "image/jpeg", ("jpg", "jpeg", "jpe"), "image", inline=True),
        FileType("png", "PNG 图片", "image/png", ("png",), "image", inline=True),
        FileType("gif", "GIF 图片", "image/gif", ("gif",), "image", inline=True),
        FileType("webp", "WebP 图片", "image/webp", ("webp",), "image", inline=True),
        FileType("bmp", "BMP 图片", "image/bmp", ("bmp",), "image", inline=True),
        FileType("tiff", "TIFF 图片", "image/tiff", ("tif", "tiff"), "image"),
        FileType("heic", "HEIC 图片", "image/heic", ("heic", "heif"), "image"),
        FileType("mp4", "MP4 视频", "video/mp4", ("mp4", "m4v", "mov"), "video", inline=True),
        FileType("m4a", "M4A 录音", "audio/mp4", ("m4a",), "audio", inline=True),
        FileType("mp3", "MP3 录音", "audio/mpeg", ("mp3",), "audio", inline=True),
        FileType("wav", "WAV 录音", "audio/wav", ("wav",), "audio", inline=True),
        FileType("weba", "WebM 录音", "audio/webm", ("weba", "webm"), "audio", inline=True),
        FileType("amr", "AMR 录音", "audio/amr", ("amr",), "audio"),
        FileType("zip", "ZIP 压缩包", "application/zip", ("zip",), "archive"),
    )
}
BY_MEDIA_TYPE: dict[str, FileType] = {kind.media_type: kind for kind in TYPES.values()}

# What runs when it is opened, by extension; most of it is text and has no mark of its own
_PROGRAMS = (
    "exe dll com scr msi msp cpl bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta lnk reg inf jar class apk "
    "sh bash py pyc pl rb php jsp asp aspx so dylib app dmg pkg deb rpm iso img vhd chm gadget url desktop"
)
PROGRAMS = frozenset(_PROGRAMS.split())
MACRO_EXTENSIONS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppsm"})

# Characters that change how a name reads without being seen: controls, bidi marks, zero width
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    r"""A file's own name without folders, unseen characters or what a file system refuses; '' when nothing is left.

    >>> clean_name("C:\\桌面\\通知 .docx"), clean_name("../../etc/passwd"), clean_name("表\u202excod.exe")
    ('通知.docx', 'passwd', '表xcod.exe')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(
        " " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c) not in _UNSEEN
    )
    plain = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", seen)).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    extension = extension.strip()[:20]
    return f"{stem.rstrip()[: LONGEST_NAME - 1 - len(extension)]}.{extension}"


def extension_of(name: str) -> str:
    """The last extension in lower case, without the dot.

    >>> extension_of("报表.XLSX"), extension_of("README")
    ('xlsx', '')
    """
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def fitted_name(name: str, kind: FileType) -> str:
    """The name with an extension that fits the content, or '' when it says something else.

    A missing extension is added; among pictures (which chat programs mislabel) a wrong one is corrected.

    >>> fitted_name("现场", TYPES["jpeg"]), fitted_name("现场.jpg", TYPES["png"]), fitted_name("表.docx", TYPES["xlsx"])
    ('现场.jpg', '现场.png', '')
    """
    extension = extension_of(name)
    if extension in kind.extensions:
        return name
    if not extension:
        return f"{name}.{kind.extension}"
    named = next((other for other in TYPES.values() if extension in other.extensions), None)
    if named and named.family == kind.family == "image":
        return f"{name.rpartition('.')[0]}.{kind.extension}"
    return ""


def named_types(allowed: Collection[str] | None) -> dict[str, FileType]:
    """The types that a list of type or family names stands for; None means all.

    >>> sorted(named_types(["pdf", "sheet"]))
    ['ods', 'pdf', 'xls', 'xlsx']
    """
    if allowed is None:
        return TYPES
    chosen = {name: kind for name, kind in TYPES.items() if name in allowed or kind.family in allowed}
    unknown = set(allowed) - set(chosen) - {kind.family for kind in chosen.values()}
    if unknown:
        raise LookupError(f"no such file type or family: {sorted(unknown)}")
    return chosen


def accept_attribute(allowed: Collection[str] | None = None) -> str:
    """The `accept` attribute of a file input for these types.

    >>> accept_attribute(["pdf", "docx"])
    '.docx,.pdf'
    """
    kinds = named_types(allowed).values()
    return ",".join(sorted(f".{extension}" for kind in kinds for extension in kind.extensions))


def size_in_words(size: int) -> str:
    """
    >>> size_in_words(812), size_in_words(204_800), size_in_words(209_715_200)
    ('812 字节', '200 KB', '200 MB')
    """
    if size < 1024:
        return f"{size} 字节"
    if size < MEGABYTE:
        return f"{size / 1024:.0f} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"


def content_disposition(name: str, *, inline: bool) -> str:
    """The header value for a name in any script: an ASCII stand-in and the name itself (RFC 6266, RFC 5987).

    >>> content_disposition('通知"1".pdf', inline=False)
    'attachment; filename="file.pdf"; filename*=UTF-8\\'\\'%E9%80%9A%E7%9F%A5%221%22.pdf'
    """
    how = "inline" if inline else "attachment"
    if re.fullmatch(r"[A-Za-z0-9._-]+", name):
        return f'{how}; filename="{name}"'
    extension = extension_of(name)
    plain = f"file.{extension}" if re.fullmatch(r"[a-z0-9]+", extension) else "file"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

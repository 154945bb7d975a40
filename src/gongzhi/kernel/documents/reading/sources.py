"""Open a file as lines and rows, whatever its format; refuse what cannot be read, with the way out."""

from __future__ import annotations

from gongzhi.kernel.documents.reading.lines import Source, from_text
from gongzhi.kernel.refusals import Kind, Refusal

MEGABYTE = 1024 * 1024


class TooLarge(Refusal):
    code = "reading.too_large"
    kind = Kind.TOO_LARGE
    message = "文件有{size}MB，超过{limit}MB。请删去图片或拆成几份再传。"


class Empty(Refusal):
    code = "reading.empty"
    message = "文件是空的，请重新选择文件。"


def open_source(data: bytes | str, name: str, *, limit: int) -> Source:
    if isinstance(data, str):
        return from_text(data)
    return from_text(data.decode("utf-8"))

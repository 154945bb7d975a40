"""What an official document says, as plain values; how it looks is the business of `layout`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongzhi.kernel.refusals import Refusal

Face = Literal["fang", "kai", "hei", "song", "title", "mono"]
Align = Literal["both", "left", "center", "right"]
When = date | str  # a text is printed as it is


class MissingPart(Refusal):
    code = "documents.missing_part"
    message = "“{label}”还没有填写，请补上后再生成文件。"


@dataclass(frozen=True)
class Span:
    """A stretch of text in one face, inside a paragraph."""

    text: str
    face: Face = "fang"
    bold: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4: 一、 （一） 1. （1）.

    number: None counts by itself; "" prints none; any other text is printed as it is.
    then: text that follows in the same paragraph, in the body face (（一）加强领导。各单位……).
    """

    level: int
    text: str
    then: str = ""
    number: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a line break in a plain text starts a new one. indent: characters, first line."""

    text: str | tuple[Span, ...]
    align: Align = "both"
    indent: int = 2
    keep: bool = False


@dataclass(frozen=True)
class Labelled:
    """A label in 黑体 and what follows it, turned lines under its first character (出席：……)."""

    label: str
    text: str


@dataclass(frozen=True)
class Blank:
    lines: int = 1


@dataclass(frozen=True)
class Table:
    """A table whose column names repeat on every page and whose rows stay whole.

    widths: relative; empty, they are judged by the contents. An empty table prints `empty` in one row.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    empty: str = "（无）"


@dataclass(frozen=True)
class Entry:
    """One label and its value in a form. lines: the least height of the row, in lines."""

    label: str
    value: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Form:
    """A form: each row has one entry over the whole width, or two side by side."""

    rows: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Strips:
    """Small slips with dashed edges to be cut apart; each is a list of (label, value).

    mono: the labels whose values are set in a typewriter face, in which 0 and O differ.
    """

    slips: tuple[tuple[tuple[str, str], ...], ...]
    heading: str = ""
    across: int = 2
    mono: tuple[str, ...] = ()


Block = Heading | Paragraph | Labelled | Blank | Table | Form | Strips


@dataclass(frozen=True)
class Annex:
    """An annex, on a page of its own after the text. landscape: the sheet lies on its side."""

    title: str
    body: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """One official document in the forms of GB/T 9704-2012.

    form: file 文件 (red head, number, red line); letter 信函; brief 纪要、专报 (head, issue, organ and date);
    slip 单式 (head and name in red, a form below); plain (title and text only).
    attachments: names under the text; empty, they are the titles of `annexes`.
    sealed: the date stands four characters from the right and the organ is centred over it, room for the seal,
    which only the seal service sets.
    """

    title: str = ""
    form: Literal["file", "letter", "brief", "slip", "plain"] = "file"
    head: str = ""
    number: str = ""
    issue: str = ""
    signer: str = ""
    copy_no: str = ""
    secrecy: str = ""
    urgency: str = ""
    addressee: str = ""
    body: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: str = ""
    signed_on: When = ""
    sealed: bool = True
    note: str = ""
    reported_to: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: When = ""
    annexes: tuple[Annex, ...] = ()
    page_numbers: bool = True

    def __post_init__(self) -> None:
        if not (self.title or self.head):
            raise MissingPart(field="title", label="标题")
        if self.form != "plain" and not self.head:
            raise MissingPart(field="head", label="发文机关标志")

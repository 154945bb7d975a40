"""Changes to a document that change nothing of what it says: other files, cut lines, pages, odd blanks."""

from __future__ import annotations

import html
import io
import random
import re
from collections.abc import Callable
from dataclasses import replace

from tests.reading.answers import Case

from gongzhi.kernel.documents.reading.encoding import decode
from gongzhi.kernel.documents.reading.fold import fold


def words_of(case: Case) -> str:
    """The text of a case that is plain text with whole lines; "" for any other."""
    if re.search("wrapped|two lines|cut into|copied|narrow lines", case.name):
        return ""
    made = case.make()
    if case.file.rsplit(".", 1)[-1] in {"docx", "xlsx", "pdf", "csv", "html"}:
        return ""
    words = decode(made) if isinstance(made, bytes) else made
    return "" if "<html" in words or re.search(r"[-—] ?\d+ ?[-—]\n", words) else words.replace("\r\n", "\n")


def as_word(words: str, dice: random.Random) -> bytes:
    from docx import Document

    document = Document()
    for line in words.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_page(words: str, dice: random.Random) -> bytes:
    body = "".join(f"<p>{html.escape(x)}</p>" if x.strip() else "<p>&nbsp;</p>" for x in words.split("\n"))
    return f"<html><head><title>x</title></head><body><div id='zoom'>{body}</div></body></html>".encode()


def as_breaks(words: str, dice: random.Random) -> bytes:
    return f"<html><body><div class='content'>{'<br>'.join(html.escape(x) for x in words.split(chr(10)))}</div></body></html>".encode()


def as_windows(words: str, dice: random.Random) -> bytes:
    return words.replace("\n", "\r\n").encode("gb18030", "replace")


def with_blanks(words: str, dice: random.Random) -> str:
    return "\n".join(
        x + " " * dice.choice((0, 0, 1, 3)) + ("\n" * dice.choice((0, 0, 1, 2)) if x else "")
        for x in words.split("\n")
    )


def indented(words: str, dice: random.Random) -> str:
    return "\n".join(
        "　　" + x.strip() if x.strip() and "|" not in fold(x) and "\t" not in x else x
        for x in words.split("\n")
    )


def cut(words: str, dice: random.Random, *, indent: str = "", page: int = 0) -> str:
    """Lines cut at one width, as a printed page is; numbers are not cut, a page number stands between pages."""
    width = dice.randint(28, 42)
    lines: list[str] = []
    for line in words.split("\n"):
        line = line.strip() if not re.search("[|\t]", fold(line)) else line
        if not line or re.search("[|\t]", fold(line)):
            lines.append(line)
            continue
        line = indent + line
        while len(line) > width:
            at = width
            while at > width - 4 and (line[at - 1 : at + 1].isdigit() or line[at] in "，。；、：）％%.)"):
                at -= 1
            lines.append(line[:at])
            line = line[at:]
        lines.append(line)
    if not page:
        return "\n".join(lines)
    out: list[str] = []
    for i, line in enumerate(lines):
        if i and i % page == 0:
            out.append(f"— {i // page} —")
        out.append(line)
    return "\n".join(out)


def as_pdf(words: str, dice: random.Random) -> bytes:
    """Set in type: paragraphs set in by two characters, wrapped over pages."""
    from tests.reading.pdf_cases import escaped, set_in_type

    lines = [re.sub(r"\s{3,}", " ", line).strip() for line in words.split("\n")]
    return set_in_type("\n\n".join(re.sub(r"^(\d+)\\?([.．])", r"\1\\\2", escaped(x)) for x in lines if x))


def cut_indented(words: str, dice: random.Random) -> str:
    return cut(words, dice, indent="　　")


def cut_in_pages(words: str, dice: random.Random) -> str:
    return cut(words, dice, indent="　　", page=dice.randint(18, 30))


def narrow(words: str, dice: random.Random) -> str:
    return words.translate(str.maketrans("，；：（）", ",;:()"))


CHANGES: dict[str, tuple[str, Callable[[str, random.Random], bytes | str]]] = {
    "as Word": ("a.docx", as_word),
    "as a page": ("a.html", as_page),
    "as a page of breaks": ("a.html", as_breaks),
    "in GB18030 with CRLF": ("a.txt", as_windows),
    "blank lines and blanks": ("a.txt", with_blanks),
    "set in": ("a.txt", indented),
    "cut": ("a.txt", cut),
    "cut and set in": ("a.txt", cut_indented),
    "cut, set in and paged": ("a.txt", cut_in_pages),
    "as PDF": ("a.pdf", as_pdf),
    "narrow marks": ("a.txt", narrow),
}


def changed(case: Case, name: str, seed: int = 0) -> Case | None:
    """The case with its document changed; None when it is no plain text."""
    words = words_of(case)
    file, change = CHANGES[name]
    if not words or (name.startswith(("cut", "as a page", "as PDF")) and re.search("[|\t]", fold(words))):
        return None
    made = change(words, random.Random(seed))
    return replace(case, name=f"{case.name} ({name})", file=file, make=lambda: made)

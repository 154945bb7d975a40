"""For tests: what a produced file says about itself, in millimetres, points and characters."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from .kinds import kinds
from .paper import Paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def samples() -> dict[str, Paper]:
    """The sample of every shipped kind as a paper."""
    return {one.name: one.of(one.sample) for one in kinds()}


def part(docx: bytes, name: str) -> Any:
    """The root element of a part of a .docx, such as word/document.xml."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(name))


def attribute(element: Any, path: str, name: str) -> str:
    """A w: attribute of the first descendant with that path; empty when there is none."""
    found = element.find(".//" + "/".join(W + step for step in path.split("/")))
    return "" if found is None else found.get(W + name, "")


def text(element: Any) -> str:
    return "".join(found.text or "" for found in element.iter(W + "t"))


def paragraph(docx: bytes, words: str) -> Any:
    """The first paragraph of the body that contains `words`."""
    return next(p for p in part(docx, "word/document.xml").iter(W + "p") if words in text(p))


def rendered(docx: bytes, folder: Path) -> Any:
    """The document as LibreOffice sets it, opened with pdfplumber; None when there is no LibreOffice."""
    import pdfplumber

    if not shutil.which("soffice"):
        return None
    source = folder / "paper.docx"
    source.write_bytes(docx)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return pdfplumber.open(folder / "paper.pdf")


def lines_of(page: Any) -> list[str]:
    """The lines of a PDF page from top to bottom, spaces left out."""
    rows: dict[int, list[Any]] = {}
    for char in page.chars:
        rows.setdefault(round(char["bottom"] / 4), []).append(char)
    lines = ["".join(c["text"] for c in sorted(rows[y], key=lambda c: c["x0"])) for y in sorted(rows)]
    return [line.replace(" ", "") for line in lines if line.strip()]

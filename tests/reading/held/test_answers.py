"""The held answers agree with their own documents: what they quote stands there, as printed."""

from __future__ import annotations

import html
import io
import re
import unicodedata
from zipfile import ZipFile

import pytest
from tests.reading.answers import ANY, Case, Wanted
from tests.reading.held import CASES

OWNER = re.compile(
    r"(牵头|责任|配合|主办|协办|会办|承办|参与)(单位|部门|领导)[:：]|(完成|办理|整改)时[限间][:：]"
)


def quoted() -> list[tuple[str, Case, Wanted]]:
    return [(f"{case.name} {t['no']}", case, t) for case in CASES for t in case.tasks]


def plain(words: str) -> str:
    return re.sub(r"\s", "", words)


def source(case: Case) -> str:
    """All words of the document, without white space, tags and what stands between two pages."""
    made = case.make()
    if isinstance(made, bytes):
        made = unpacked(made, case.file)
    words = without_page_ends(made) if case.file.endswith(".txt") else made
    return plain(re.sub(r"<[^<>]*>|&nbsp;|&#?\w+;", "", words) + made)


def without_page_ends(words: str) -> str:
    """Page numbers taken out, and with them the running title when every page has the same."""
    number = r"(?m)^[-—] ?\d+ ?[-—]\n"
    running = set(re.findall(number + r"(.*)\n", words))
    return re.sub(number + (r".*\n" if len(running) == 1 else ""), "", words)


def unpacked(made: bytes, file: str) -> str:
    if file.endswith((".docx", ".xlsx")):
        with ZipFile(io.BytesIO(made)) as parts:
            wanted = [
                n
                for n in parts.namelist()
                if re.search(r"word/document\.xml|xl/.*(sheet\d+|sharedStrings)\.xml", n)
            ]
            return html.unescape(re.sub(r"<[^<>]*>", "", "".join(parts.read(n).decode() for n in wanted)))
    for encoding in ("utf-8", "gb18030") if not made.startswith(b"\xff\xfe") else ("utf-16",):
        try:
            return made.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(file)


WORDS = {case.name: source(case) for case in CASES}


def test_the_set_is_large_and_has_names_of_its_own() -> None:
    assert len(WORDS) == len(CASES)
    assert sum(len(case.tasks) for case in CASES) >= 450


@pytest.mark.parametrize(("case", "wanted"), [q[1:] for q in quoted()], ids=[q[0] for q in quoted()])
def test_an_answer_is_quoted(case: Case, wanted: Wanted) -> None:
    words = WORDS[case.name]
    assert plain(wanted["text"]) in words
    assert not OWNER.search(wanted["text"])
    assert not re.search(
        r"\||[。.；][一二三四五六七八九十]+、|[。.][（(][一二三四五六七八九十]+[)）]", wanted["text"]
    )
    for part in re.split(r"/|——", wanted["no"].replace("——", "/——")):
        assert plain(part) in words
    for field in ("lead_leaders", "lead_units", "co_units", "headings"):
        if wanted.get(field, ANY) is not ANY:
            assert [n for n in wanted[field] if plain(n) not in words] == []
    if wanted.get("deadline_text", ANY) is not ANY:
        assert plain(wanted["deadline_text"]) in words


@pytest.mark.parametrize(("case", "wanted"), [q[1:] for q in quoted()], ids=[q[0] for q in quoted()])
def test_a_target_is_printed(case: Case, wanted: Wanted) -> None:
    """In the task's own words, or in a table in another column of its row."""
    told = WORDS[case.name] if "header" in case.name else wanted["text"]
    words = unicodedata.normalize("NFKC", plain(told)).replace(",", "")
    for _, value, unit in [] if wanted["targets"] is ANY else wanted["targets"]:
        number = f"{value:g}" if value < 1e6 else f"{value:.0f}"
        assert re.search(
            rf"(?<![\d.]){re.escape(number)}0*(余|多)?{re.escape(unicodedata.normalize('NFKC', unit))}", words
        ), (number, unit)


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_the_head_of_a_document_is_quoted(case: Case) -> None:
    for key in ("title", "doc_number", "issuer"):
        assert plain(case.document.get(key) or "") in WORDS[case.name]

"""What people see is Chinese; pages need no other host and run nothing that is written into them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import own_statics, shown, templates

CODE = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|{%.*?%}|{{.*?}}|<(script|style|svg)\b.*?</\1>|<code>.*?</code>|<kbd\b.*?</kbd>|<[^>]*>|&\w+;", re.S)  # fmt: skip
SPOKEN = re.compile(r'\b(?:placeholder|title|aria-label|alt|data-confirm|hx-confirm)="([^"]*)"')
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
WORD = re.compile(r"[A-Za-z]{2,}")
# words that are written so in Chinese texts too
FAMILIAR = {
    "MB", "KB", "GB", "API", "OpenAPI", "PDF", "Word", "Excel", "WPS", "CSV", "IP", "OK", "ID", "xlsx", "docx", "pdf",
    "txt", "html", "ofd", "GB/T", "wd", "Ctrl", "Enter", "Webhook", "webhook", "SHA", "RFC", "UTF", "field", "zip",
    "Bearer", "Authorization", "Idempotency", "Key", "problem", "json", "application", "title", "gongzhi", "SHA-256",
    "Office", "CSRFToken", "OCR", "http", "https", "URL", "JSON", "SMTP", "TLS", "PM", "GeoJSON",
}  # fmt: skip


def english(text: str) -> set[str]:
    return {word for word in WORD.findall(text) if word not in FAMILIAR}


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_template_speaks_chinese(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spoken = " ".join(TAGS.sub(" ", one) for one in SPOKEN.findall(text))
    assert english(CODE.sub(" ", text)) | english(spoken) == set()


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_template_has_no_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b[^>]*>|\sstyle=\"|\son[a-z]+=\"|javascript:", text)
        == []
    )


@pytest.mark.parametrize("path", [*templates(), *own_statics()], ids=shown)
def test_page_needs_no_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", text)
    assert [one for one in found if not one.endswith(("w3.org/2000/svg", "w3.org/1999/xlink"))] == []


def test_refusals_speak_chinese_and_have_one_code_each() -> None:
    from gongzhi.kernel.refusals import Refusal

    every: list[type[Refusal]] = []

    def walk(one: type[Refusal]) -> None:
        for below in one.__subclasses__():
            every.append(below)
            walk(below)

    walk(Refusal)
    ours = [one for one in every if one.__module__.startswith("gongzhi.") and ".test_" not in one.__module__]
    bad = [f"{one.__name__}: {one.message}" for one in ours if english(re.sub(r"{.*?}", "", one.message))]
    codes = [one.code for one in ours if "code" in one.__dict__]
    assert bad == []
    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []


def test_templates_stay_short() -> None:
    long = [
        f"{shown(path)}: {len(path.read_text().splitlines())}"
        for path in templates()
        if len(path.read_text().splitlines()) > 60
    ]
    assert [one for one in long if not one.startswith("src/gongzhi/templates/gallery/")] == []

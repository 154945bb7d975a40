"""The example of docs/how-to/papers.md runs, and what it declares is a kind like any other."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any

import pytest

from gongzhi.launcher.paths import ROOT

from . import docx, fill, starter
from .facts import facts
from .reading_back import part, text


@pytest.fixture
def closing() -> Any:
    page = (ROOT / "docs" / "how-to" / "papers.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(from dataclasses.*?)```", page, re.DOTALL)
    module = ModuleType("example_of_papers")
    sys.modules[module.__name__] = module
    exec(example[1] if example else "", module.__dict__)
    yield module.__dict__["CLOSING"]
    del sys.modules[module.__name__]


def said(file: bytes) -> str:
    return text(part(file, "word/document.xml"))


def test_the_example_is_written_and_filled_alike(closing: Any) -> None:
    assert said(docx(closing.of(closing.sample))) == said(
        fill(starter(closing), facts(closing, closing.sample))
    )


def test_the_example_has_its_fields(closing: Any) -> None:
    assert [part.label for part in closing.parts] == [
        "发文单位", "发文字号", "申请人", "受理事项", "办结日期", "成文日期", "主要成效", "联系人",
    ]  # fmt: skip

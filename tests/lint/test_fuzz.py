"""Whatever a document has been through, looking it over never raises and every place is in the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lint.papers import CLEAN, FAULTY

from gongzhi.kernel.clock.rules import WorkCalendar
from gongzhi.kernel.documents.lint import as_json, examine
from gongzhi.kernel.documents.reading import read

HARMS = ("", "（", "）", "“", "”", "\n", "。", "9", "%", "以上", "各乡镇", "\ufffd", "　")


@st.composite
def harmed(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from((FAULTY, CLEAN)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(HARMS)) + text[at + draw(st.integers(0, 30)) :]
    return text


@settings(max_examples=60, deadline=None)
@given(harmed())
def test_harmed_documents_are_looked_over(text: str) -> None:
    reading = read(text)
    findings = examine(reading, days=WorkCalendar())
    places = [place for one in findings for place in one.places]

    assert all(0 <= one.span.start <= one.span.end <= len(reading.text) for one in places)
    assert all(one.task is None or one.task < len(reading.tasks) for one in places)
    assert len(as_json(findings)) == len({one.key for one in findings})

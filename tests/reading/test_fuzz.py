"""Whatever is done to a document, the reader refuses or reads: it never breaks and never loses its place."""

from __future__ import annotations

import random
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reading import file_cases, text_cases

from gongzhi.kernel.documents.reading import Reading, as_json, read
from gongzhi.kernel.documents.reading.fold import fold
from gongzhi.kernel.refusals import Refusal

TEXTS = [
    text_cases.LABELS, text_cases.BRACKETS, text_cases.ACTION, text_cases.SECTIONS, text_cases.MINUTES,
    text_cases.TARGETS, text_cases.PIPES, text_cases.WRAPPED, file_cases.PAGE,
]  # fmt: skip
FILES = [
    file_cases.layout_b(),
    file_cases.workbook(),
    text_cases.ACTION.encode("gb18030"),
    file_cases.PAGE.encode(),
]
QUIET = settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
MARKS = "（）()［］【】：:；;，,、。一二三1２.①—“”《》\n\t ｜|附件等牵头责任单位县局2024年％%"


def _damaged(text: str, seed: int) -> str:
    """The text cut, joined, widened, narrowed or robbed of brackets at random places."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        if not text:
            break
        a, b = sorted((chance.randrange(len(text)), chance.randrange(len(text))))
        b = min(b, a + chance.choice((1, 2, 5, 40, 400)))
        change = chance.randrange(7)
        if change == 0:
            text = text[:a] + text[b:]
        elif change == 1:
            text = text[:a] + text[a:b].replace("\n", "") + text[b:]
        elif change == 2:
            text = text[:a] + fold(text[a:b]) + text[b:]
        elif change == 3:
            text = text[:a] + "".join(c for c in text[a:b] if c not in "（）()［］【】") + text[b:]
        elif change == 4:
            text = text[:a] + "".join(chance.choice(MARKS) for _ in range(8)) + text[a:]
        elif change == 5:
            text = text[:a] + text[a:b] * 3 + text[b:]
        else:
            text = text[b:] + text[:a]
    return text


def _read(data: bytes | str, name: str = "") -> Reading | None:
    try:
        return read(data, name)
    except Refusal as refusal:
        assert str(refusal)
        return None


def _check(reading: Reading) -> None:
    as_json(reading)
    size = len(reading.text)
    for task in reading.tasks:
        assert task.text.strip()
        pieces = task.lead_leaders + task.lead_units + task.co_units
        spans = [task.span, task.text_span, *(p.span for p in pieces), *(t.span for t in task.targets)]
        spans += [task.deadline.span] if task.deadline else []
        assert all(0 <= s.start <= s.end <= size for s in spans)
        assert all(p.text for p in pieces)
    assert all(0 <= d.span.start <= d.span.end <= size for d in reading.doubts)
    assert all(a.end <= b.start for a, b in zip(reading.blocks, reading.blocks[1:], strict=False))


@QUIET
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_damaged_document_is_read_or_refused(text: str, seed: int) -> None:
    if reading := _read(_damaged(text, seed)):
        _check(reading)


@QUIET
@given(st.text(alphabet=st.sampled_from(MARKS + "新建改造达到以上万元个家由和"), max_size=400))
def test_random_marks_are_read_or_refused(text: str) -> None:
    if reading := _read(text):
        _check(reading)


@QUIET
@given(
    st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx", "a.xlsx", "a.pdf", "a.html", "a.csv", ""])
)
def test_random_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    if reading := _read(data, name):
        _check(reading)


@QUIET
@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_damaged_file_is_read_or_refused(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    body = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    if reading := _read(bytes(body[: chance.randint(1, len(body))] if seed % 3 == 0 else body)):
        _check(reading)


def test_width_of_marks_changes_nothing_but_the_width() -> None:
    for text in TEXTS[:6]:
        wide, narrow = read(text), read(fold(text))
        assert [fold(t.text) for t in wide.tasks] == [t.text for t in narrow.tasks]
        assert [[fold(p.text) for p in t.lead_units + t.co_units] for t in wide.tasks] == [
            [p.text for p in t.lead_units + t.co_units] for t in narrow.tasks
        ]
        assert [[(x.op, x.value) for x in t.targets] for t in wide.tasks] == [
            [(x.op, x.value) for x in t.targets] for t in narrow.tasks
        ]


def test_hostile_shapes_take_no_long_time() -> None:
    shapes = [
        "（" * 60_000, "一、" * 40_000, "县财政局、" * 30_000, "牵头单位：" * 20_000, "9" * 100_000, "由县财政局牵头，" * 8_000,
        "1.新建公园1个（" * 8_000, "附件1：甲\n" * 3_000, "1.任务\n责任单位：县财政局\n" * 1_500, "A｜B｜C\n" * 5_000, "<div>" * 20_000 + "</div>",
        "序号｜任务｜责任单位\n" * 3_000, "——目标\n" * 5_000, "等" * 50_000, "和县财政局" * 10_000,
    ]  # fmt: skip
    for shape in shapes:
        begun = time.process_time()  # the machine may be busy with other things
        _read(shape)
        assert time.process_time() - begun < 20, shape[:20]

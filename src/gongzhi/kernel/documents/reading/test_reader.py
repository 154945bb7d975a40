"""What the worked set does not say: spans, blocks, doubts, rules about what is a task."""

from gongzhi.kernel.documents.reading import read

HEAD = "清泽县2024年重点工作要点\n"


def numbers(words: str) -> list[str]:
    return [t.no for t in read(HEAD + words).tasks]


def codes(words: str) -> list[str]:
    return [d.code for d in read(HEAD + words).doubts]


def test_heading_is_what_has_deeper_numbers() -> None:
    assert numbers("一、产业\n1.新建公园1个。（县城管局）\n2.改造\n（1）道路。（县住建局）\n") == [
        "一/1",
        "一/2/（1）",
    ]


def test_principles_are_no_tasks() -> None:
    assert numbers("一、基本原则\n（一）坚持统筹。先易后难。\n二、任务\n（一）改造道路。（县住建局）\n") == [
        "二/（一）"
    ]


def test_goals_are_counted() -> None:
    assert numbers("一、目标\n——更快。（县数管局）\n——更好。（县数管局）\n") == ["一/——1", "一/——2"]


def test_unnumbered_paragraph_needs_an_owner() -> None:
    words = "一、民生\n全面改善民生。\n新建学校2所。（县教育局）\n"
    assert [(t.no, t.text) for t in read(HEAD + words).tasks] == [("一", "新建学校2所。")]


def test_unread_number_is_a_doubt() -> None:
    assert "unread_paragraph" in codes("一、民生\n惠及群众3万人。\n新建学校2所。（县教育局）\n")


def test_numbers_are_checked() -> None:
    found = codes("1.甲。（县教育局）\n1.乙。（县教育局）\n4.丙。（县教育局）\n")
    assert [c for c in found if c.endswith(("number", "numbers"))] == ["duplicate_number", "gap_in_numbers"]


def test_task_without_owner_is_a_doubt() -> None:
    assert "no_owner" in codes("1.甲。（县教育局）\n2.乙。\n")


def test_spans_hold_the_words() -> None:
    reading = read(HEAD + "1.新建公园6个。（牵头单位：县城管局；配合单位：县住建局；完成时限：10月底）\n")
    task = reading.tasks[0]
    assert task.text_span.of(reading.text) == "新建公园6个。"
    assert [p.span.of(reading.text) for p in task.lead_units + task.co_units] == ["县城管局", "县住建局"]
    assert task.deadline is not None
    assert task.deadline.span.of(reading.text) == "10月底"
    assert task.span.of(reading.text).startswith("1.新建")


def test_blocks_tile_the_lines() -> None:
    reading = read("首页 > 政务公开 > 通知\n\n" + HEAD + "一、城建\n1.新建公园6个。\n责任单位：县城管局\n")
    assert [b.kind for b in reading.blocks] == ["meta", "heading", "heading", "para", "label"]


def test_pasted_text_keeps_its_places() -> None:
    words = HEAD + "1.新建公园6个。（县城管局）\n"
    assert read(words).text == words


def test_split_is_only_suggested() -> None:
    task = read(HEAD + "1.①新建公园6个；②改造道路9条。（县城管局）\n").tasks[0]
    assert len(task.split_suggestions) == 2


def test_document_without_tasks_says_so() -> None:
    reading = read("今天天气很好。\n明天也好。\n")
    assert (reading.tasks, [d.code for d in reading.doubts]) == ((), ["no_tasks"])

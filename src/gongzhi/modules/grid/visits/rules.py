"""What is asked at a visit, written line by line, and whether an answer fits. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

YES_NO, CHOICE, TEXT = "yes_no", "choice", "text"
WORDS = {YES_NO: "是否", CHOICE: "单选", TEXT: "文字"}
YES, NO = "是", "否"


class Unreadable(ValueError):
    """A line that says no question: (number of the line, the line)."""


def read_questions(text: str) -> list[dict[str, Any]]:
    """Questions from lines: `label｜是否`, `label｜单选：甲、乙`, `label｜文字`; `→E31：是` names what becomes an event.

    >>> read_questions("燃气软管是否老化｜是否→E31：是\\n收入来源｜单选：务农、务工")[0]["finding"]
    'E31'
    >>> read_questions("燃气软管是否老化｜是否→E31：是\\n收入来源｜单选：务农、务工")[1]["choices"]
    ['务农', '务工']

    Raises: Unreadable.
    """
    found: list[dict[str, Any]] = []
    for number, line in enumerate((one.strip() for one in text.splitlines()), 1):
        if line:
            found.append({"code": f"q{len(found) + 1}", **_question(number, line)})
    return found


def _question(number: int, line: str) -> dict[str, Any]:
    told, _, finding = line.replace("|", "｜").replace("->", "→").partition("→")
    label, _, kind = told.partition("｜")
    kind, _, options = kind.replace(":", "：").partition("：")
    sort = next((code for code, word in WORDS.items() if word == kind.strip()), "")
    choices = [one for one in options.replace(",", "、").replace("，", "、").split("、") if one.strip()]
    if not label.strip() or not sort or (sort == CHOICE) != (len(choices) > 1):
        raise Unreadable(number, line)
    question: dict[str, Any] = {"label": label.strip(), "type": sort}
    if choices:
        question["choices"] = [one.strip() for one in choices]
    if finding.strip():
        code, _, when = finding.replace(":", "：").partition("：")
        question |= {"finding": code.strip(), "when": when.strip() or YES}
        if when.strip() and when.strip() not in options_of(question):
            raise Unreadable(number, line)
    return question


def written(questions: Sequence[Mapping[str, Any]]) -> str:
    """The lines again.

    >>> written(read_questions("燃气软管是否老化｜是否→E31：是"))
    '燃气软管是否老化｜是否→E31：是'
    """
    return "\n".join(_line(one) for one in questions)


def _line(question: Mapping[str, Any]) -> str:
    choices = "：" + "、".join(question["choices"]) if question.get("choices") else ""
    finding = f"→{question['finding']}：{question['when']}" if question.get("finding") else ""
    return f"{question['label']}｜{WORDS[question['type']]}{choices}{finding}"


def options_of(question: Mapping[str, Any]) -> list[str]:
    """What can be answered; nothing for a text."""
    return [YES, NO] if question["type"] == YES_NO else list(question.get("choices", ()))


def found_by(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """(category, words) of what the answers found.

    >>> found_by(read_questions("软管是否老化｜是否→E31：是"), {"q1": "是"})
    [('E31', '走访发现：软管老化')]
    """
    return [
        (one["finding"], f"走访发现：{_said(one['label'], answers[one['code']])}")
        for one in questions
        if one.get("finding") and answers.get(one["code"]) == one["when"]
    ]


def _said(label: str, answer: str) -> str:
    """What a question and its answer say together."""
    return label.replace("是否", "") if answer == YES and "是否" in label else f"{label}，{answer}"

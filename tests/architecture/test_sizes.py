"""Files and functions stay short enough to be read at once."""

from __future__ import annotations

import ast

from tests.architecture.source import shown, sources, tree

LINES, BODY = 400, 60
# what is longer says why
LONG_FILES = {
    "src/gongzhi/kernel/documents/reading/outline.py": "the numbering of official documents, one grammar",
    "src/gongzhi/kernel/documents/reading/targets.py": "the grammar of numbers in Chinese",
    "src/gongzhi/kernel/documents/reading/tables.py": "the layouts of tables, one grammar",
    "src/gongzhi/kernel/documents/reading/frame.py": "the frame of official documents, one grammar",
    "src/gongzhi/kernel/web/listing.py": "one class: everything a list says about itself",
    "src/gongzhi/modules/supervision/founding/proposal.py": "a county read out of its first document, one reading",
    "src/gongzhi/modules/supervision/founding/actions.py": "the same, put into the tables",
    "src/gongzhi/modules/supervision/plan_edits.py": "the steps of a review, each with its way back",
    "src/gongzhi/kernel/flow/actions.py": "opening and moving, one transaction each",
}


def test_files_are_short() -> None:
    found = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: lines for name, lines in found.items() if lines > LINES and name not in LONG_FILES} == {}


def test_functions_are_short() -> None:
    found = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > BODY:
                found.append(f"{shown(path)}:{node.lineno} {node.name} has {_lines(node)} lines")
    assert found == []


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring and the signature not counted."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_function_and_argument_is_annotated() -> None:
    found = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                bare = [one.arg for one in given if one.annotation is None and one.arg not in ("self", "cls")]
                if bare or (node.returns is None and node.name != "__init__"):
                    found.append(f"{shown(path)}:{node.lineno} {node.name} {bare}")
    assert found == []

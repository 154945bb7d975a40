"""What may not be in the repository."""

from __future__ import annotations

import re
import subprocess

import pytest

from gongzhi.launcher.paths import ROOT

MACHINE = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work)/")
REGISTRY = re.compile(
    r"registry\.npm|files\.pythonhosted|pypi\.org/simple|/npm/registry|artifactory|mirrors?\.\w+\.\w+/pypi"
)


def texts() -> list[tuple[str, str]]:
    """Tracked text files with their content."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail("not a git checkout")
    found = []
    for name in filter(None, done.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes())[:8000]:
            found.append((name, data.decode("utf-8", errors="replace")))
    return found


def test_no_file_names_a_folder_of_one_machine():
    assert [
        name for name, text in texts() if MACHINE.search(text) and not name.startswith("tests/architecture/")
    ] == []


def test_no_file_names_a_package_registry():
    assert [
        name for name, text in texts() if REGISTRY.search(text) and not name.startswith("tests/architecture/")
    ] == []

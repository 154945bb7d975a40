import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongzhi.launcher.lock import started_at
from gongzhi.launcher.paths import SRC

ENV = {**os.environ, "PYTHONPATH": str(SRC)}
RUN = """
import os, sys, pathlib
from gongzhi.launcher.tree import Child, Tree
from gongzhi.launcher.say import Stop
log = pathlib.Path(sys.argv[1])
child = Child("孩子", ["sh", "-c", sys.argv[2]], dict(os.environ), log)
tree = Tree([child], ready=lambda: "ready" in log.read_text(), announce=lambda: print("up", flush=True), born=lambda groups: print(*groups, flush=True))
try:
    sys.exit(tree.run())
except Stop as stop:
    print(stop, flush=True); sys.exit(1)
"""


@pytest.fixture
def tree(tmp_path):
    """Start a tree of one shell command; gives the process, whose lines are the child's number and "up"."""
    started = []

    def start(command):
        words = [sys.executable, "-c", RUN, tmp_path / "log", command]
        started.append(
            subprocess.Popen(words, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def gone(pid):
    """Whether the process ends within five seconds; one that only waits to be buried has ended."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if not started_at(pid) or Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_signal_stops_the_child_and_the_tree(tree):
    process = tree("echo ready; exec sleep 60")
    child = int(process.stdout.readline())
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=5) == 0
    assert gone(child)


@pytest.mark.skipif(
    sys.platform != "linux", reason="not here: only Linux tells a child of its parent's death"
)
def test_a_killed_parent_takes_the_child_along(tree):
    process = tree("echo ready; exec sleep 60")
    child = int(process.stdout.readline())
    process.kill()

    assert gone(child)


def test_a_dead_child_is_started_again_and_what_it_left_is_ended(tmp_path, tree):
    process = tree("sleep 61 & echo $!; echo ready; exec sleep 60")
    child = int(process.stdout.readline())
    assert process.stdout.readline() == "up\n"
    os.kill(child, signal.SIGKILL)

    assert process.stdout.readline() == "孩子意外结束（退出码 -9），0秒后重新启动。\n"
    assert int(process.stdout.readline()) != child
    assert gone(int((tmp_path / "log").read_text().split()[0]))


def test_a_child_that_cannot_start_ends_the_start_with_its_last_words(tree):
    process = tree("echo no licence; exit 7")
    lines = process.stdout.read()

    assert process.wait(timeout=20) == 1
    assert "孩子起不来（退出码 7）。\nno licence\n" in lines

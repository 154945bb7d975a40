import os
import socket
import subprocess
import sys

import pytest

from gongzhi.launcher import lock
from gongzhi.launcher.paths import SRC
from gongzhi.launcher.say import Stop

ENV = {**os.environ, "PYTHONPATH": str(SRC)}
HOLD = "import sys,time,pathlib;from gongzhi.launcher import lock\nwith lock.hold(pathlib.Path(sys.argv[1]), address='http://here/'):\n print('held', flush=True); time.sleep(60)"


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the data folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], env=ENV, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_holds_the_data(tmp_path, holder):
    with pytest.raises(Stop, match=f"正由进程 {holder.pid} 使用，地址 http://here/"), lock.hold(tmp_path):
        pass
    assert lock.is_held(tmp_path)


def test_a_killed_holder_leaves_the_data_free(tmp_path, holder):
    holder.kill()
    holder.wait()

    with lock.hold(tmp_path):
        assert lock.is_held(tmp_path)
    assert not lock.is_held(tmp_path)


def test_what_a_killed_system_left_running_is_ended_and_nothing_else(tmp_path):
    with (
        subprocess.Popen(["sleep", "60"], start_new_session=True) as left,
        subprocess.Popen(["sleep", "60"], start_new_session=True) as other,
    ):
        lock.note(tmp_path, pid=1, groups={str(left.pid): lock.started_at(left.pid), str(other.pid): "0"})
        with lock.hold(tmp_path):
            left.wait(timeout=5)
        assert other.poll() is None
        other.kill()


def test_a_taken_port_is_told_with_its_holder():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Stop, match=f"端口 {port} 已被进程 .*占用"):
            lock.need_port("127.0.0.1", port, patience=0)
    lock.need_port("127.0.0.1", port, patience=0)

import os
import subprocess
import sys

import pytest

from gongzhi.launcher import main as command_line
from gongzhi.launcher.main import COMMANDS, main, overview
from gongzhi.launcher.paths import ROOT

HERE = {**os.environ, "GONGZHI_ENVIRONMENT": "here"}


def gongzhi(*words):
    return subprocess.run(
        [sys.executable, ROOT / "gongzhi", *words], env=HERE, capture_output=True, text=True, check=False
    )


def test_the_overview_names_every_command_on_one_screen():
    text = overview()

    assert [command.name for command in COMMANDS if command.name not in text] == []
    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80


def test_help_needs_nothing_but_python():
    done = subprocess.run(
        [sys.executable, "-S", ROOT / "gongzhi", "--help"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, overview())


@pytest.mark.parametrize("name", [command.name for command in COMMANDS if not command.passed_on])
def test_every_command_explains_itself(name):
    done = gongzhi(name, "--help")

    assert done.returncode == 0
    assert done.stdout.startswith(f"用法： ./gongzhi {name}")


def test_an_unknown_command_is_wrong_usage(capsys):
    assert main(["fly"]) == 2
    assert capsys.readouterr().err == "没有“fly”这个命令。全部命令：./gongzhi --help\n"


def test_wrong_words_are_told_without_a_traceback():
    done = gongzhi("demo", "--at", "tomorrow")

    assert done.returncode == 2
    assert done.stderr == (
        "用法不对：参数 --at: “tomorrow”不是日期，写法如 2020-11-02\n说明：./gongzhi demo --help\n"
    )


def test_a_bug_is_one_line_and_a_traceback_only_when_asked(capsys, monkeypatch):
    monkeypatch.setattr(command_line, "_run", lambda command, argv: 1 // 0)

    assert main(["demo"]) == 1
    assert (
        capsys.readouterr().err.splitlines()[0]
        == "程序出错：ZeroDivisionError: integer division or modulo by zero"
    )
    monkeypatch.setenv("GONGZHI_DEBUG", "1")
    main(["demo"])
    assert "Traceback" in capsys.readouterr().err


def test_a_full_disk_is_said_as_such(capsys, monkeypatch):
    def full(command, argv):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command_line, "_run", full)

    assert main(["demo"]) == 1
    assert capsys.readouterr().err == "没有完成：磁盘已满。腾出空间后再运行一次。\n"


def test_an_old_python_is_refused_in_words(tmp_path):
    script = (ROOT / "gongzhi").read_text(encoding="utf-8").replace("LEAST = (3, 11)", "LEAST = (3, 99)")
    copy = tmp_path / "gongzhi"
    copy.write_text(script.replace("python3.%d", "python9.%d"), encoding="utf-8")
    done = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("共治需要 Python 3.99 或更新的版本")

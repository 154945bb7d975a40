import json
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.kernel.documents.reading.command import MISUSED, REFUSED, main

PLAN = "清泽县2024年工作要点\n1.新建公园6个。（县城管局等）\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_json_is_the_contract(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(plan), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["document", "tasks", "groups", "doubts"]
    assert answer["tasks"] == [
        {
            "no": "1", "headings": [], "text": "新建公园6个。", "lead_leaders": [], "lead_units": ["县城管局"], "co_units": [], "open_ended": True,
            "targets": [{"name": "新建公园", "op": ">=", "value": 6, "unit": "个", "raw": "新建公园6个"}],
            "deadline": None, "deadline_text": None, "source": {"start": 13, "end": 29},
        }
    ]  # fmt: skip


def test_table_names_the_doubts(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(plan)]) == 0
    assert "疑点 第2行" in capsys.readouterr().out


def test_lint_is_told_only_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("清泽县2024年工作要点\n1.新建公园6个。（各乡镇）\n", "utf-8")
    assert main([str(path), "--json", "--lint"]) == 0
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["lint"]] == ["group_leads"]
    assert main([str(path), "--lint", "--quiet"]) == 0
    assert "体检发现1处。" in capsys.readouterr().out


def test_sheet_is_written(plan: Path, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    out = tmp_path / "out.xlsx"
    assert main([str(plan), "--quiet", "--xlsx", str(out)]) == 0
    assert CalamineWorkbook.from_path(str(out)).get_sheet_by_name("任务").to_python()[1][:3] == [
        "1",
        "",
        "新建公园6个。",
    ]


def test_refusal_and_misuse_have_their_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "没有.txt")]) == REFUSED
    assert main([str(tmp_path)]) == REFUSED
    assert main([]) == MISUSED
    (tmp_path / "空.txt").touch()
    assert main([str(tmp_path / "空.txt")]) == REFUSED
    assert "Traceback" not in capsys.readouterr().err


def test_reading_needs_no_database_and_no_django(plan: Path) -> None:
    code = f"import sys; from gongzhi.kernel.documents.reading.command import main; main([{str(plan)!r}, '--json']); sys.exit('django' in sys.modules or 'lxml' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={"PYTHONPATH": str(Path(__file__).parents[4]), "PATH": ""},
        check=False,
    )
    assert run.returncode == 0, run.stderr

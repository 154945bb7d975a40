import tarfile

import pytest

from gongzhi.launcher import archive
from gongzhi.launcher.say import Stop

FACTS = {"made_at": "2026-03-02T01:00:00+00:00", "engine": "sqlite", "migrations": []}


@pytest.fixture
def made(tmp_path):
    """A backup with one member."""
    (tmp_path / "data").write_bytes(b"abc" * 1000)
    out = tmp_path / "backup.tar"
    archive.write(out, [("files/a", tmp_path / "data")], FACTS)
    return out


def test_what_is_written_comes_back(tmp_path, made):
    archive.extract(made, tmp_path / "to")

    assert (tmp_path / "to/files/a").read_bytes() == b"abc" * 1000
    assert made.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "data", "to"]


def test_an_altered_byte_is_found(made):
    data = bytearray(made.read_bytes())
    data[data.index(b"abcabc")] = ord("x")
    made.write_bytes(data)

    with pytest.raises(Stop, match="“files/a”和清单不一致"):
        archive.check(made)


def test_a_cut_backup_is_found(made):
    made.write_bytes(made.read_bytes()[:1536])

    with pytest.raises(Stop, match=r"不是完好的备份文件|没有清单"):
        archive.check(made)


def test_something_else_is_not_a_backup(tmp_path):
    (tmp_path / "x.tar").write_text("hello")

    with pytest.raises(Stop, match="不是完好的备份文件"):
        archive.check(tmp_path / "x.tar")
    with pytest.raises(Stop, match=r"没有 .*这个文件"):
        archive.check(tmp_path / "none.tar")


@pytest.mark.parametrize("name", ["../out", "/etc/out"])
def test_a_member_outside_the_folder_is_refused(tmp_path, name):
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))

    with pytest.raises(Stop, match="不该有的内容"):
        archive.extract(tmp_path / "x.tar", tmp_path / "to")
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        archive.write(tmp_path / "backup.tar", [("files/a", tmp_path / "absent")], FACTS)

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "FORMAT", 9)
    archive.write(tmp_path / "backup.tar", [], FACTS)
    monkeypatch.setattr(archive, "FORMAT", 1)

    with pytest.raises(Stop, match="是格式 9"):
        archive.check(tmp_path / "backup.tar")

import pytest

from gongzhi.launcher import environment
from gongzhi.launcher.environment import is_ready, last_words, stamp_of
from gongzhi.launcher.paths import ROOT
from gongzhi.launcher.say import Stop


def test_an_environment_without_its_stamp_is_not_used(tmp_path):
    listed = tmp_path / "requirements.txt"
    listed.write_text("a==1\n")
    python = environment.python_of(tmp_path)
    python.parent.mkdir()
    python.touch()

    assert not is_ready(tmp_path, listed)
    (tmp_path / "stamp").write_text(stamp_of(listed))
    assert is_ready(tmp_path, listed)
    listed.write_text("a==2\n")
    assert not is_ready(tmp_path, listed)


def test_pip_that_fails_is_told_with_its_reason_and_leaves_no_stamp(tmp_path, monkeypatch):
    listed = tmp_path / "requirements.txt"
    listed.write_text("no-such-package-anywhere-at-all==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(environment, "CACHE", tmp_path)

    with pytest.raises(Stop, match=r"(?s)依赖没有装好：ERROR:.*没有装好的环境不会被使用"):
        environment.install(environment.pip_here(), listed, ["--target", str(tmp_path / "to")])


def test_the_last_words_are_the_errors():
    assert last_words("Collecting a\nERROR: no hash\nnote: see below\n") == "ERROR: no hash"


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "requirements-dev.txt", "requirements-assets.txt", "assets/package-lock.json"],
)
def test_lock_files_hold_hashes_and_no_registry(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "--index-url" not in text and "--find-links" not in text and '"resolved"' not in text
    assert "sha256:" in text or "sha512-" in text


def test_python_lock_files_hold_no_address():
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.txt"))]

    assert [text for text in texts if "://" in text] == []

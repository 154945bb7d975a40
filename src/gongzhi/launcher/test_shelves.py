import pytest
from django.db import connection

from gongzhi.kernel.duty.models import DutyRun
from gongzhi.launcher import lock, shelves
from gongzhi.launcher.say import Stop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path, settings, monkeypatch, at):
    """A county with one row, one file and a key."""
    var = tmp_path / "var"
    (var / "files" / "ab").mkdir(parents=True)
    (var / "files" / "ab" / "abcd").write_bytes(b"attachment")
    (var / "secret-key").write_text("key")
    settings.FILES_DIR = str(var / "files")
    monkeypatch.setattr(shelves, "VAR", var)
    DutyRun.objects.create(duty="kept", last_at=at)
    return var


def duties():
    return list(DutyRun.objects.order_by("duty").values_list("duty", flat=True))


def test_a_restored_county_is_as_it_was_backed_up(tmp_path, county, at):
    manifest = shelves.backup(tmp_path / "b.tar")
    DutyRun.objects.create(duty="later", last_at=at)
    (county / "files" / "ab" / "abcd").write_bytes(b"altered")
    (county / "secret-key").write_text("other")
    told = list(shelves.restore(tmp_path / "b.tar", force=True))

    assert manifest["engine"] == connection.vendor
    assert duties() == ["kept"]
    assert (county / "files" / "ab" / "abcd").read_bytes() == b"attachment"
    assert (county / "secret-key").read_text() == "key"
    assert told[-1] == "已恢复数据库、附件和密钥。接着运行 ./gongzhi migrate 和 ./gongzhi verify。"


def test_what_was_there_is_moved_aside(tmp_path, county):
    shelves.backup(tmp_path / "b.tar")
    (county / "files" / "ab" / "abcd").write_bytes(b"altered")
    list(shelves.restore(tmp_path / "b.tar", force=True))
    (aside,) = county.glob("before-restore-*")

    assert (aside / "files" / "ab" / "abcd").read_bytes() == b"altered"
    assert sorted(path.suffix.split("_")[0] for path in aside.iterdir() if path.is_file() and path.suffix)[
        :1
    ] == [".sqlite3" if connection.vendor == "sqlite" else ".pgdump"]


def test_present_data_are_not_touched_without_force(tmp_path, county):
    shelves.backup(tmp_path / "b.tar")

    with pytest.raises(Stop, match="已经有数据，没有恢复"):
        list(shelves.restore(tmp_path / "b.tar", force=False))
    assert duties() == ["kept"]


def test_a_damaged_backup_changes_nothing(tmp_path, county):
    shelves.backup(tmp_path / "b.tar")
    data = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "b.tar").write_bytes(data.replace(b"attachment", b"Attachment"))

    with pytest.raises(Stop, match="和清单不一致"):
        list(shelves.restore(tmp_path / "b.tar", force=True))
    assert duties() == ["kept"]
    assert sorted(path.name for path in county.iterdir()) == ["files", "secret-key"]


def test_a_running_system_is_not_restored_under(tmp_path, county):
    shelves.backup(tmp_path / "b.tar")

    with lock.hold(county), pytest.raises(Stop, match="正在使用"):
        list(shelves.restore(tmp_path / "b.tar", force=True))


def test_a_backup_of_a_newer_version_is_refused(tmp_path, county, monkeypatch):
    monkeypatch.setattr(shelves, "_migrations", lambda: ["duty.9999_later"])
    shelves.backup(tmp_path / "b.tar")

    with pytest.raises(Stop, match=r"duty\.9999_later"):
        list(shelves.restore(tmp_path / "b.tar", force=True))


def test_a_backup_taken_while_rows_are_written_is_whole(tmp_path, county, at):
    import threading

    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            DutyRun.objects.create(duty=f"row{number}", last_at=at)
            number += 1
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    shelves.backup(tmp_path / "b.tar")
    stop.set()
    writer.join()
    list(shelves.restore(tmp_path / "b.tar", force=True))
    rows = sorted(int(name[3:]) for name in duties() if name.startswith("row"))

    assert rows == list(range(len(rows)))

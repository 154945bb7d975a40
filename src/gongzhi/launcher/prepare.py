"""What is done before the processes start, as asked: migrate, load the demo county, set its clock. Apart, for it loads Django."""

from __future__ import annotations

import sys

from gongzhi.launcher.say import Progress, Stop, debugging, line


def main(words: list[str]) -> int:
    import django

    django.setup()
    try:
        if "--check" in words:
            check()
        if "--migrate" in words:
            migrate()
        if "--check" in words or "--migrate" in words:
            collect()
        if "--load" in words:
            load()
        if "--starters" in words:
            load("--empty")
        if "--at" in words:
            set_time(words[words.index("--at") + 1])
    except Stop as stop:
        line(f"没有完成：{stop}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if debugging():
            raise
        line(
            f"准备数据时出错：{type(error).__name__}: {error}\n看详情：GONGZHI_DEBUG=1 ./gongzhi demo",
            sys.stderr,
        )
        return 1
    return 0


def set_time(at: str) -> None:
    """Put the demo's clock to a moment, unless something later is on record already. Raises: Stop."""
    from datetime import datetime

    from gongzhi.kernel.clock import set_demo_time
    from gongzhi.kernel.refusals import Refusal

    try:
        set_demo_time(datetime.fromisoformat(at))
    except Refusal as refusal:
        raise Stop(str(refusal)) from refusal


def migrate() -> None:
    """Build a new database at once; of one that is there run what is not yet applied, a step of the bar each."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from gongzhi.kernel.rows import fresh

    if fresh.is_empty(connection):
        with Progress("建立数据库", 1) as bar:
            call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
            bar.step("")
        return
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with Progress("升级数据库", max(len(plan), 1)) as bar:

        def told(action: str, migration: object = None, fake: bool = False) -> None:
            if action == "apply_success":
                bar.step(str(migration))

        executor.progress_callback = told  # type: ignore[assignment]
        executor.migrate(executor.loader.graph.leaf_nodes(), plan=plan)
        call_command(
            "migrate", run_syncdb=True, verbosity=0, interactive=False
        )  # content types; apps without migrations


def check() -> None:
    """Raises: Stop when the database does not answer or lacks a migration."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Stop(f"数据库不能用：{str(error).strip()}。请检查 GONGZHI_DATABASE_URL。") from error
    if owed:
        raise Stop(
            f"数据库还有{len(owed)}步升级没有做。先备份（./gongzhi backup），再运行 ./gongzhi migrate。"
        )


def collect() -> None:
    """Gather static files where the settings name a place for them."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.STATIC_ROOT:
        call_command("collectstatic", verbosity=0, interactive=False)


def load(*options: str) -> None:
    from django.core.management import call_command, get_commands

    if "gongzhi_demo_load" not in get_commands():
        line("这个版本还没有演示县的数据，先启动空的系统。")
        return
    call_command("gongzhi_demo_load", *options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

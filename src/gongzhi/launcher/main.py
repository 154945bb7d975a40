"""The command line: every command in one screen, exit codes, and no traceback for an expected no.

Exit codes: 0 done; 1 not done, the reason is printed; 2 wrong usage; 3 what was checked is not in order; 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from dataclasses import dataclass

from gongzhi.launcher import environment
from gongzhi.launcher.say import Stop, debugging, line


@dataclass(frozen=True)
class Command:
    """One command: the module under gongzhi.launcher with `options(parser)` and `run(options) -> exit code`.

    A passed-on command hands all its words to somebody else's command line, `--help` too.
    """

    name: str
    label: str
    module: str
    environment: str = "app"
    passed_on: bool = False


COMMANDS = (
    Command("demo", "试用：建好演示县并启动全部服务", "demo"),
    Command("read", "读一份公文，列出其中的任务（不用数据库）", "passing", passed_on=True),
    Command("test", "运行全部测试", "testing", environment="dev"),
    Command("check", "检查代码：风格、类型、迁移、锁定文件", "checking", environment="dev"),
    Command("serve", "正式运行：网页服务、后台任务、定时职责", "serve"),
    Command("migrate", "建立或升级数据库", "passing", passed_on=True),
    Command("first-admin", "建立第一个管理员", "accounts"),
    Command("reset-password", "给一个账号换上一次性口令", "accounts"),
    Command("backup", "把数据库和附件备份成一个文件", "backup"),
    Command("restore", "从备份文件恢复", "backup"),
    Command("verify", "核对事件链、锚点和各项数据", "passing", passed_on=True),
    Command("health", "检查数据库、后台任务、定时职责和磁盘", "healthy"),
    Command("bench", "测速，给出与裸SQL的比值", "passing", passed_on=True),
    Command("assets", "取齐页面用到的样式和脚本（制作发布包时用）", "fetching"),
    Command("manage", "Django 自己的管理命令（开发人员用）", "passing", passed_on=True),
)
CLOSING = """\
每个命令都有说明：./gongzhi demo --help
退出码：0 完成；1 没有完成；2 用法不对；3 核对不符；130 被中断。出错时看详情：GONGZHI_DEBUG=1 ./gongzhi …
运行后：/healthz 是健康状况，/metrics 是 Prometheus 指标；数据在 var/ 下。"""


class Parser(argparse.ArgumentParser):
    """argparse with Chinese headings and errors."""

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in WORDS:
            message = message.replace(english, chinese)
        self.exit(2, f"用法不对：{message}\n说明：{self.prog} --help\n")

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in HEADINGS:
            text = text.replace(english, chinese)
        return text

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：")


HEADINGS = (
    ("usage:", "用法："),
    ("options:", "选项："),
    ("positional arguments:", "参数："),
    ("show this help message and exit", "显示这份说明"),
)
WORDS = (
    ("unrecognized arguments:", "不认识的参数："),
    ("the following arguments are required:", "缺少参数："),
    ("expected one argument", "后面要跟一个值"),
    ("invalid choice:", "没有这个选择："),
    ("invalid int value:", "应是整数："),
    ("argument", "参数"),
    ("choose from", "可选"),
)


def overview() -> str:
    rows = "\n".join(f"  {command.name:<16}{command.label}" for command in COMMANDS)
    return f"共治：县域共建共治共享的工作系统\n\n用法：./gongzhi 命令 [选项]\n\n命令：\n{rows}\n\n{CLOSING}"


def main(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        line(overview())
        return 0 if argv else 2
    command = next((known for known in COMMANDS if known.name == argv[0]), None)
    if command is None:
        line(f"没有“{argv[0]}”这个命令。全部命令：./gongzhi --help", sys.stderr)
        return 2
    try:
        return _run(command, argv)
    except Stop as stop:
        line(f"没有完成：{stop}", sys.stderr)
        return _told(stop.code)
    except KeyboardInterrupt:
        line("\n已中断。", sys.stderr)
        return _told(130)
    except BrokenPipeError:
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno == 28:
            line("没有完成：磁盘已满。腾出空间后再运行一次。", sys.stderr)
            return _told(1)
        line(
            f"程序出错：{type(error).__name__}: {error}\n看详情：GONGZHI_DEBUG=1 ./gongzhi {' '.join(argv)}",
            sys.stderr,
        )
        return _told(1)


def _told(code: int) -> int:
    if debugging():
        traceback.print_exc()
    return code


def _run(command: Command, argv: list[str]) -> int:
    module = importlib.import_module(f"gongzhi.launcher.{command.module}")
    if command.passed_on:
        environment.enter(command.environment, argv)
        return int(module.run(command.name, argv[1:]))
    parser = Parser(
        prog=f"./gongzhi {command.name}", description=command.label, add_help=True, allow_abbrev=False
    )
    parser.set_defaults(command=command.name)
    module.options(parser, command.name)
    chosen = parser.parse_args(argv[1:])  # help and wrong usage end here, before anything is installed
    environment.enter(command.environment, argv)
    return int(module.run(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

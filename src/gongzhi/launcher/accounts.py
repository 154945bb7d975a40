"""./gongzhi first-admin and reset-password: the two things that nobody inside the system can do for themselves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from gongzhi.launcher.passing import set_up
from gongzhi.launcher.say import Stop, line

if TYPE_CHECKING:
    from gongzhi.kernel.access.models import PermissionSet
    from gongzhi.kernel.org.models import Unit

ROLES = {"system": "系统管理员", "security": "安全管理员", "audit": "审计员"}


def options(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("username", metavar="账号", help="登录用的账号，字母开头")
    if name == "first-admin":
        parser.add_argument("--name", required=True, metavar="姓名", help="这个人的姓名")
        parser.add_argument(
            "--role", choices=tuple(ROLES), default="system", help="三员之一：系统、安全、审计（system）"
        )
        parser.add_argument(
            "--unit",
            default="",
            metavar="单位",
            help="所在单位的名称；还没有单位时由此建立，如 清泽县人民政府办公室",
        )


def run(chosen: argparse.Namespace) -> int:
    set_up()
    from django.db import DatabaseError

    from gongzhi.kernel.refusals import Refusal

    work = first_admin if chosen.command == "first-admin" else reset
    try:
        opened = work(chosen)
    except Refusal as refusal:
        raise Stop(str(refusal)) from refusal
    except DatabaseError as error:
        raise Stop(f"数据库不能用：{str(error).strip()}。表没有建好时先运行 ./gongzhi migrate。") from error
    line(f"账号：{opened.officer.username}（{opened.officer.name}）")
    line(f"一次性口令：{opened.password}")
    line("口令只显示这一次，第一次登录时须改掉。")
    return 0


def first_admin(chosen: argparse.Namespace) -> Any:
    """Open the account and grant the role, both or neither. Refuses where somebody holds the role already."""
    from django.db import transaction

    from gongzhi.kernel.access import accounts, actions
    from gongzhi.kernel.access.models import Holding
    from gongzhi.kernel.clock import local_day, now

    at, role = now(), ROLES[chosen.role]
    held = Holding.objects.filter(
        Holding.in_force(local_day(at)), set__exclusive=chosen.role, officer__is_active=True
    )
    if holding := held.select_related("officer").first():
        raise Stop(
            f"已经有{role}：{holding.officer.username}。忘了口令用 ./gongzhi reset-password {holding.officer.username}"
        )
    with transaction.atomic():
        account = accounts.NewAccount(chosen.username, chosen.name, _unit(chosen.unit), duty=role)
        opened = accounts.create_officer(account=account, by=None, at=at)
        actions.grant(officer=opened.officer, set=_set_of(chosen.role), from_on=local_day(at), by=None, at=at)
    return opened


def _set_of(role: str) -> PermissionSet:
    from gongzhi.kernel.access.models import PermissionSet

    found = PermissionSet.objects.filter(exclusive=role).order_by("-shipped", "id").first()
    if found is None:
        raise Stop(f"没有{ROLES[role]}的权限集。先运行 ./gongzhi migrate。")
    return found


def _unit(name: str) -> Unit:
    """The unit of that name, or the first unit of an empty county."""
    from gongzhi.kernel.clock import now
    from gongzhi.kernel.org import actions
    from gongzhi.kernel.org.models import Unit

    if (
        found := Unit.objects.filter(name=name).first()
        or Unit.objects.filter(short_name=name).exclude(short_name="").first()
    ):
        return found
    if Unit.objects.exists():
        raise Stop(
            f"没有“{name}”这个单位，请用 --unit 写出已有单位的名称。"
            if name
            else "请用 --unit 写出所在单位的名称。"
        )
    if not name:
        raise Stop("还没有任何单位。请用 --unit 写出第一个单位的全称，如 --unit 清泽县人民政府办公室。")
    return actions.create_unit(code="root", name=name, by=None, at=now())


def reset(chosen: argparse.Namespace) -> Any:
    from gongzhi.kernel.access import accounts
    from gongzhi.kernel.clock import now
    from gongzhi.kernel.org.models import Officer

    officer = Officer.objects.filter(username=chosen.username.strip().lower()).first()
    if officer is None:
        raise Stop(f"没有“{chosen.username}”这个账号。")
    if not officer.is_active:
        raise Stop(f"账号“{chosen.username}”已停用，先由管理员启用。")
    return accounts.reset_password(officer=officer, by=None, at=now())

"""The first accounts of a new installation: three administrators, kept apart from the first day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongzhi.kernel.access.accounts import NewAccount, Opened, create_officers
from gongzhi.kernel.access.actions import grant
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.actions import create_unit
from gongzhi.kernel.org.models import Unit, UnitKind
from gongzhi.kernel.refusals import Kind, Refusal

ADMINISTRATORS = (
    ("system", "sysadmin", "系统管理员"),
    ("security", "secadmin", "安全管理员"),
    ("audit", "auditor", "审计员"),
)


class AlreadyAdministered(Refusal):
    code = "access.already_administered"
    kind = Kind.CONFLICT
    message = "已有系统管理员{name}（{username}），不再新建。忘记密码请由另一位系统管理员重置。"


class SetsMissing(Refusal):
    code = "access.sets_missing"
    kind = Kind.CONFLICT
    message = "还没有{label}的权限集，请先执行数据库迁移。"


class CountyMissing(Refusal):
    code = "access.county_missing"
    message = "系统里还没有单位，请写明本县（市、区）名称，例如：清泽县人民政府。"


@transaction.atomic
def first_administrators(*, county: str = "", at: datetime) -> list[Opened]:
    """Open the accounts of the three administrators, with first passwords to be changed.

    `county` names the root unit where there is none yet. Raises: AlreadyAdministered, SetsMissing,
    CountyMissing, UsernameTaken.
    """
    day = local_day(at)
    held = Holding.objects.filter(Holding.in_force(day), set__exclusive="system", officer__is_active=True)
    if first := held.select_related("officer").first():
        raise AlreadyAdministered(name=first.officer.name, username=first.officer.username)
    sets = {one.exclusive: one for one in PermissionSet.objects.exclude(exclusive="")}
    for exclusive, _, label in ADMINISTRATORS:
        if exclusive not in sets:
            raise SetsMissing(label=label)
    unit = Unit.objects.filter(parent=None).order_by("pk").first() or _root(county, at)
    opened = create_officers(
        accounts=[NewAccount(username, label, unit, label) for _, username, label in ADMINISTRATORS],
        by=None,
        at=at,
    )
    for (exclusive, _, _), one in zip(ADMINISTRATORS, opened, strict=True):
        grant(officer=one.officer, set=sets[exclusive], from_on=day, by=None, at=at)
    return opened


def _root(county: str, at: datetime) -> Unit:
    if not county.strip():
        raise CountyMissing(field="county")
    return create_unit(code="A00", name=county, kind=UnitKind.GOV, by=None, at=at)

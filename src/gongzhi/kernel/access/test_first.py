from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gongzhi.kernel.access import first
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.models import Officer, Unit


@pytest.fixture
def sets(db):
    for exclusive, name, label in first.ADMINISTRATORS:
        PermissionSet.objects.get_or_create(name=name, defaults={"label": label, "exclusive": exclusive})
    Unit.objects.all().delete()


def test_a_new_installation_gets_three_administrators(sets, at):
    opened = first.first_administrators(county="清泽县人民政府", at=at)

    assert [one.officer.username for one in opened] == ["sysadmin", "secadmin", "auditor"]
    assert all(one.officer.must_change_password for one in opened)
    assert Unit.objects.get().name == "清泽县人民政府"
    assert Holding.objects.count() == 3


def test_there_is_only_one_first_time(sets, at):
    first.first_administrators(county="清泽县人民政府", at=at)

    with pytest.raises(first.AlreadyAdministered, match="sysadmin"):
        first.first_administrators(at=at)


def test_the_command_prints_each_password_once_and_refuses_in_words(sets):
    out = StringIO()
    with pytest.raises(CommandError, match="请写明本县"):
        call_command("gongzhi_first_admin", stdout=out)
    call_command("gongzhi_first_admin", county="清泽县人民政府", stdout=out)

    assert out.getvalue().count("初始密码") == 4
    assert not Officer.objects.get(username="sysadmin").check_password("")

"""Migrations are complete and named."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from gongzhi.launcher.paths import SRC


@pytest.mark.django_db
def test_no_model_differs_from_its_migrations(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_no_migration_has_a_name_made_by_a_machine():
    names = [path.name for path in (SRC / "gongzhi").glob("**/migrations/0*.py")]

    assert [
        name for name in names if re.search(r"_auto_\d|_initial\.py$|_and_more\.py$|_alter_\w+_and_", name)
    ] == []

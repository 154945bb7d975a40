"""An empty shelf of its own and two officers for every test of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = str(tmp_path / "files")
    settings.FILES_RESERVE_MB = 0
    return tmp_path / "files"


@pytest.fixture
def unit(db: None) -> Any:
    from gongzhi.kernel.org.models import Unit

    return Unit.objects.create(code="U15", name="清泽县水利局", short_name="县水利局")


@pytest.fixture
def officer(unit: Any) -> Any:
    from gongzhi.kernel.org.models import Officer

    return Officer.objects.create_user("shuili1", "x", name="承办人甲", unit=unit)


@pytest.fixture
def stranger(unit: Any) -> Any:
    from gongzhi.kernel.org.models import Officer

    return Officer.objects.create_user("jiaoyu1", "x", name="承办人乙", unit=unit)

"""The files of which the page consists, and the version that they make together."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
VENDOR = Path(settings.STATICFILES_DIRS[0]) / "vendor"


@cache
def files() -> dict[str, Path]:
    """Address -> file. Plain names: the version in the page's own cache stands for their content."""
    own = sorted(path for path in (HERE / "static" / "field").iterdir() if path.is_file())
    found = {f"{settings.STATIC_URL}field/{path.name}": path for path in own}
    for name in ("idb.js", "icons.svg"):
        found[f"{settings.STATIC_URL}vendor/{name}"] = VENDOR / name
    return found


@cache
def version() -> str:
    """Changes when any file of the page changes."""
    digest = sha256()
    pages = sorted((HERE / "templates" / "field").iterdir())
    for path in [*files().values(), *pages]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:12]

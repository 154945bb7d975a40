"""The API's schema as a file: `PYTHONPATH=src python -m gongzhi.openapi` writes docs/reference/openapi.json anew."""

from __future__ import annotations

import json
import os

from gongzhi.env import ROOT

FILE = ROOT / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The schema as it is now, the same bytes every time."""
    from gongzhi.api import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    schema["info"]["version"] = "0"  # the release has its own place
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.settings")
    django.setup()
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The product's settings with data in a folder of its own, and a password hasher that does not take 250 ms."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")

if not WORKER or "GONGZHI_TEST_VAR" not in os.environ:
    os.environ["GONGZHI_TEST_VAR"] = tempfile.mkdtemp(prefix="gongzhi-test-")
    atexit.register(shutil.rmtree, os.environ["GONGZHI_TEST_VAR"], ignore_errors=True)
os.environ["GONGZHI_VAR"] = os.path.join(os.environ["GONGZHI_TEST_VAR"], WORKER or "main")
os.environ.pop("GONGZHI_DEMO", None)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's own loop runs in the test's thread

from gongzhi.settings import *  # noqa: E402, F403
from gongzhi.settings import DATABASES, VAR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
STATIC_ROOT = VAR / "static"  # what an earlier demo collected must not be served to a test
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True

_options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, because threads of a live server must see it the way two processes do
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    _options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"
else:
    _options.pop("pool", None)  # a pool keeps connections open, and a test database must be dropped
    DATABASES["default"]["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}

"""Settings: embedded by default, a real county by environment variables (see docs/operation.md)."""

from __future__ import annotations

from urllib.parse import unquote

from gongzhi import __version__, logs
from gongzhi.env import ROOT, VAR, env
from gongzhi.settings_access import *  # noqa: F403
from gongzhi.settings_access import ACCESS_APPS
from gongzhi.settings_web import *  # noqa: F403
from gongzhi.settings_web import WEB_APPS

VERSION = __version__
DEMO = env.bool("GONGZHI_DEMO", default=False)
DEBUG = env.bool("GONGZHI_DEBUG", default=False)
VAR.mkdir(parents=True, exist_ok=True)


def _secret() -> str:
    """The secret key: from the environment, else made once and kept beside the data."""
    given = env.str("GONGZHI_SECRET_KEY", default="")
    if given:
        return given
    kept = VAR / "secret-key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


SECRET_KEY = _secret()
# a key of its own for personal data, newest first; without one it is drawn from the secret key
PEOPLE_KEYS = env.list("GONGZHI_PEOPLE_KEYS", default=[])
ALLOWED_HOSTS = env.list("GONGZHI_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("GONGZHI_ORIGINS", default=[])

KERNEL = [
    "gongzhi.kernel.rows",
    "gongzhi.kernel.clock",
    "gongzhi.kernel.parameters",
    "gongzhi.kernel.org",
    "gongzhi.kernel.access",
    "gongzhi.kernel.events",
    "gongzhi.kernel.files",
    "gongzhi.kernel.flow",
    "gongzhi.kernel.duty",
    "gongzhi.kernel.rounds",
    "gongzhi.kernel.sheets",
    "gongzhi.kernel.people",
    "gongzhi.kernel.measures",
    "gongzhi.kernel.documents",
    "gongzhi.kernel.notify",
    "gongzhi.kernel.exchange",
    "gongzhi.kernel.modules",
    "gongzhi.kernel.web",
]
# every module of the shelf; a county that needs fewer names them in GONGZHI_MODULES
SHELF = ["administration", "supervision", "appeals", "grid", "ecology"]
MODULES = [f"gongzhi.modules.{name}" for name in env.list("GONGZHI_MODULES", default=SHELF)]
INSTALLED_MODULES = [app for app in MODULES if (ROOT / "src" / app.replace(".", "/") / "module.py").exists()]

# pages over several modules, each with those that it cannot do without
FACES = [
    f"gongzhi.faces.{name}"
    for name, needs in {"portal": ("appeals",), "inbound": ("appeals",), "field": ()}.items()
    if {f"gongzhi.modules.{one}" for one in needs} <= set(INSTALLED_MODULES)
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    *ACCESS_APPS,
    *WEB_APPS,
    *[app for app in KERNEL if (ROOT / "src" / app.replace(".", "/") / "__init__.py").exists()],
    "gongzhi.bench",
    *[app for app in MODULES if (ROOT / "src" / app.replace(".", "/") / "__init__.py").exists()],
    *FACES,
    *(["gongzhi.demo"] if DEMO else []),
]

AUTH_USER_MODEL = "org.Officer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "gongzhi.urls"
WSGI_APPLICATION = "gongzhi.wsgi.application"

DATABASES = {"default": env.db("GONGZHI_DATABASE_URL", default=f"sqlite:///{VAR / 'gongzhi.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    # %2Frun%2Fpostgresql in place of a host is a socket
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"].get("HOST") or "")
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # pages are many and small: starting helpers or compiling for one query costs more than it saves;
    # a server's disk finds a page anywhere as fast as the next one
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
    )
    # statements of kernel.rows, and only those, are kept prepared by the server from the third time on
    DATABASES["default"]["OPTIONS"].setdefault(
        "prepare_threshold", env.int("GONGZHI_PREPARE", default=2) or None
    )
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 2,
        "max_size": env.int("GONGZHI_POOL", default=12),
        "timeout": 10,  # seconds to wait for a connection
    }

WEB_DEMO_ACCOUNTS = "gongzhi.demo.accounts.accounts"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# Files: the folder of the shelf (or a storage named "files" in STORAGES), and limits in megabytes
FILES_DIR = env.str("GONGZHI_FILES_DIR", default=str(VAR / "files"))
FILES_LIMIT_MB = env.int("GONGZHI_FILES_LIMIT_MB", default=100)  # one file
FILES_REQUEST_MB = env.int("GONGZHI_FILES_REQUEST_MB", default=300)  # one request of a signed-in officer
FILES_ANONYMOUS_MB = 30  # one request of anybody else
FILES_RESERVE_MB = 512  # disk that uploads leave free
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "gongzhi.kernel.files.uploads.SpoolHandler",
]

LOG_LEVEL = env.str("GONGZHI_LOG_LEVEL", default="INFO")
LOGGING = logs.configured(as_json=env.bool("GONGZHI_LOG_JSON", default=not DEBUG), level=LOG_LEVEL)
# who may read /metrics from another machine: callers with this bearer token; without one only this machine
METRICS_TOKEN = env.str("GONGZHI_METRICS_TOKEN", default="")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

EVENT_HASH = env.str("GONGZHI_EVENT_HASH", default="sha256")  # or sm3, where 国密 is required
EVENT_ANCHOR_FOLDER = env.str("GONGZHI_ANCHOR_FOLDER", default="")  # the daily anchor is also written here
EVENT_ANCHOR_WEBHOOK = env.str("GONGZHI_ANCHOR_WEBHOOK", default="")  # and posted there

# telling people outside: the county's own address for links, its mail server, and hosts inside that webhooks may reach
SITE_URL = env.str("GONGZHI_SITE_URL", default="")
NOTIFY_PRIVATE_HOSTS = env.list("GONGZHI_NOTIFY_PRIVATE_HOSTS", default=[])
vars().update(env.email_url("GONGZHI_EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("GONGZHI_EMAIL_FROM", default="gongzhi@localhost")
EMAIL_TIMEOUT = 10  # seconds

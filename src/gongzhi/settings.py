"""Settings: embedded by default, a real county by environment variables (see docs/operation.md)."""

from __future__ import annotations

from gongzhi.env import ROOT, VAR, env

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
ALLOWED_HOSTS = env.list("GONGZHI_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("GONGZHI_ORIGINS", default=[])

KERNEL = [
    "gongzhi.kernel.clock",
    "gongzhi.kernel.parameters",
    "gongzhi.kernel.org",
    "gongzhi.kernel.access",
    "gongzhi.kernel.events",
    "gongzhi.kernel.files",
    "gongzhi.kernel.flow",
    "gongzhi.kernel.duty",
    "gongzhi.kernel.measures",
    "gongzhi.kernel.documents",
    "gongzhi.kernel.notify",
    "gongzhi.kernel.exchange",
    "gongzhi.kernel.modules",
    "gongzhi.kernel.web",
]
MODULES = [
    "gongzhi.modules.supervision",
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
    *[app for app in KERNEL if (ROOT / "src" / app.replace(".", "/") / "__init__.py").exists()],
    *[app for app in MODULES if (ROOT / "src" / app.replace(".", "/") / "__init__.py").exists()],
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
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 2, "max_size": env.int("GONGZHI_POOL", default=12)}
    }

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

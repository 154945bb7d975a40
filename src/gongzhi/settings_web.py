"""Settings of the pages: templates, middleware, headers, messages, static files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from gongzhi.env import ROOT, VAR, env
from gongzhi.settings_access import ACCESS_MIDDLEWARE


def _origin(address: str) -> str:
    """The host of an address as a content security policy names it."""
    parts = urlsplit(address.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"


WEB_APPS = ["django.forms", "csp"]

HTTPS = env.bool("GONGZHI_HTTPS", default=False)
# a tile server of the county's own behind the boundaries, with {z} {x} {y}, and the words of thanks that it asks for
MAP_TILES = env.str("GONGZHI_MAP_TILES", default="")
MAP_TILES_THANKS = env.str("GONGZHI_MAP_TILES_THANKS", default="")
SYSTEM_NAME = env.str("GONGZHI_SYSTEM_NAME", default="共治")
# how many messages the bell counts: dotted path of a callable(officer) -> int
WEB_UNREAD = "gongzhi.kernel.notify.queries.unread_count"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongzhi.kernel.web.middleware.request_id",
    "gongzhi.requestlog.request_log",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *ACCESS_MIDDLEWARE,
    "gongzhi.kernel.files.middleware.UploadGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongzhi.kernel.web.middleware.headers",
    "gongzhi.kernel.web.middleware.badges",
    "gongzhi.kernel.web.middleware.flash_by_header",
    "gongzhi.kernel.web.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src" / "gongzhi" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.kernel.web.shell.shell",
            ],
            "builtins": ["gongzhi.kernel.web.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "gongzhi.kernel.web.forms.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static-collected"
STATICFILES_DIRS = [ROOT / "src" / "gongzhi" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "gongzhi.kernel.web.statics.Storage"},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()

AXES_LOCKOUT_CALLABLE = "gongzhi.kernel.web.account.locked_out"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
CSRF_FAILURE_VIEW = "gongzhi.kernel.web.errors.page_expired"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *([_origin(MAP_TILES)] if MAP_TILES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

"""Settings of signing in: hashing, password rules, lock-out, sessions, and outside sign-in when configured."""

from __future__ import annotations

from typing import Any

from gongzhi.env import env

# outside sign-in (OpenID Connect) and one-time codes are there only when these are set
OIDC_ISSUER = env.str("GONGZHI_OIDC_ISSUER", default="")
OIDC_CLIENT = env.str("GONGZHI_OIDC_CLIENT", default="")
OIDC_SECRET = env.str("GONGZHI_OIDC_SECRET", default="")
OIDC_LABEL = env.str("GONGZHI_OIDC_LABEL", default="统一身份认证")
# the claim that holds the user name of this system
OIDC_CLAIM = env.str("GONGZHI_OIDC_CLAIM", default="preferred_username")
TOTP = env.bool("GONGZHI_TOTP", default=False)

OIDC = bool(OIDC_ISSUER and OIDC_CLIENT)

ACCESS_APPS: list[str] = []
ACCESS_MIDDLEWARE = [
    "gongzhi.kernel.access.middleware.SessionLimits",
    "gongzhi.kernel.access.middleware.FirstPassword",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "gongzhi.kernel.access.backend.Backend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gongzhi.kernel.access.passwords.LongEnough"},
    {"NAME": "gongzhi.kernel.access.passwords.NotCommon"},
    {"NAME": "gongzhi.kernel.access.passwords.NotOneself"},
]

AXES_HANDLER = "gongzhi.kernel.access.lockout.Handler"
AXES_FAILURE_LIMIT = "gongzhi.kernel.access.lockout.limit"
AXES_COOLOFF_TIME = "gongzhi.kernel.access.lockout.cool_off"
AXES_USERNAME_CALLABLE = "gongzhi.kernel.access.lockout.username_of"
AXES_LOCKOUT_CALLABLE = "gongzhi.kernel.access.lockout.shown"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# how many proxies of the county's own stand in front; 0 trusts nobody's X-Forwarded-For
AXES_IPWARE_PROXY_COUNT = env.int("GONGZHI_PROXIES", default=0)
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
)

SESSION_ENGINE = "gongzhi.kernel.access.store"
SESSION_COOKIE_NAME = "gongzhi"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

if OIDC or TOTP:
    # the adapters of both lie together, so both packages are there whenever one is wanted
    ACCESS_APPS += ["allauth", "allauth.account", "allauth.mfa", "allauth.socialaccount"]
    ACCESS_MIDDLEWARE.insert(0, "allauth.account.middleware.AccountMiddleware")
    ACCOUNT_ADAPTER = "gongzhi.kernel.access.outside.AccountAdapter"
    ACCOUNT_EMAIL_VERIFICATION = "none"
    ACCOUNT_LOGIN_METHODS = {"username"}
    ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
    MFA_ADAPTER = "gongzhi.kernel.access.outside.MfaAdapter"
    MFA_TOTP_TOLERANCE = 1  # telephones go a little wrong
    MFA_TOTP_ISSUER = env.str("GONGZHI_SYSTEM_NAME", default="共治")
if OIDC:
    ACCESS_APPS += ["allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "gongzhi.kernel.access.outside.SocialAdapter"
    # a form that ends on another host is refused by our own form-action policy; the state guards the link
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_STORE_TOKENS = False
    SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC_LABEL,
                    "client_id": OIDC_CLIENT,
                    "secret": OIDC_SECRET,
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }

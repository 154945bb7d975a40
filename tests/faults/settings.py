"""The product's settings with the test's module installed."""

from gongzhi.settings import *  # noqa: F403
from gongzhi.settings import INSTALLED_MODULES, env

INSTALLED_MODULES = [*INSTALLED_MODULES, "tests.faults.errands"]
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CSRF_TRUSTED_ORIGINS = env.list("GONGZHI_ORIGINS", default=[])

"""The web application for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from gongzhi.launcher.tree import die_with_parent
from gongzhi.stack import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.settings")
if os.environ.get("GONGZHI_TREE"):  # a worker of the server must not outlive it and keep the port
    die_with_parent()

application = roomy(get_wsgi_application())

"""One-time codes and the identity service: their own settings, so in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

# the browser's part, run with the settings of the test; prints one JSON object
CODES = """
import re
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
def code(secret, n): return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[n]))
browser = Client(); browser.post("/login", right)
page = browser.get("/administration/account/code").content.decode()
secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
wrong = browser.post("/administration/account/code", {"code": "000000"}).status_code
page = browser.post("/administration/account/code", {"code": code(secret, 1)}).content.decode()
spare = re.findall(r"<code>([0-9]{8})</code>", page)
again = Client(); first = again.post("/login", right)["Location"]
half = again.get("/administration/account").status_code
refused = again.post("/login/code", {"code": "000000"}).status_code
again.post("/login/code", {"code": code(secret, 2)})
third = Client(); third.post("/login", right); third.post("/login/code", {"code": spare[0]})
out = {"wrong": wrong, "first": first, "half": half, "refused": refused, "spares": len(spare),
       "in": again.get("/administration/account").status_code, "spare": third.get("/administration/account").status_code}
"""
OUTSIDE = """
def through(who):
    browser = Client()
    to = browser.get("/login/outside/oidc/?next=/administration/account")["Location"]
    state = dict(pair.split("=") for pair in to.split("?")[1].split("&"))["state"]
    back = browser.get("/login/outside/oidc/callback/", {"code": who, "state": state})
    return back["Location"], browser.get("/administration/account").status_code
page = Client().get("/login").content.decode()
out = {"button": "用统一身份认证登录" in page, "he": through("HE"), "stranger": through("stranger"),
       "refused": Client().get("/login/outside/oidc/callback/", {"error": "access_denied"})["Location"],
       "codes": Client().get("/login/code").status_code}
"""
FRAME = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
call_command("migrate", verbosity=0)
from gongzhi.kernel.org.world import World
world = World(); world.he.set_password("quiet-2026-river"); world.he.must_change_password = True; world.he.save()
world.lin.set_password("quiet-2026-river"); world.lin.save()
right = {"username": "lin", "password": "quiet-2026-river"}
exec(PART)
print(json.dumps(out))
"""


def run(part: str, folder: Path, **more: str) -> dict:
    """What the part finds out, in a new installation with these settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.support.settings",
        "GONGZHI_TEST_VAR": str(folder),
    } | more
    environment |= {"PYTEST_XDIST_WORKER": "outside", "PYTHONPATH": os.pathsep.join(sys.path)}
    text = f"PART = {part!r}\n{FRAME}"
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


class Service(BaseHTTPRequestHandler):
    """An identity service that believes everybody: the code is the user name."""

    def do_GET(self) -> None:
        host = f"http://{self.headers['Host']}"
        if "well-known" in self.path:
            names = ("authorization", "token", "userinfo")
            self.say(
                {"issuer": host, "jwks_uri": host} | {f"{name}_endpoint": f"{host}/{name}" for name in names}
            )
        else:
            who = self.headers["Authorization"].removeprefix("Bearer ")
            self.say({"sub": f"id-{who}", "preferred_username": who})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        who = dict(pair.split("=") for pair in body.split("&"))["code"]
        self.say({"access_token": who, "token_type": "Bearer"})

    def say(self, body: dict) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_code_is_asked_for_once_it_is_turned_on(tmp_path):
    assert run(CODES, tmp_path, GONGZHI_TOTP="1") == {
        "wrong": 422,
        "first": "/login/code",
        "half": 302,
        "refused": 422,
        "spares": 10,
        "in": 200,
        "spare": 200,
    }


def test_the_identity_service_lets_in_who_has_an_account_here(tmp_path, service):
    found = run(OUTSIDE, tmp_path, GONGZHI_OIDC_ISSUER=service, GONGZHI_OIDC_CLIENT="gongzhi")

    assert found == {
        "button": True,
        "he": ["/administration/account", 200],
        "stranger": ["/login", 302],
        "refused": "/login",
        "codes": 404,
    }


def test_without_settings_there_is_no_other_way_in(client, db):
    assert client.get("/login/outside/oidc/").status_code == 404
    assert client.get("/login/code").status_code == 404

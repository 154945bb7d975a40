"""First passwords between the moment they are made and the moment they are printed.

They wait in the session of who made them, encrypted, for a quarter of an hour; nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from gongzhi.kernel.access.accounts import Opened
from gongzhi.kernel.clock import today
from gongzhi.kernel.documents import writing
from gongzhi.kernel.documents.writing.templates import Account
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.shell import Shell

SLOT = "_first_passwords"
SECONDS = 15 * 60
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sheet{settings.SECRET_KEY}".encode()).digest()))


def keep(request: HttpRequest, opened: Sequence[Opened], *, back: str) -> str:
    """Keep these for the sheet, instead of any that were kept, and return its address; `back` is where it leads."""
    rows = [
        {
            "unit": one.officer.unit.label,
            "name": one.officer.name,
            "username": one.officer.username,
            "password": one.password,
        }
        for one in opened
    ]
    request.session[SLOT] = _box().encrypt(json.dumps({"rows": rows, "back": back}).encode()).decode()
    return reverse("first-passwords")


def kept(request: HttpRequest) -> dict[str, Any]:
    """What waits to be printed, as `rows` and `back`; nothing after a quarter of an hour."""
    try:
        return json.loads(_box().decrypt(request.session.get(SLOT, "").encode(), ttl=SECONDS))
    except InvalidToken:
        return {"rows": [], "back": reverse("home")}


@guard(SIGNED_IN)
@never_cache
def sheet(request: HttpRequest) -> HttpResponse:
    """The slips, for who made the accounts and for nobody else; a POST clears them."""
    waiting = kept(request)
    if request.method == "POST":
        request.session.pop(SLOT, None)
        return redirect(waiting["back"])
    address = request.build_absolute_uri(reverse("login"))
    return render(
        request, "account/first_passwords.html", {"title": "初始密码单", "address": address} | waiting
    )


@guard(SIGNED_IN)
@never_cache
def sheet_docx(request: HttpRequest) -> HttpResponse:
    """The same slips as a Word file."""
    waiting = kept(request)
    if not waiting["rows"]:
        return redirect("first-passwords")
    values = {
        "county": Shell(request).county or "共治",
        "accounts": [Account(**row) for row in waiting["rows"]],
        "made_on": today(),
        "address": request.build_absolute_uri(reverse("login")),
    }
    answer = HttpResponse(writing.write("password_sheet", values), content_type=DOCX)
    answer["Content-Disposition"] = 'attachment; filename="passwords.docx"'
    return answer

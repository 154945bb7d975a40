"""The inbox: an officer's own messages, newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.clock import now
from gongzhi.kernel.notify import actions, queries
from gongzhi.kernel.notify.models import Level, Message

PAGE = 30


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """One page of messages: `unread=1` and `level` narrow it, `before` is the key of the last one seen. Two queries."""
    unread = request.GET.get("unread") == "1"
    level = request.GET.get("level", "") if request.GET.get("level") in Level.values else ""
    rows = queries.inbox(request.user, unread=unread, level=level)
    before = _key(request.GET.get("before"))
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "title": "消息",
        "messages_shown": shown,
        "tabs": _tabs(unread, level, queries.unread_count(request.user)),
        "upto": shown[0].pk if shown else 0,
        "older": _address(unread, level, shown[-1].pk) if len(found) > PAGE else "",
        "filtered": unread or bool(level),
    }
    return render(request, "notify/inbox.html", context)


def _tabs(unread: bool, level: str, count: int) -> list[tuple[str, str, int | None, bool]]:
    """(label, address, count or None, current) of the tabs over the list."""
    return [
        ("全部", _address(False, ""), None, not unread and not level),
        ("未读", _address(True, ""), count, unread and not level),
        *(
            (one.label, _address(False, one.value), None, level == one.value)
            for one in (Level.REMIND, Level.URGE, Level.WARN)
        ),
    ]


def _address(unread: bool, level: str, before: int = 0) -> str:
    given: dict[str, Any] = {"unread": 1 if unread else "", "level": level, "before": before or ""}
    query = urlencode({name: value for name, value in given.items() if value})
    return reverse("inbox") + (f"?{query}" if query else "")


def _key(text: str | None) -> int:
    """A key from the address; 0 for none and for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_safe
def open_message(request: HttpRequest, key: int) -> HttpResponse:
    """Mark a message as read and go where it leads; only to pages of this site."""
    message = Message.objects.filter(officer=request.user, pk=key).first()
    if message is None:
        raise Http404("没有这条消息。")
    actions.mark_read(officer=request.user, keys=[key], at=now())
    inside = message.url.startswith("/") and url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if inside else "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the officer had seen when the page was drawn (`upto`)."""
    actions.mark_all_read(officer=request.user, at=now(), upto=_key(request.POST.get("upto")))
    return redirect("inbox")


for _view in (inbox, open_message, read_all):
    _view.permission = "signed-in"  # type: ignore[attr-defined]

"""Signing in through the county's own identity service (OpenID Connect), by way of django-allauth.

Imported only where it is configured. Nobody gets an account here by having one there: the claim named in
the settings must be the user name of an account in use.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongzhi.kernel.access.backend import PATH
from gongzhi.kernel.access.models import Outcome
from gongzhi.kernel.access.sessions import OUTSIDE, note
from gongzhi.kernel.clock import now
from gongzhi.kernel.org.models import Officer


def refused(request: HttpRequest, words: str) -> HttpResponse:
    """Back to the login page, which says why."""
    messages.error(request, words)
    return redirect("login")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """Ends allauth's part as soon as it knows who knocks; signing in is ours, with limits and records."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        username = _claim(sociallogin.account.extra_data)
        officer = Officer.objects.filter(username=username, is_active=True).first() if username else None
        if officer is None:
            note(Outcome.FAILED, username=username, request=request, at=now(), words=settings.OIDC_LABEL)
            words = "身份已核实，但本系统没有对应的在用账号。请联系系统管理员。"
            raise ImmediateHttpResponse(refused(request, words))
        request.session[OUTSIDE] = True
        login(request, officer, backend=PATH)
        raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or "home"))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        words = f"{settings.OIDC_LABEL}没有完成登录，请重试，或用本系统的账号登录。"
        raise ImmediateHttpResponse(refused(request, words))


def _claim(data: dict[str, Any]) -> str:
    """The user name in what the service says: in the user info, else in the identity token."""
    for part in (data.get("userinfo") or {}, data.get("id_token") or {}, data):
        found = part.get(settings.OIDC_CLAIM)
        if isinstance(found, str) and found.strip():
            return found.strip().lower()
    return ""


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of one-time codes encrypted with the system's key."""

    def _box(self) -> Fernet:
        key = hashlib.sha256(f"one-time-codes{settings.SECRET_KEY}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()

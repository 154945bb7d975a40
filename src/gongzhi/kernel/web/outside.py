"""The second step of signing in (one-time codes) and the way in from outside (OpenID Connect).

Their addresses are there only where the settings configure them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.kernel.access import codes, lockout
from gongzhi.kernel.access.backend import PATH
from gongzhi.kernel.access.sessions import machine
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.guard import public

HALF = "_half_signed_in"
SECONDS = 300  # between the password and the code


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=16,
        help_text="手机验证器上的6位数字；手机不在身边时用备用码",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


def hold(request: HttpRequest, officer: Officer, back: str) -> HttpResponse:
    """The password was right: remember that for five minutes and ask for the code."""
    request.session[HALF] = {"officer": officer.pk, "at": int(machine().timestamp()), "back": back}
    return redirect("login-code")


@public
def login_code(request: HttpRequest) -> HttpResponse:
    half = request.session.get(HALF) or {}
    officer = Officer.objects.filter(pk=half.get("officer"), is_active=True).first()
    if officer is None or machine().timestamp() - half["at"] > SECONDS:
        request.session.pop(HALF, None)
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _locked(request, officer, form) and codes.right(officer, form.cleaned_data["code"].strip()):
            del request.session[HALF]
            login(request, officer, backend=PATH)
            back = half["back"]
            safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
            return redirect(back if safe else "home")
        if not form.errors:
            _failed(request, officer, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "account/code.html", {"form": form, "title": "输入验证码"}, status=status)


def _locked(request: HttpRequest, officer: Officer, form: CodeForm) -> bool:
    if officer.username in lockout.locked_usernames([officer.username]):
        form.add_error("code", str(lockout.refusal(request, {"username": officer.username})))
    return bool(form.errors)


def _failed(request: HttpRequest, officer: Officer, form: CodeForm) -> None:
    """A wrong code counts like a wrong password."""
    credentials = {"username": officer.username}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    form.add_error("code", str(codes.CodeWrong()))


def _kindly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An identity service that does not answer is said, not crashed upon."""
    from requests import RequestException

    from gongzhi.kernel.access.outside import refused

    @wraps(view)
    def kind(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RequestException:
            return refused(request, f"{settings.OIDC_LABEL}暂时连不上，请用本系统的账号登录，或稍后再试。")

    return public(kind)


def urlpatterns() -> list[URLPattern]:
    found = [path("login/code", login_code, name="login-code")] if settings.TOTP else []
    if settings.OIDC:
        from allauth.socialaccount.providers.openid_connect import views

        found += [
            path("login/outside/<slug:provider_id>/", _kindly(views.login), name="openid_connect_login"),
            path(
                "login/outside/<slug:provider_id>/callback/",
                _kindly(views.callback),
                name="openid_connect_callback",
            ),
        ]
    return found

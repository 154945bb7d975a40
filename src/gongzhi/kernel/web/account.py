"""Signing in and out, the own password, the own preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import codes
from gongzhi.kernel.access.forms import NewPasswordForm, SignInForm
from gongzhi.kernel.access.sessions import MUST_CHANGE
from gongzhi.kernel.web import outside
from gongzhi.kernel.web.errors import trigger
from gongzhi.kernel.web.guard import SIGNED_IN, guard, public

YEAR = 365 * 86400
PREFERENCES = {"care": ("0", "1"), "density": ("compact", "roomy")}


class SignIn(views.LoginView):
    """The login page; with `?inline=1` the form alone, for the dialog over an expired page."""

    form_class = SignInForm
    template_name = "account/login.html"
    redirect_authenticated_user = False

    @property
    def inline(self) -> bool:
        return self.request.GET.get("inline") == "1"

    def get_template_names(self) -> list[str]:
        return ["account/_login.html"] if self.inline else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        source = getattr(settings, "WEB_DEMO_ACCOUNTS", "")
        accounts = import_string(source)() if settings.DEMO and source else ()
        return context | {"title": "登录", "inline": self.inline, "demo_accounts": accounts} | _outside()

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        if codes.asks(form.get_user()):
            return outside.hold(self.request, form.get_user(), self.get_success_url())
        response = super().form_valid(form)
        if not self.inline:
            return response
        page = HttpResponse('<p role="status">已登录，请继续。</p>')
        return trigger(page, "signed-in", {"token": get_token(self.request), "user": self.request.user.pk})

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _outside() -> dict[str, str]:
    """The way in from outside, where there is one."""
    if not settings.OIDC:
        return {}
    return {
        "outside_label": settings.OIDC_LABEL,
        "outside_url": reverse("openid_connect_login", args=["oidc"]),
    }


login = public(method_decorator(sensitive_post_parameters("password"), name="dispatch")(SignIn).as_view())


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any = None) -> HttpResponse:
    """The page as the form made it: it says how long to wait (AXES_LOCKOUT_CALLABLE)."""
    response.status_code = 429
    return response


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    return views.LogoutView.as_view()(request)


@guard(SIGNED_IN)
@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    """The own password; where an officer with a first password is led from every other page."""
    form = NewPasswordForm(request.user, request.session.session_key, request.POST or None)
    changed = form.save() if request.method == "POST" and form.is_valid() else None
    if changed is not None:
        update_session_auth_hash(request, changed)
        request.session.pop(MUST_CHANGE, None)
        messages.success(request, "密码已修改。")
        return redirect("home")
    status = 422 if request.method == "POST" else 200
    intro = "这是初始密码，请先换成自己的密码。" if request.user.must_change_password else ""
    return render(
        request, "account/password.html", {"form": form, "title": "修改密码", "intro": intro}, status=status
    )


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep a way of showing pages (larger type, row height) on this computer."""
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if safe else "/")
    for name, allowed in PREFERENCES.items():
        if request.POST.get(name) in allowed:
            response.set_cookie(name, request.POST[name], max_age=YEAR, samesite="Lax", httponly=True)
    return response

"""Signing in and out, the own password, the own preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gongzhi.kernel.web.errors import trigger
from gongzhi.kernel.web.guard import SIGNED_IN, guard, public

YEAR = 365 * 86400
PREFERENCES = {"care": ("0", "1"), "density": ("compact", "roomy")}


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对。请检查大小写；连续输错会暂时锁定账号。",
        "inactive": "这个账号已经停用。请联系系统管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"


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
        return context | {"title": "登录", "inline": self.inline, "demo_accounts": accounts}

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if not self.inline:
            return response
        page = HttpResponse('<p role="status">已登录，请继续。</p>')
        return trigger(page, "signed-in", {"token": get_token(self.request), "user": self.request.user.pk})

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


login = public(method_decorator(sensitive_post_parameters("password"), name="dispatch")(SignIn).as_view())


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    return views.LogoutView.as_view()(request)


class NewPasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {"password_incorrect": "旧密码不对，请重新输入。"}


@sensitive_post_parameters()
def _password_change(request: HttpRequest) -> HttpResponse:
    """The own password; the only page open to an officer who must change it first."""
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        officer = form.save(commit=False)
        officer.must_change_password = False
        officer.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, officer)
        messages.success(request, "密码已修改。")
        return redirect("home")
    status = 422 if request.method == "POST" else 200
    must = getattr(request.user, "must_change_password", False)
    intro = "这是初始密码，请先换成自己的密码。" if must else ""
    values = {"form": form, "title": "修改密码", "submit": "保存", "action": request.path, "version": None}
    return render(request, "account/password.html", values | {"intro": intro}, status=status)


_password_change.before_password = True  # type: ignore[attr-defined]
password_change = guard(SIGNED_IN)(_password_change)


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

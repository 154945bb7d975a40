"""The forms of the door: signing in, and a new password of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

from gongzhi.kernel.access import accounts, lockout
from gongzhi.kernel.clock import now
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal


class SignInForm(AuthenticationForm):
    """Says the same to a wrong password, to an account that is not there and to one that is stopped."""

    error_messages = {
        "invalid_login": "账号或密码不对。请检查大小写；连续输错会暂时锁定。",
        "inactive": "账号或密码不对。请检查大小写；连续输错会暂时锁定。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["username"].max_length = 40
        self.fields["password"].label = "密码"

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError as wrong:
            if getattr(self.request, "axes_locked_out", False):
                refusal = lockout.refusal(self.request, {"username": self.cleaned_data.get("username")})
                raise ValidationError(str(refusal), code="locked") from wrong
            raise


class NewPasswordForm(forms.Form):
    """A new password of one's own; `save` changes it and keeps this session alone."""

    old = forms.CharField(label="原密码", strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label="新密码", strip=False, widget=forms.PasswordInput)
    again = forms.CharField(label="再输一次新密码", strip=False, widget=forms.PasswordInput)

    def __init__(self, officer: Officer, session_key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer, self.session_key = officer, session_key
        self.fields["new"].help_text = "".join(password_validators_help_texts())
        self.fields["old"].widget.attrs["autocomplete"] = "current-password"
        for name in ("new", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if self.cleaned_data.get("new") not in (None, again):
            raise ValidationError("两次输入的新密码不一样，请重新输入。")
        return again

    def save(self) -> Officer | None:
        """The officer with the new password, or None with the reason on the field."""
        old, new = self.cleaned_data["old"], self.cleaned_data["new"]
        try:
            return accounts.change_password(
                officer=self.officer, old=old, new=new, keep=self.session_key, at=now()
            )
        except Refusal as refusal:
            self.add_error(refusal.field or None, str(refusal))
            return None

"""Signing in and up on one page: a phone or an e-mail, then a code; a password only for who has set one."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context, ratelimit
from allauth.core.internal.httpkit import headed_redirect_response
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.actions import open_account
from muara.web.accounts.models import User
from muara.web.ui.fields import CleanCharField


class EnterForm(allauth.LoginForm):  # type: ignore[misc]
    """One field for who you are. Who has no account yet gets one, which the code then opens."""

    # People never see it; whoever fills it in is a program, and waits for a code that never comes.
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = CleanCharField(
            label=_("Phone number or e-mail"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Your password"),
            required=False,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    def _setup_password_field(self) -> None:
        """Keep the field: allauth would drop it, since nobody signs up with a password here."""

    def clean_login(self) -> str:
        login = self.cleaned_data["login"]
        if "@" in login:
            return str(forms.EmailField().clean(login)).lower()
        return str(get_adapter().clean_phone(login))

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        contact = email or phone or ""
        if not ratelimit.consume(context.request, action="request_login_code", key=contact):
            raise get_adapter().validation_error("too_many_login_attempts")
        data: dict[str, Any] = self.cleaned_data
        return data

    def _login_by_code(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, str]
    ) -> HttpResponse:
        phone, email = credentials.get("phone", ""), credentials.get("email", "")
        user = None if self.cleaned_data["website"] else self._known_or_new(phone, email)
        LoginCodeVerificationProcess.initiate(request=request, user=user, phone=phone or None, email=email or None)
        query = {REDIRECT_FIELD_NAME: redirect_url} if redirect_url else None
        response: HttpResponse = headed_redirect_response("account_confirm_login_code", query=query)
        return response

    def _known_or_new(self, phone: str, email: str) -> User | None:
        known = filter_users_by_email(email, prefer_verified=True, for_login=True) if email else []
        user = known[0] if known else open_account(phone=phone, email=email, at=timezone.now())
        return user if user.is_active else None


def as_a_code(form: forms.Form) -> None:
    form.fields["code"] = CleanCharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "mono"}
        ),
    )


class LoginCodeForm(allauth.ConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_a_code(self)


class PhoneCodeForm(allauth.VerifyPhoneForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_a_code(self)


class EmailCodeForm(allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_a_code(self)


class ResetCodeForm(allauth.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_a_code(self)

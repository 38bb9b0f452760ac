from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from muara.web.accounts import actions, device
from muara.web.accounts.models import Membership, Participant, User
from muara.web.cities.models import City
from muara.web.ui.fields import CleanCharField

logger = logging.getLogger("muara.accounts")


class PhoneField(CleanCharField):
    """An Indonesian phone number as people write it: 0812…, 62812… or +62812…"""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=30, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        known = normalize_phone(typed)
        if not known:
            raise ValidationError(
                _("Write an Indonesian phone number, for example 0812 3456 7890."), code="invalid_phone"
            )
        return str(known)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth meets our people: phones with a code, and guests who keep their votes."""

    error_messages = {  # noqa: RUF012 (allauth's own way)
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "incorrect_code": _("This code does not fit. Look at it again, or ask for a new one."),
        "incorrect_password": _("This password does not fit."),
        "email_password_mismatch": _("This e-mail and password do not fit each other."),
        "phone_password_mismatch": _("This phone number and password do not fit each other."),
        "too_many_login_attempts": _("That was often in a short time. Wait a few minutes and try again."),
        "rate_limited": _("That was often in a short time. Wait a few minutes and try again."),
        "phone_taken": _("This phone number belongs to another account."),
        "email_taken": _("This e-mail belongs to another account."),
        "duplicate_email": _("This e-mail is already yours."),
        "enter_current_password": _("Write the password you have now."),
        "same_as_current": _("Write another one than you have now."),
    }

    def get_login_stages(self) -> list[str]:
        """Leave out allauth's own look at the e-mail: whoever comes this far had a code, a password or a key."""
        return [stage for stage in super().get_login_stages() if not stage.endswith("EmailVerificationStage")]

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        return str(PhoneField().clean(phone))

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        user.phone, user.phone_verified = phone, True
        user.save(update_fields=["phone", "phone_verified"])

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Keep the code for the facilitator to read out, and print it: no SMS gateway is needed."""
        actions.keep_code(user=user, phone=phone, code=code, city=self._city_of_request(), at=timezone.now())
        logger.info("Sign-in code for %s: %s", phone, code)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        actions.claim_device(by=user, device_token=device.read(request), at=now)
        for participant in Participant.objects.filter(user=user).select_related("city", "user"):
            actions.match_roll(participant=participant, at=now)
        actions.keep_language(by=user, language=get_language() or "")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go to the one city somebody has something to do with, or to the list of cities."""
        slugs = {*Participant.objects.filter(user=request.user.pk).values_list("city__slug", flat=True)}
        slugs |= {*Membership.objects.filter(user=request.user.pk).values_list("city__slug", flat=True)}
        return reverse("home:city", kwargs={"city": slugs.pop()}) if len(slugs) == 1 else reverse("home:start")

    def _city_of_request(self) -> City | None:
        """Return the city that somebody was in when they went to sign in."""
        request = context.request
        target = request.POST.get("next") or request.GET.get("next") or ""
        if slug := target.strip("/").split("/")[0]:
            return City.objects.filter(slug=slug).first()
        return City.objects.first() if City.objects.count() == 1 else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed passwords for each account: allauth would count all phones as one."""
        contact = credentials.get("email") or credentials.get("phone") or ""
        return f"{request.get_host()}:{contact.lower()}"

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from lokal import normalize_phone

from muara.web.accounts import actions, device
from muara.web.accounts.models import DeliveredCode, User

logger = logging.getLogger("muara.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth meets our people: phones with a code, and guests who keep their votes."""

    def clean_phone(self, phone: str) -> str:
        known = normalize_phone(phone)
        if not known:
            raise self.validation_error_phone()
        return str(known)

    def validation_error_phone(self) -> Exception:
        from django.core.exceptions import ValidationError

        return ValidationError(_("Write an Indonesian phone number, for example 0812 3456 7890."))

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        User.objects.filter(pk=user.pk, phone=phone).update(phone_verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Keep the code for the facilitator to read out, and print it: no SMS gateway is needed."""
        now = timezone.now()
        DeliveredCode.objects.create(
            phone=phone, code=code, created_at=now, expires_at=now + timedelta(minutes=15)
        )
        logger.info("Sign-in code for %s: %s", phone, code)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        actions.claim_device(by=user, device_token=device.read(request), at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

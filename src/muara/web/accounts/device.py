"""The signed cookie by which a guest's phone is known again. Only its hash reaches the database."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "perangkat"
SALT = "muara.device"
ONE_YEAR = 365 * 24 * 3600


def read(request: HttpRequest) -> str:
    """Return the token of this device, or an empty string if it has none or a forged one."""
    token: str = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
    return token


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def write(response: HttpResponse, token: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=SALT,
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )

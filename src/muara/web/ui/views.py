from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def refusal(request: HttpRequest, *, code: int, heading: str, text: str) -> HttpResponse:
    return render(request, "ui/refusal.html", {"code": code, "heading": heading, "text": text}, status=code)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refusal(
        request,
        code=400,
        heading=_("That could not be read."),
        text=_("Nothing was changed. Go back, look at what you sent and send it again."),
    )


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refusal(
        request,
        code=403,
        heading=_("This is not open to you."),
        text=_("Sign in with the account that may do this, or ask the secretariat."),
    )


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return refusal(
        request,
        code=404,
        heading=_("There is nothing at this address."),
        text=_("It may have been typed wrongly, or it belongs to another city."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return refusal(
        request,
        code=500,
        heading=_("Something broke on our side."),
        text=_("What was answered before is kept. Try again in a moment; tell the secretariat if it stays."),
    )

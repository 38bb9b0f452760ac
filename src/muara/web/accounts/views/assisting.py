from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.accounts import actions, queries
from muara.web.accounts.forms import AssistedForm
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.permissions import can_facilitate


@require_http_methods(["GET", "HEAD", "POST"])
def assisted(request: HttpRequest) -> HttpResponse:
    """Open a participation for somebody without a phone."""
    asked = cast(ParticipantRequest, request)
    if not can_facilitate(asked.user, asked.city):
        raise PermissionDenied
    form, status = AssistedForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            label = form.cleaned_data["label"]
            try:
                actions.open_assisted(by=asked.user, city=asked.city, label=label, at=timezone.now())
            except actions.CannotOpenAssisted as error:
                form.add_error("label", str(error))
                status = 409
            else:
                messages.success(request, _("“%(label)s” takes part, recorded as assisted.") % {"label": label})
                return redirect("accounts:assisted", city=asked.city.slug)
    people = queries.assisted_in(asked.city)
    context = {"form": form, "people": people[:50], "n_people": people.count()}
    return render(request, "accounts/assisted.html", context, status=status)

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.formats.spreadsheet import as_csv
from muara.web.accounts import actions, queries
from muara.web.accounts.forms import RoleForm, RollForm
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import Membership
from muara.web.accounts.permissions import can_administer


def for_the_secretariat(request: HttpRequest) -> ParticipantRequest:
    asked = cast(ParticipantRequest, request)
    if not can_administer(asked.user, asked.city):
        raise PermissionDenied
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Show who runs the city; give a role."""
    asked = for_the_secretariat(request)
    form, status = RoleForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            contact, role, now = form.cleaned_data["contact"], form.cleaned_data["role"], timezone.now()
            who = {"email": contact} if "@" in contact else {"phone": contact}
            try:
                actions.appoint(by=asked.user, city=asked.city, role=role, at=now, **who)
            except actions.CannotGiveRole as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("The role was given. They sign in with a code."))
                return redirect("accounts:people", city=asked.city.slug)
    context = {
        "form": form,
        "members": queries.members_of(asked.city),
        "numbers": queries.people_in_numbers(asked.city),
    }
    return render(request, "accounts/people.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = for_the_secretariat(request)
    membership = get_object_or_404(Membership.objects.select_related("user"), city=asked.city, pk=pk)
    try:
        actions.withdraw_role(by=asked.user, membership=membership, at=timezone.now())
    except actions.CannotWithdrawRole as error:
        context = {
            "form": RoleForm(),
            "refusal": str(error),
            "members": queries.members_of(asked.city),
            "numbers": queries.people_in_numbers(asked.city),
        }
        return render(request, "accounts/people.html", context, status=409)
    messages.success(request, _("The role was withdrawn. What they did stays."))
    return redirect("accounts:people", city=asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def roll(request: HttpRequest) -> HttpResponse:
    """Paste a member roll."""
    asked = for_the_secretariat(request)
    form, status = RollForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                n_new, n_matched = actions.paste_roll(
                    by=asked.user,
                    city=asked.city,
                    text=form.cleaned_data["people"],
                    source=form.cleaned_data["source"],
                    at=timezone.now(),
                )
            except actions.CannotPasteRoll as error:
                form.add_error("people", str(error))
            else:
                told = ngettext("%(n)s person is new on the roll.", "%(n)s people are new on the roll.", n_new)
                more = _("%(n)s of the roll take part already and are now verified.")
                messages.success(request, f"{told % {'n': n_new}} {more % {'n': n_matched}}")
                return redirect("accounts:people", city=asked.city.slug)
    return render(request, "accounts/roll.html", {"form": form}, status=status)


@require_safe
@never_cache
def audit(request: HttpRequest) -> HttpResponse:
    asked = for_the_secretariat(request)
    page = queries.audit_page(asked.city, request.GET.get("hal", "1"))
    return render(request, "accounts/audit.html", {"page": page})


@require_POST
def audit_file(request: HttpRequest) -> HttpResponse:
    """Hand out the log as a table, and note in the log that it was taken."""
    asked = for_the_secretariat(request)
    actions.take_audit(by=asked.user, city=asked.city, at=timezone.now())
    header, rows = queries.audit_table(asked.city)
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="catatan-{asked.city.slug}.csv"'
    return response

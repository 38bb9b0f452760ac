"""People who want to found a cooperative find each other, and what is missing is said."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.cooperatives import actions, permissions
from muara.web.cooperatives.actions.founding import FIELDS
from muara.web.cooperatives.forms.founding import FounderForm, FoundForm, FoundingForm, GiveUpForm
from muara.web.cooperatives.models import Founder, Founding, Kind
from muara.web.cooperatives.papers import PAPERS
from muara.web.cooperatives.queries.founding import founding_page, foundings_of
from muara.web.cooperatives.views.common import founding_here
from muara.web.initiatives.models import Initiative
from muara.web.network.views.common import see, to_the_entrance, worked_through
from muara.web.ui.pdf import has_typst


def _to(founding: Founding) -> HttpResponse:
    return see("cooperatives:founding", founding.city.slug, founding.slug)


@require_safe
def foundings(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = foundings_of(asked.city, user_of(request), timezone.localdate())
    return render(request, "cooperatives/foundings.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def new_founding(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_found(asked.user):
        return to_the_entrance(request)
    kind = request.GET.get("jenis", "")
    first: dict[str, Any] = {"kind": kind} if kind in Kind.values else {}
    if (slug := request.GET.get("prakarsa", "")) and "\0" not in slug:
        first["initiative"] = Initiative.objects.in_city(asked.city).filter(slug=slug[:60]).first()
    form = FoundingForm(request.POST if request.method == "POST" else None, city=asked.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.begin_founding(by=asked.user, city=asked.city, at=timezone.now(), **given)
        if made.listed_at is None:
            messages.success(request, _("It is kept. A facilitator reads it before everybody sees it."))
        return _to(made)

    return worked_through(request, form, "cooperatives/founding_form.html", {}, act, actions.CannotBeginFounding)


@require_safe
def founding(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), founding_here(request, slug)
    page = founding_page(found, user_of(request), timezone.localdate())
    context = {
        "page": page,
        "founding": found,
        "papers": [(key, label) for key, (label, _draw) in PAPERS.items()],
        "has_typst": has_typst(),
        "keeps": permissions.can_keep_founding(asked.user, found),
        "may_list": permissions.can_list_founding(asked.user, found),
        "may_found": permissions.can_keep_register(asked.user, asked.city),
    }
    return render(request, "cooperatives/founding.html", context)


def kept_by(request: HttpRequest, slug: str) -> Founding:
    found = founding_here(request, slug)
    if not permissions.can_keep_founding(cast(ParticipantRequest, request).user, found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit_founding(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), kept_by(request, slug)
    first = {name: getattr(found, name) for name in FIELDS}
    if found.meets_at is not None:
        first["meets_at"] = timezone.localtime(found.meets_at)
    form = FoundingForm(request.POST if request.method == "POST" else None, city=asked.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_founding(by=asked.user, founding=found, at=timezone.now(), **given)
        messages.success(request, _("It is changed."))
        return _to(found)

    context = {"founding": found}
    refusal = actions.CannotChangeFounding
    return worked_through(request, form, "cooperatives/founding_form.html", context, act, refusal)


@require_POST
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a founding to everybody."""
    asked, found = cast(ParticipantRequest, request), founding_here(request, slug)
    try:
        actions.list_founding(by=asked.user, founding=found, at=timezone.now())
        messages.success(request, _("Everybody can see it now."))
    except actions.CannotList as refusal:
        messages.error(request, str(refusal))
    return _to(found)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), founding_here(request, slug)
    if not permissions.can_found(asked.user):
        return to_the_entrance(request)
    first = {"name": asked.user.name}
    form = FounderForm(request.POST if request.method == "POST" else None, founding=found, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.join_founding(by=asked.user, founding=found, at=timezone.now(), **given)
        messages.success(request, _("You are on the list of founders. You can leave it whenever you want."))
        return _to(found)

    context = {"founding": found}
    return worked_through(request, form, "cooperatives/founding_join.html", context, act, actions.CannotJoin)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), founding_here(request, slug)
    if not permissions.can_found(asked.user):
        return to_the_entrance(request)
    try:
        actions.leave_founding(by=asked.user, founding=found, at=timezone.now())
        messages.success(request, _("You are no longer on the list. Your name is deleted there."))
    except actions.CannotLeave as refusal:
        messages.error(request, str(refusal))
    return see("cooperatives:foundings", asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def founders(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the names to those who found together; who keeps the list adds to it."""
    asked, found = cast(ParticipantRequest, request), founding_here(request, slug)
    page = founding_page(found, user_of(request), timezone.localdate())
    if page.founders is None:
        raise PermissionDenied
    keeps = permissions.can_keep_founding(asked.user, found)
    if request.method == "POST" and not keeps:
        raise PermissionDenied
    form = FounderForm(request.POST if request.method == "POST" else None, founding=found)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_founder(by=asked.user, founding=found, at=timezone.now(), **given)
        messages.success(request, _("The name is on the list."))
        return see("cooperatives:founders", asked.city.slug, slug)

    context = {"founding": found, "page": page, "keeps": keeps}
    return worked_through(request, form, "cooperatives/founders.html", context, act, actions.CannotAddFounder)


@require_POST
def drop_founder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), kept_by(request, slug)
    founder = get_object_or_404(Founder, founding=found, pk=pk)
    founder.founding = found
    try:
        actions.drop_founder(by=asked.user, founder=founder, at=timezone.now())
        messages.success(request, _("The name is deleted."))
    except actions.CannotDropFounder as refusal:
        messages.error(request, str(refusal))
    return see("cooperatives:founders", asked.city.slug, slug)


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that the cooperative is registered."""
    asked, one = cast(ParticipantRequest, request), founding_here(request, slug)
    if not permissions.can_keep_register(asked.user, asked.city):
        raise PermissionDenied
    form = FoundForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.found(by=asked.user, founding=one, at=timezone.now(), **given)
        messages.success(request, _("It stands in the register. Its first annual meeting will say that it lives."))
        return see("cooperatives:cooperative", asked.city.slug, made.slug)

    context = {"founding": one}
    return worked_through(request, form, "cooperatives/founding_found.html", context, act, actions.CannotFound)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, slug: str) -> HttpResponse:
    asked, one = cast(ParticipantRequest, request), kept_by(request, slug)
    form = GiveUpForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.give_up(by=asked.user, founding=one, at=timezone.now(), **given)
        messages.success(request, _("It is over, and the lesson is kept."))
        return _to(one)

    context = {"founding": one}
    return worked_through(request, form, "cooperatives/founding_give_up.html", context, act, actions.CannotGiveUp)

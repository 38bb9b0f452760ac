from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.network import actions, permissions
from muara.web.network.actions.actors import FIELDS
from muara.web.network.forms.actors import ActorForm, ContactForm, NewActorForm, TurnForm
from muara.web.network.models import Actor, ContactPerson
from muara.web.network.queries.directory import (
    ActorPage,
    Filter,
    actor_page,
    actors_found,
    open_claims,
    stale_actors,
)
from muara.web.network.views.common import actor_here, is_keeper, keeper_of, may_read, see, worked_through
from muara.web.ui.text import UnreadableText, clean_text

PER_PAGE = 50


def filter_of(request: HttpRequest) -> Filter:
    """Read what is looked for from the address; what makes no sense there is left out."""
    asked = cast(ParticipantRequest, request)
    try:
        text = clean_text(request.GET.get("q", ""))[:80]
        kind, district = (clean_text(request.GET.get(name, ""))[:20] for name in ("jenis", "kecamatan"))
    except UnreadableText:
        return Filter()
    known = set(asked.city.districts.values_list("code", flat=True)) if district else set()
    return Filter(
        text,
        kind if kind in Actor.Kind.values else "",
        district if district in known else "",
        request.GET.get("keadaan") == "pergi",
    )


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    asked, now, today = cast(ParticipantRequest, request), timezone.now(), timezone.localdate()
    looked_for, keeper = filter_of(request), is_keeper(request)
    page = Paginator(actors_found(asked.city, today, looked_for), PER_PAGE).get_page(request.GET.get("hal"))
    kept = request.GET.copy()
    kept.pop("hal", None)
    context: dict[str, Any] = {
        "page": page,
        "filter": looked_for,
        "query": f"{kept.urlencode()}&" if kept else "",
        "kinds": Actor.Kind.choices,
        "districts": list(asked.city.districts),
        "is_keeper": keeper,
        "may_import": permissions.can_import_network(asked.user, asked.city),
        **may_read(request),
    }
    if keeper:
        context["n_stale"] = stale_actors(asked.city, now, today).count()
        context["n_claims"] = len(open_claims(asked.city, asked.user))
    return render(request, "network/actors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_actor(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), keeper_of(request)
    form = NewActorForm(request.POST if request.method == "POST" else None, city=asked.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actor = actions.declare_actor(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("%(actor)s is written down.") % {"actor": actor.name})
        return see("network:actor", asked.city.slug, actor.slug)

    return worked_through(request, form, "network/actor_form.html", {}, act, actions.CannotDeclareActor)


def page_about(request: HttpRequest, actor: Actor) -> ActorPage:
    return actor_page(actor, user_of(request), day=timezone.localdate(), at=timezone.now())


def context_of(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    asked = cast(ParticipantRequest, request)
    return {
        "page": page_about(request, actor),
        "actor": actor,
        "may_change": permissions.can_change_actor(asked.user, actor),
        "speaks_for": permissions.speaks_for(asked.user, actor),
        "is_keeper": is_keeper(request),
        "may_read_losses": permissions.can_read_losses(asked.user, asked.city),
    }


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "network/actor.html", context_of(request, actor_here(request, slug)))


def changeable(request: HttpRequest, slug: str) -> Actor:
    found = actor_here(request, slug)
    if not permissions.can_change_actor(cast(ParticipantRequest, request).user, found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit_actor(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug)
    first = {name: getattr(found, name) for name in FIELDS}
    form = ActorForm(request.POST if request.method == "POST" else None, initial=first, city=asked.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_actor(by=asked.user, actor=found, at=timezone.now(), **given)
        messages.success(request, _("The entry is changed."))
        return see("network:actor", asked.city.slug, found.slug)

    context = {"actor": found}
    return worked_through(request, form, "network/actor_form.html", context, act, actions.CannotChangeActor)


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that an actor leaves, or comes back if it has left."""
    asked, found = cast(ParticipantRequest, request), changeable(request, slug)
    form = TurnForm(request.POST if request.method == "POST" else None)
    is_present = page_about(request, found).is_present

    def act(given: dict[str, Any]) -> HttpResponse:
        record = actions.leave if is_present else actions.come_back
        record(by=asked.user, actor=found, at=timezone.now(), **given)
        said = _("It is recorded that %(actor)s left.") if is_present else _("Welcome back, %(actor)s.")
        messages.success(request, said % {"actor": found.name})
        return see("network:actor", asked.city.slug, found.slug)

    context = {"actor": found, "is_present": is_present}
    refusals = (actions.CannotLeave, actions.CannotReturn)
    return worked_through(request, form, "network/turn.html", context, act, *refusals)


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), actor_here(request, slug)
    if not permissions.can_see_contacts(asked.user, found):
        raise PermissionDenied
    form = ContactForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_contact(by=asked.user, actor=found, at=timezone.now(), **given)
        messages.success(request, _("The contact person is kept."))
        return see("network:contacts", asked.city.slug, found.slug)

    context = {"actor": found, "contacts": found.contacts.order_by("pk")}
    return worked_through(request, form, "network/contacts.html", context, act, actions.CannotKeepContact)


@require_POST
def forget_contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), actor_here(request, slug)
    if not permissions.can_see_contacts(asked.user, found):
        raise PermissionDenied
    contact = get_object_or_404(ContactPerson, actor=found, pk=pk)
    contact.actor = found
    actions.forget_contact(by=asked.user, contact=contact, at=timezone.now())
    messages.success(request, _("The contact person is deleted."))
    return see("network:contacts", asked.city.slug, found.slug)

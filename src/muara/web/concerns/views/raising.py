from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part
from muara.web.cities.models import City
from muara.web.concerns import actions
from muara.web.concerns.forms.raising import ConcernForm, RecordForm
from muara.web.concerns.models import Concern, Topic
from muara.web.concerns.permissions import can_read_concern
from muara.web.concerns.queries.concerns import (
    cards_of,
    concerns_of,
    own_concerns,
    own_statements,
    unanswered,
    with_outcomes,
)
from muara.web.concerns.views.common import facilitator_of, is_facilitator, page_of, see
from muara.web.forum.models import Session


@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    for_facilitator = is_facilitator(request)
    everything = concerns_of(asked.city, for_facilitator=for_facilitator)
    only_unanswered = request.GET.get("keadaan") == "belum"
    page = page_of(request, unanswered(everything) if only_unanswered else everything)
    context = {
        "page": page,
        "cards": cards_of(page.object_list),
        "n_worded": everything.filter(status=Concern.Status.WORDED).count(),
        "only_unanswered": only_unanswered,
        "for_facilitator": for_facilitator,
    }
    return render(request, "concerns/concerns.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person = participant_of(request)
    if person is None:
        return render(request, "concerns/mine.html", {"cards": [], "statements": []})
    page = page_of(request, own_concerns(person))
    context = {"page": page, "cards": cards_of(page.object_list), "statements": own_statements(person)[:50]}
    return render(request, "concerns/mine.html", context)


@require_safe
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    asked, person = cast(ParticipantRequest, request), participant_of(request)
    found = get_object_or_404(with_outcomes(Concern.objects.in_city(asked.city)), pk=pk)
    for_facilitator = is_facilitator(request)
    if not can_read_concern(person, found, is_facilitator=for_facilitator):
        raise Http404(_("There is no such concern here."))
    [card] = cards_of([found])
    is_mine = person is not None and found.raised_by_id == person.pk
    context = {
        "card": card, "concern": found, "is_mine": is_mine, "for_facilitator": for_facilitator,
        "is_told": can_read_concern(None, found, is_facilitator=False),
    }  # fmt: skip
    return render(request, "concerns/concern.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Take a concern card; the address says for which session or topic it is, if for any."""
    asked, now = cast(ParticipantRequest, request), timezone.now()
    session = _session_of(asked.city, number) if number is not None else None
    topic = _topic_of(asked.city, request.GET.get("topik", ""))
    if session is None and topic is None:
        session = _session_by_text(asked.city, request.GET.get("sesi", ""))
    if request.method != "POST":
        return _card_page(request, ConcernForm(now=now), session, topic)
    form = ConcernForm(request.POST, now=now)
    if not form.is_valid():
        return _card_page(request, form, session, topic, status=422)
    given = {name: form.cleaned_data[name] for name in ("because", "affected", "tried", "role")}
    try:
        raised = actions.raise_concern(by=take_part(request), session=session, topic=topic, at=now, **given)
    except actions.AlreadyRaised as refusal:
        messages.info(request, str(refusal))
        return see("concerns:concern", asked.city.slug, refusal.concern.pk)
    except actions.PlaceIsClosed as refusal:
        form.add_error(None, str(refusal))
        return _card_page(request, form, None, None, status=409)
    except actions.CannotRaiseConcern as refusal:
        form.add_error(None, str(refusal))
        return _card_page(request, form, session, topic, status=409)
    messages.success(request, _("Your concern is kept, in your words."))
    return see("concerns:concern", asked.city.slug, raised.pk)


def _card_page(
    request: HttpRequest, form: ConcernForm, session: Session | None, topic: Topic | None, *, status: int = 200
) -> HttpResponse:
    city = cast(ParticipantRequest, request).city
    action = reverse("concerns:raise", args=[city.slug])
    if session is not None:
        action = reverse("concerns:raise", args=[city.slug, session.number])
    elif topic is not None:
        action = f"{action}?topik={topic.slug}"
    context = {"form": form, "session": session, "topic": topic, "action": action}
    return render(request, "concerns/raise.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), facilitator_of(request)
    session = _session_by_text(asked.city, request.GET.get("sesi", ""))
    kept = {"session": session, "topic": _topic_of(asked.city, request.GET.get("topik", ""))}
    if request.method != "POST":
        kept["channel"] = request.GET.get("lewat", "PAPER")  # type: ignore[assignment]
        return _record_page(request, RecordForm(initial=kept, city=asked.city))
    form = RecordForm(request.POST, city=asked.city)
    if not form.is_valid():
        return _record_page(request, form, status=422)
    given = form.cleaned_data
    try:
        recorded = actions.record_concern(by=by, city=asked.city, at=timezone.now(), **given)
    except actions.CannotRaiseConcern as refusal:
        form.add_error(None, str(refusal))
        return _record_page(request, form, status=409)
    messages.success(request, _("Recorded as concern %(number)s. The next one?") % {"number": recorded.pk})
    again = reverse("concerns:record", args=[asked.city.slug])
    query = [f"lewat={given['channel']}"]
    if given["session"]:
        query.append(f"sesi={given['session'].number}")
    if given["topic"]:
        query.append(f"topik={given['topic'].slug}")
    return see(f"{again}?{'&'.join(query)}")


def _record_page(request: HttpRequest, form: RecordForm, *, status: int = 200) -> HttpResponse:
    return render(request, "concerns/record.html", {"form": form}, status=status)


def _session_of(city: City, number: int) -> Session:
    return get_object_or_404(Session.objects.in_city(city).visible(), number=min(number, 2**31 - 1))


def _session_by_text(city: City, text: str) -> Session | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Session.objects.in_city(city).visible().filter(number=int(text)).first()


def _topic_of(city: City, slug: str) -> Topic | None:
    if not slug.isascii() or not slug.replace("-", "").replace("_", "").isalnum():
        return None
    return Topic.objects.in_city(city).visible().select_related("session").filter(slug=slug).first()

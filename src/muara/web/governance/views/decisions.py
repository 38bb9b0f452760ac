"""Reading decisions: the list, the calendar, one decision, how it was counted, and who has still to vote."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.engine.governance.decisions import read_rules
from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.accounts.models import User
from muara.web.governance import permissions
from muara.web.governance.forms.ballots import BallotForm
from muara.web.governance.models import Arrangement, Ballot, Decision, Elector, Matter
from muara.web.governance.queries.candidates import Candidate, candidates_of
from muara.web.governance.queries.decision_pages import (
    ballot_of,
    calendar_rows,
    days,
    decision_lists,
    decision_page,
    owners_of,
    result_of,
    seats_of,
)
from muara.web.governance.queries.decisions import open_ballots_of
from muara.web.governance.result_words import condition_in_words, finding, name_of, purchase_lines, round_lines
from muara.web.governance.terms_in_words import rupiah
from muara.web.governance.views.decision_common import decision_here, is_preparer, new_key
from muara.web.ui.calendar import FEED, Event, calendar_file


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    matter = request.GET.get("hal", "")
    matter = matter if matter in Matter.values else ""
    is_keeper = is_preparer(request)
    participant = participant_of(request)
    context = {
        "lists": decision_lists(asked.city, matter=matter, is_keeper=is_keeper),
        "matters": Matter.choices,
        "matter": matter,
        "is_preparer": is_keeper,
        "n_waiting": len(open_ballots_of(participant, asked.city, timezone.now())),
    }
    return render(request, "governance/decisions.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    today = timezone.localdate()
    found = days(calendar_rows(asked.city), timezone.localdate)
    context = {
        "coming": [one for one in found if one.on >= today],
        "past": [one for one in reversed(found) if one.on < today],
    }
    return render(request, "governance/calendar.html", context)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Give the openings, closings and reviews to a calendar program (RFC 5545)."""
    asked = cast(ParticipantRequest, request)
    words = {
        "opens": _("Opens: %(title)s"),
        "closes": _("Closes: %(title)s"),
        "closed": _("Decided: %(title)s"),
        "due": _("Due: %(title)s"),
        "review": _("Review: %(title)s"),
    }
    moments = {"opens": "opens_at", "closes": "closes_at", "closed": "closed_at"}
    events = [
        Event(
            uid=f"{what}-{decision.slug}@{request.get_host()}",
            stamp=decision.created_at,
            starts=getattr(decision, moments.get(what, ""), None) or day.on,
            summary=words[what] % {"title": decision.title},
            url=request.build_absolute_uri(reverse("governance:decision", args=[asked.city.slug, decision.slug])),
        )
        for day in days(calendar_rows(asked.city), timezone.localdate)
        for what, decision in day.happens
    ]
    name = _("Decisions of %(city)s") % {"city": asked.city.name}
    answer = HttpResponse(calendar_file("Keputusan", name, events), content_type=FEED)
    answer["Content-Disposition"] = 'inline; filename="keputusan.ics"'
    return answer


@require_safe
def my_ballots(request: HttpRequest) -> HttpResponse:
    asked, participant = cast(ParticipantRequest, request), participant_of(request)
    waiting = open_ballots_of(participant, asked.city, timezone.now())
    cast_before = (
        Ballot.objects.filter(elector__participant=participant, decision__city=asked.city)
        .select_related("decision")
        .order_by("-cast_at", "-pk")[:50]
        if participant
        else []
    )
    context = {"waiting": waiting, "ballots": cast_before, "is_participant": participant is not None}
    return render(request, "governance/my_ballots.html", context)


@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    found = decision_here(request, slug)
    return render(request, "governance/decision.html", decision_context(request, found))


def decision_context(request: HttpRequest, found: Decision, form: BallotForm | None = None) -> dict[str, Any]:
    """Return what the page of a decision shows to its reader, with the form of their ballot."""
    asked, now = cast(ParticipantRequest, request), timezone.now()
    user, participant = user_of(request), participant_of(request)
    page = decision_page(found)
    conditions = (*page.rules.quorum, *page.rules.passing)
    seats = seats_of(found, participant)
    is_keeper = permissions.can_keep_arrangements(user, asked.city)
    # Of an open decision its seats tell already who belongs: the busiest page asks the database no more.
    may_prepare = is_keeper or (_sits_here(user, found, seats) if found.is_open else is_preparer(request))
    seat = _chosen_seat(request, seats)
    ballot = ballot_of(seat) if not found.is_secret else None
    if form is None and seat is not None and found.takes_ballots(now) and not found.is_secret:
        form = BallotForm(
            rules=page.rules,
            reason_rule=found.reason_rule,
            choice=ballot.choice if ballot else None,
            initial={"key": new_key(), "reason": ballot.reason if ballot else ""},
        )
    return {
        "decision": found,
        "page": page,
        "matter": found.get_matter_display(),
        "kind": kind_in_words(page.rules.kind),
        "seats": seats,
        "seat": seat,
        "ballot": ballot,
        "form": form if not found.is_secret else None,
        "takes_ballots": found.takes_ballots(now),
        "objections": list(found.objections.select_related("amendment").order_by("number")),
        "is_consent": page.rules.kind == "consent",
        "is_preparer": not found.is_open and may_prepare,
        "may_prepare": may_prepare,
        "is_keeper": is_keeper,
        "may_close": found.is_open and permissions.can_close(user, found),
        "may_record": found.is_open and permissions.can_record_ballot(user, found),
        "has_roll": not page.turnout and found.electors.exists(),
        "owners": owners_of(found),
        "conditions": [] if page.turnout else [condition_in_words(page.rules, one) for one in conditions],
        "candidates": _candidates(user, found),
        "made_roll": user is not None and found.roll_by_id == user.pk,
    }


def _candidates(user: User | None, found: Decision) -> list[Candidate]:
    """Return who the candidates are, for those who may read the members by name."""
    if not found.effect.get("candidates") or not permissions.can_read_members(user, found.arrangement):
        return []
    return candidates_of(found)


def _sits_here(user: User | None, found: Decision, seats: list[Elector]) -> bool:
    """Say whether somebody with an account votes for a member who is still in, of an arrangement that stands."""
    is_in = any(seat.membership is not None and seat.membership.left_at is None for seat in seats)
    return user is not None and found.arrangement.state == Arrangement.State.STANDING and is_in


def _chosen_seat(request: HttpRequest, seats: list[Any]) -> Any:
    asked = request.POST.get("seat") or request.GET.get("untuk", "")
    return next((seat for seat in seats if str(seat.pk) == asked), seats[0] if seats else None)


def kind_in_words(kind: str) -> str:
    return {
        "sense_check": _("sense check"),
        "advice": _("advice"),
        "consent": _("consent"),
        "majority": _("majority"),
        "choose_one": _("choose one"),
        "choose_some": _("choose some"),
        "score": _("score"),
        "ranked": _("ranked choice"),
        "elect": _("election by ranked choice"),
        "dots": _("dots"),
        "budget": _("participatory budget"),
    }[kind]


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell how ranked votes or a purse were counted, step by step."""
    found = decision_here(request, slug)
    rules = read_rules(found.rules)
    if not found.is_closed or rules.kind not in ("ranked", "elect", "budget"):
        raise Http404(_("There is no count to tell here."))
    result = result_of(found) or {}
    word, why = finding(rules, result, is_open=False)
    context = {
        "decision": found,
        "rules": rules,
        "found": word,
        "why": why,
        "result": result,
        "quota": result["quota"],
        "rounds": round_lines(rules, result),
        "purchases": purchase_lines(rules, result),
        "spent": rupiah(result["spent"]),
        "purse": rupiah(rules.budget),
        "left": rupiah(rules.budget - result["spent"]),
        "not_bought": [
            (option.name or option.id, rupiah(option.cost))
            for option in rules.options
            if option.id not in result["chosen"]
        ],
    }
    return render(request, "governance/count.html", context)


@require_safe
def voters(request: HttpRequest, slug: str) -> HttpResponse:
    """Show names, and choices where they are open, after the close and only if that was said before."""
    found = decision_here(request, slug)
    names_choices = found.names_voters and not found.is_secret
    names_drawn = found.is_secret and found.drawn == Decision.Drawn.NAMES
    if not found.is_closed or not (names_choices or names_drawn):
        raise Http404(_("No names are published of this decision."))
    rules = read_rules(found.rules)
    lines: list[tuple[str, str, str]] = []
    if names_choices:
        for ballot in found.ballots.select_related("elector").order_by("elector__member", "pk"):
            said = choice_in_words(ballot.choice, rules)
            lines.append((ballot.elector.member or _("no longer named"), said, ballot.reason))
    else:
        drew = found.electors.filter(drew_code=True).order_by("member", "pk")
        lines = [(elector.member or _("no longer named"), "", "") for elector in drew]
    return render(request, "governance/voters.html", {"decision": found, "lines": lines})


def choice_in_words(choice: Any, rules: Any) -> str:
    """Write a choice as a sentence of names and numbers."""
    if isinstance(choice, str):
        return name_of(rules, choice)
    if rules.kind in ("score", "dots"):
        pairs = zip(rules.options, choice, strict=True)
        return ", ".join(f"{option.name or option.id} {'–' if n is None else n}" for option, n in pairs)
    if rules.kind in ("ranked", "elect"):
        return ", ".join(f"{at}. {name_of(rules, one)}" for at, one in enumerate(choice, 1)) or _("blank")
    return ", ".join(name_of(rules, one) for one in choice) or _("blank")

"""From a draft to the opening and the close: what is decided, by which rules, from when and until when."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.engine.governance.decisions import read_rules
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.governance import permissions
from muara.web.governance.actions import decisions as acts
from muara.web.governance.forms.decision_files import DecisionFileForm
from muara.web.governance.forms.decisions import CloseForm, ScheduleForm
from muara.web.governance.forms.drafts import DraftForm, differing, draft_fields, first_values
from muara.web.governance.models import Decision
from muara.web.governance.queries.decisions import awaited, warnings_before_closing
from muara.web.governance.queries.roll import roll_of, warnings_before_opening
from muara.web.governance.queries.templates import TEMPLATES, decision_to_json
from muara.web.governance.views.decision_common import (
    decision_here,
    preparer_of,
    see,
    see_decision,
    told,
)
from muara.web.network.views.common import worked_through


@require_http_methods(["GET", "HEAD", "POST"])
def new_decision(request: HttpRequest) -> HttpResponse:
    """Choose how it is decided; each way says when to use it. A file with a decision brings its way along."""
    asked, by = cast(ParticipantRequest, request), preparer_of(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DecisionFileForm(*sent, city=asked.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = acts.draft_decision(
            by=by, city=asked.city, arrangement=given["arrangement"], at=timezone.now(), **given["file"]
        )
        messages.success(
            request, _("The draft is begun from the file. Read it through and change what is otherwise here.")
        )
        return see("governance:edit_decision", asked.city.slug, made.slug)

    context = {"templates": list(TEMPLATES.items())}
    return worked_through(request, form, "governance/new_decision.html", context, act, acts.CannotDraftDecision)


@never_cache
@require_safe
def decision_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give what is decided and how as a file from which another draft begins, here or elsewhere."""
    preparer_of(request)
    found = decision_here(request, slug)
    text = json.dumps(decision_to_json(found), ensure_ascii=False, indent=1, sort_keys=True)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="usulan-{found.slug}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, template: str) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), preparer_of(request)
    if template not in TEMPLATES:
        raise Http404(_("There is no such way to decide here."))
    chosen = TEMPLATES[template]
    form = DraftForm(request.POST if request.method == "POST" else None, city=asked.city, key=template, reader=by)
    context = {"template": chosen, "decision": None}

    def act(given: dict[str, Any]) -> HttpResponse:
        if "look" in request.POST:
            return render(request, "governance/draft.html", {**context, "form": form})
        made = acts.draft_decision(
            by=by, city=asked.city, template=template, at=timezone.now(), **draft_fields(form, template)
        )
        messages.success(request, _("The draft is kept. Read it through, then say when it opens."))
        return see_decision(made)

    return worked_through(request, form, "governance/draft.html", context, act, acts.CannotDraftDecision)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft. Who comes second sees what the first changed, and decides with both before them (F9)."""
    asked, by, found = cast(ParticipantRequest, request), preparer_of(request), decision_here(request, slug)
    template = found.template if found.template in TEMPLATES else ""
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        city=asked.city, key=template, decision=found, reader=by, initial=first_values(found),
    )  # fmt: skip
    context: dict[str, Any] = {"template": TEMPLATES.get(template), "decision": found}
    if found.state != Decision.State.DRAFT:
        messages.error(request, _("This decision is announced or open: from then on nothing of it changes."))
        return see_decision(found)

    def act(given: dict[str, Any]) -> HttpResponse:
        if "look" in request.POST:
            return render(request, "governance/draft.html", {**context, "form": form})
        fields, version = draft_fields(form, template), given["version"] or 0
        fields.pop("arrangement", None)
        try:
            acts.change_draft(by=by, decision=found, version=version, at=timezone.now(), **fields)
        except acts.DraftHasChanged as changed:
            changed.now.city = asked.city
            context.update(changes=differing(form, changed.now), outdated=True)
            form.take_version(changed.now.version)
            raise acts.CannotChangeDraft(
                _("Somebody else changed this draft while you were writing. Nothing of yours is lost.")
            ) from changed
        messages.success(request, _("The draft is changed."))
        return see("governance:decision", asked.city.slug, found.slug)

    return worked_through(request, form, "governance/draft.html", context, act, acts.CannotChangeDraft)


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = preparer_of(request), decision_here(request, slug)
    first = {"opens_at": found.opens_at, "closes_at": found.closes_at}
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.schedule(by=by, decision=found, at=timezone.now(), **given)
        messages.success(request, _("The days are set."))
        return see_decision(found)

    return worked_through(request, form, "governance/schedule.html", {"decision": found}, act, acts.CannotSchedule)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_it(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the roll and open; the slips of a secret decision are shown on this answer, and never again."""
    asked, found = cast(ParticipantRequest, request), decision_here(request, slug)
    if not permissions.can_open(asked.user, found):
        raise PermissionDenied
    context: dict[str, Any] = {"decision": found, "rules": read_rules(found.rules)}
    if request.method == "POST":
        try:
            opened = acts.open_decision(by=asked.user, decision=found, at=timezone.now())
        except acts.CannotOpen as refusal:
            return render(request, "governance/open.html", context | {"told": str(refusal)}, status=409)
        if opened.codes:
            booth = request.build_absolute_uri(reverse("governance:booth", args=[asked.city.slug, found.slug]))
            context |= {"decision": opened.decision, "codes": opened.codes, "booth": booth}
            return render(request, "governance/slips.html", context)
        messages.success(request, _("It is open. From now on nothing of it changes but the votes."))
        return see_decision(found)
    context["n_members"] = len(roll_of(found).lines)
    context["warnings"] = warnings_before_opening(found)
    return render(request, "governance/open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), decision_here(request, slug)
    if not permissions.can_close(asked.user, found):
        raise PermissionDenied
    now = timezone.now()
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        has_lot=found.rules.get("ties") == "lot", is_early=awaited(found, now) > 0,
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.close_decision(by=asked.user, decision=found, at=timezone.now(), **given)
        messages.success(request, _("It is closed and counted. Write down what was decided."))
        return see_decision(found)

    context = {"decision": found, "warnings": warnings_before_closing(found, now)}
    return worked_through(request, form, "governance/close.html", context, act, acts.CannotClose)


@require_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = preparer_of(request), decision_here(request, slug)
    return told(
        request, found, lambda: acts.cancel(by=by, decision=found, at=timezone.now()),
        _("It is called off. It stays in the record."), acts.CannotCancel,
    )  # fmt: skip


@require_POST
def take_up_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a new draft that refers to a closed decision; the old one stays closed."""
    by, found = preparer_of(request), decision_here(request, slug)
    try:
        again = acts.take_up_again(by=by, decision=found, at=timezone.now())
    except acts.CannotTakeUpAgain as refusal:
        messages.error(request, str(refusal))
        return see_decision(found)
    messages.success(request, _("A new draft refers to the old decision. That one stays as it was."))
    return see("governance:edit_decision", found.city.slug, again.slug)


@require_POST
def draw_roll(request: HttpRequest, slug: str) -> HttpResponse:
    """List who could vote, so that who is in the meeting can be marked before it opens."""
    asked, found = cast(ParticipantRequest, request), decision_here(request, slug)
    if not permissions.can_open(asked.user, found):
        raise PermissionDenied
    try:
        acts.draw_roll(by=asked.user, decision=found, at=timezone.now())
    except acts.CannotOpen as refusal:
        messages.error(request, str(refusal))
        return see_decision(found)
    return see("governance:roll", asked.city.slug, found.slug)

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part
from muara.web.accounts.models import Participant
from muara.web.concerns import actions
from muara.web.concerns.forms.moderating import IntoForm, ReasonForm, TextForm
from muara.web.concerns.forms.wording import StatementForm
from muara.web.concerns.models import Statement, Topic
from muara.web.concerns.permissions import can_read_statement, writable_by
from muara.web.concerns.queries.topics import origins_of
from muara.web.concerns.text import advice_on
from muara.web.concerns.views.common import facilitator_of, is_facilitator, see, topic_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    asked, now, topic = cast(ParticipantRequest, request), timezone.now(), topic_or_404(request, slug)
    person = participant_of(request)
    may_write = topic.who_may_write in writable_by(person)
    context: dict[str, Any] = {"topic": topic, "form": StatementForm(now=now), "may_write": may_write}
    if request.method != "POST":
        return render(request, "concerns/write.html", context)
    if not may_write:
        raise PermissionDenied
    context["form"] = form = StatementForm(request.POST, now=now)
    if not form.is_valid():
        return render(request, "concerns/write.html", context, status=422)
    text, role = form.cleaned_data["text"], form.cleaned_data["role"]
    if (advice := advice_on(text)) and "insist" not in request.POST:
        return render(request, "concerns/write.html", context | {"advice": advice}, status=422)
    try:
        written = actions.write_statement(by=take_part(request), topic=topic, text=text, role=role, at=now)
    except actions.AlreadyWritten as refusal:
        return render(
            request, "concerns/write.html", context | {"told": str(refusal), "same": refusal.statement}, status=409
        )
    except actions.CannotWriteStatement as refusal:
        return render(request, "concerns/write.html", context | {"told": str(refusal)}, status=409)
    messages.success(
        request,
        _("Your statement is kept. People vote on it now, and your own vote counts as agreement.")
        if topic.moderation == Topic.Moderation.AFTER
        else _("Your statement is kept. A facilitator reads it first; then people vote on it."),
    )
    return see("concerns:statement", asked.city.slug, topic.slug, written.number)


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    topic, person = topic_or_404(request, slug), participant_of(request)
    found = get_object_or_404(
        topic.statements.select_related("successor", "topic__city"), number=min(number, 2**31 - 1)
    )
    if request.method == "POST":
        return _change(request, topic, found, person)
    if not can_read_statement(person, found, is_facilitator=is_facilitator(request)):
        raise Http404(_("There is no such statement here."))
    return _page(request, topic, found, person)


def _page(
    request: HttpRequest,
    topic: Topic,
    found: Statement,
    person: Participant | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "topic": topic,
        "statement": found,
        "origins": origins_of(found),
        "versions": list(found.versions.order_by("version")),
        "predecessors": list(found.predecessors.order_by("number")),
        "is_mine": person is not None and found.author_id == person.pk,
        "may_change": is_facilitator(request),
        "text_form": TextForm(initial={"text": found.text}, auto_id="kata_%s"),
        "new_form": TextForm(initial={"text": found.text}, auto_id="baru_%s"),
        "into_form": IntoForm(auto_id="ke_%s"),
        "reason_form": ReasonForm(auto_id="sebab_%s"),
    } | more
    return render(request, "concerns/statement.html", context, status=status)


def _change(request: HttpRequest, topic: Topic, found: Statement, person: Participant | None) -> HttpResponse:
    """Mend, replace, merge, take back or look again: one step of a facilitator."""
    by, now, step = facilitator_of(request), timezone.now(), request.POST.get("step", "")
    shown = {
        "mend": ("text_form", TextForm(request.POST, auto_id="kata_%s")),
        "replace": ("new_form", TextForm(request.POST, auto_id="baru_%s")),
        "merge": ("into_form", IntoForm(request.POST, auto_id="ke_%s")),
        "withdraw": ("reason_form", ReasonForm(request.POST, auto_id="sebab_%s")),
        "reconsider": ("", None),
    }
    if step not in shown:
        return _page(request, topic, found, person, told=_("Choose what to do with it."), status=422)
    name, form = shown[step]
    more: dict[str, Any] = {"step": step} | ({name: form} if form else {})
    if form is not None and not form.is_valid():
        return _page(request, topic, found, person, status=422, **more)
    given = form.cleaned_data if form else {}
    try:
        if step == "mend":
            actions.mend_typo(by=by, statement=found, text=given["text"], at=now)
            told = _("The typo is mended; the votes stay.")
        elif step == "replace":
            found = actions.replace_statement(by=by, statement=found, text=given["text"], at=now)
            told = _("This is the new statement. The old one keeps its votes and is voted on no more.")
        elif step == "merge":
            into = topic.statements.filter(number=given["into"]).first()
            if into is None:
                raise actions.CannotModerate(_("This topic has no statement of that number."))
            actions.merge_statements(by=by, statement=found, into=into, at=now)
            told = _("The statement is merged.")
        elif step == "withdraw":
            actions.withdraw_statement(by=by, statement=found, reason=given["reason"], at=now)
            told = _("The statement is taken back. Its author is told why.")
        else:
            actions.reconsider_statement(by=by, statement=found, at=now)
            told = _("The statement waits for a decision again.")
    except (actions.CannotModerate, actions.CannotWordStatement) as refusal:
        found.refresh_from_db()
        return _page(request, topic, found, person, told=str(refusal), status=409, **more)
    messages.success(request, told)
    return see("concerns:statement", topic.city.slug, topic.slug, found.number)

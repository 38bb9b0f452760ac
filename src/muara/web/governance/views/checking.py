"""So that nobody has to believe: a receipt looked up, the log and its head, the bundle, the witnesses."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.engine.ledger import canonical
from muara.formats.decision_bundle import SCRIPT, write_bundle
from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer
from muara.web.governance.actions import witnesses as acts
from muara.web.governance.forms.decisions import CodeForm, WitnessForm
from muara.web.governance.models import Decision, KeptHead, Witness
from muara.web.governance.queries import log
from muara.web.governance.views.decision_common import decision_here, see
from muara.web.network.views.common import worked_through


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Look a receipt up: where it lies in which log, under which head, by which proof."""
    asked = cast(ParticipantRequest, request)
    pasted = request.GET.get("tanda", "")
    form = CodeForm(request.GET if pasted else None)
    found = log.check_receipt_text(form.cleaned_data["tanda"], asked.city) if pasted and form.is_valid() else None
    closed = Decision.objects.in_city(asked.city).filter(state=Decision.State.CLOSED).order_by("-closed_at", "-pk")
    context = {"form": form, "found": found, "pasted": pasted, "closed": list(closed[:20])}
    return render(request, "governance/check.html", context)


@require_safe
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the log of a decision: its head to copy or photograph, its events, and how to count again."""
    found = opened_here(request, slug)
    head = log.signed_head(found)
    kept = found.kept_heads.select_related("witness").order_by("-size", "pk")[:50]
    context = {
        "decision": found,
        "head": head,
        "head_text": canonical(head.to_data()).decode(),
        "kept": list(kept),
        "kinds": _kinds(found),
    }
    return render(request, "governance/ledger.html", context)


def opened_here(request: HttpRequest, slug: str) -> Decision:
    found = decision_here(request, slug)
    if not (found.is_open or found.is_closed):
        raise Http404(_("Its log begins with the opening."))
    return found


def _kinds(found: Decision) -> list[tuple[str, int]]:
    """Count the events of a log by kind."""
    words = {
        "open": _("opening"),
        "ballot": _("ballots, changed ones too"),
        "sealed": _("sealed ballots"),
        "hands": _("counts of hands"),
        "objection": _("objections raised"),
        "moved": _("objections moved on"),
        "close": _("close"),
    }
    return [(words.get(kind, kind), n) for kind, n in log.kinds_of(found)]


@require_safe
def bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the whole decision as one file that a stranger can count again."""
    found = decision_here(request, slug)
    if not found.is_closed:
        raise Http404(_("The file is made when the decision is closed."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keputusan.tar"
        write_bundle(log.bundle(found), path)
        answer = HttpResponse(path.read_bytes(), content_type="application/x-tar")
    answer["Content-Disposition"] = f'attachment; filename="keputusan-{found.slug}.tar"'
    return answer


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Give the program that counts again, by itself."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hitung-ulang.py"'
    return answer


def _witness_of(request: HttpRequest) -> Witness | None:
    asked, user = cast(ParticipantRequest, request), user_of(request)
    if user is None:
        return None
    return Witness.objects.filter(city=asked.city, user=user, until_at=None).first()


@require_http_methods(["GET", "HEAD", "POST"])
def witnesses(request: HttpRequest) -> HttpResponse:
    """Show who keeps heads of this city; the secretariat names another."""
    asked = cast(ParticipantRequest, request)
    may_name = can_administer(user_of(request), asked.city)
    if request.method == "POST" and not may_name:
        raise PermissionDenied
    form = WitnessForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        user = User.objects.filter(email__iexact=given["email"], is_active=True).first()
        if user is None:
            raise acts.CannotNameWitness(_("Nobody has an account with this e-mail. They open one first."))
        acts.name_witness(
            by=asked.user, city=asked.city, user=user, name=given["name"], hub=given["hub"], at=timezone.now()
        )
        messages.success(request, _("%(name)s is a witness now.") % {"name": given["name"]})
        return see("governance:witnesses", asked.city.slug)

    mine = _witness_of(request)
    opened = (Decision.State.OPEN, Decision.State.CLOSED)
    rows = Decision.objects.in_city(asked.city).filter(state__in=opened).order_by("-opened_at", "-pk")
    standing = Witness.objects.filter(city=asked.city, until_at=None).order_by("name", "pk")
    context = {"witnesses": list(standing), "mine": mine, "decisions": list(rows[:40]), "may_name": may_name}
    return worked_through(request, form, "governance/witnesses.html", context, act, acts.CannotNameWitness)


@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a witness keep the head of a log, and compare one they kept with the log of today."""
    found, mine = opened_here(request, slug), _witness_of(request)
    asked = cast(ParticipantRequest, request)
    if mine is None:
        raise PermissionDenied
    if request.method == "POST":
        _keep_or_check(request, asked.user, found)
        return see("governance:witness", found.city.slug, found.slug)
    head = log.signed_head(found)
    context = {
        "decision": found,
        "head": head,
        "head_text": canonical(head.to_data()).decode(),
        "kept": list(found.kept_heads.filter(witness=mine).order_by("-size", "pk")),
        "witness": mine,
    }
    return render(request, "governance/witness.html", context)


def _keep_or_check(request: HttpRequest, by: User, found: Decision) -> None:
    now, pk = timezone.now(), request.POST.get("kept", "")
    try:
        if pk.isascii() and pk.isdigit() and len(pk) < 19:
            kept = get_object_or_404(KeptHead.objects.filter(decision=found, witness__user=by), pk=int(pk))
            acts.check_head(by=by, kept=kept, at=now)
            kept.refresh_from_db()
            if kept.is_consistent:
                messages.success(request, _("The log of today begins with the log you kept."))
            else:
                messages.error(request, _("The log of today is not the one you kept. Tell the other witnesses."))
        else:
            acts.keep_head(by=by, decision=found, at=now)
            messages.success(request, _("The head is kept."))
    except acts.CannotKeepHead as refusal:
        messages.error(request, str(refusal))

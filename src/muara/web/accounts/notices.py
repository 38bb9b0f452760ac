"""The sentences of notices and of the audit log. Each room owns its own, in its `notices.py`.

A room writes, beside its actions::

    NOTICES = {"statement_accepted": _("Your sentence “%(text)s” is now voted on.")}
    VERBS = {"accepted_statement": _("accepted a statement")}

`accounts.audit.tell(participant, "statement_accepted", …, text=…)` and `record("accepted_statement", …)` use the
keys; this module finds the dictionaries of every room, so that nobody upstream has to know who is downstream.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Membership

Sentences = Mapping[str, str | Promise]

NOTICES: Sentences = {
    "verified_by_hall": _("You were seen at a session. Your vote now counts among the verified."),
    "verified_by_roll": _("You are on a member roll. Your vote now counts among the verified."),
    "invitation_used": _("Somebody accepted your invitation."),
    "code_shown": _(
        "A facilitator read out a sign-in code for your phone. If that was not you, tell the secretariat."
    ),
    "role_given": _("You are now %(role)s of this city."),
    "role_withdrawn": _("You are no longer %(role)s of this city."),
}
VERBS: Sentences = {
    "admitted": _("joined the city"),
    "claimed": _("signed in and kept the votes of their phone"),
    "account_opened": _("opened an account"),
    "password_given": _("was given a new password by the operator"),
    "assisted": _("opened a participation for somebody without a phone"),
    "verified_by_hall": _("was seen at a session"),
    "verified_by_roll": _("was found on a member roll"),
    "roll_pasted": _("added people to the member roll"),
    "invited": _("made an invitation"),
    "invitation_accepted": _("accepted an invitation"),
    "stopped_reminders": _("stopped reminders by e-mail"),
    "wants_reminders": _("asked for reminders by e-mail"),
    "described": _("described themselves"),
    "named": _("changed their name"),
    "described_city": _("chose the words of the city"),
    "city_figure_recorded": _("wrote down a figure of the city"),
    "city_figure_withdrawn": _("took a figure of the city off the pages"),
    "code_shown": _("read out a sign-in code"),
    "role_given": _("gave a role"),
    "role_withdrawn": _("withdrew a role"),
    "erased": _("erased their personal data"),
    "exported_audit": _("downloaded the audit log"),
}


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _of_every_room(name: str) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    for room in apps.get_app_configs():
        if not room.name.startswith("muara.") or room.module is None:
            continue
        if module_has_submodule(room.module, "notices"):
            own: Sentences = getattr(import_module(f"{room.name}.notices"), name, {})
            if doubled := found.keys() & own.keys():
                raise ImproperlyConfigured(f"{room.name} says {sorted(doubled)} again: {name} has one owner each.")
            found |= own
    return found


@cache
def notices() -> dict[str, str | Promise]:
    return _of_every_room("NOTICES")


@cache
def verbs() -> dict[str, str | Promise]:
    return _of_every_room("VERBS")


def sentence(kind: str, params: Mapping[str, Any]) -> str:
    """Return what a notice says, in the language of the reader; what was not told stays a gap."""
    template = notices().get(kind)
    if (role := params.get("role")) in Membership.Role.values:
        params = {**params, "role": Membership.Role(role).label}
    return kind.replace("_", " ") if template is None else str(template) % _Gaps(params)


def verb_in_words(verb: str) -> str:
    return str(verbs().get(verb, verb.replace("_", " ")))

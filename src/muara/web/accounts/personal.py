"""What the program holds about a person, and what becomes of it when they take it along or leave.

Every relation of every room to `Participant` or `User` is named once, in the `personal.py` of its room::

    HELD = {"concerns.vote.participant": Held(fields=("statement__text", "value", "cast_at"))}

A relation that nobody named fails `tests/test_personal.py`: no table can hold people without an answer to three
questions. What do they get in their own download (`fields`)? What happens when a guest turns out to be somebody
(`claim`)? What happens when they ask to be forgotten (`erase`)?
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Held:
    """One relation to a person.

    claim: MOVE the rows to who signed in, leave them to a STEP of `MUARA_CLAIM_STEPS`, or let them STAY.
    erase: KEEP the row, which then points to somebody without a name, or DELETE it.
    is_voice: whether such a row means that the person has spoken.
    """

    fields: tuple[str, ...] = ()
    claim: Literal["MOVE", "STEP", "STAY"] = "STAY"
    erase: Literal["KEEP", "DELETE"] = "KEEP"
    is_voice: bool = False


HELD: dict[str, Held] = {
    "accounts.participant.user": Held(
        fields=(
            "city__name",
            "tier",
            "verified_by",
            "sector",
            "district__name",
            "hub",
            "wants_reminders",
            "joined_at",
        ),
    ),
    "accounts.participant.invited_by": Held(claim="MOVE"),
    "accounts.participant.assisted_by": Held(),
    "accounts.participant.merged_into": Held(),
    "accounts.membership.user": Held(fields=("city__name", "role", "since_at"), erase="DELETE"),
    "accounts.invitation.invited_by": Held(
        fields=("created_at", "expires_at", "used_at"), claim="MOVE", erase="DELETE"
    ),
    "accounts.invitation.used_by": Held(claim="MOVE"),
    "accounts.notice.participant": Held(fields=("kind", "params", "at", "read_at"), claim="MOVE", erase="DELETE"),
    "accounts.rollentry.added_by": Held(),
    "accounts.rollentry.matched": Held(fields=("source", "matched_at"), claim="MOVE"),
    "accounts.deliveredcode.shown_by": Held(),
    "accounts.deliveredcode.user": Held(erase="DELETE"),
    "accounts.auditline.by_user": Held(fields=("at", "verb", "what", "what_id")),
    "accounts.auditline.by_participant": Held(fields=("at", "verb", "what", "what_id")),
    "account.emailaddress.user": Held(fields=("email", "verified", "primary"), erase="DELETE"),
    "mfa.authenticator.user": Held(fields=("type", "created_at", "last_used_at"), erase="DELETE"),
}


@cache
def held() -> dict[str, Held]:
    """Return the answers of every room."""
    found: dict[str, Held] = {}
    for room in apps.get_app_configs():
        if room.name.startswith("muara.") and room.module and module_has_submodule(room.module, "personal"):
            found |= import_module(f"{room.name}.personal").HELD
    return found


@dataclass(frozen=True)
class Relation:
    """A field of a table that points to a person."""

    model: type[models.Model]
    field: str
    to: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def answer(self) -> Held:
        return held()[self.key]


def relations() -> list[Relation]:
    """Walk every table for fields that point to a participant or a user; the back office's own log is left out."""
    people = {"accounts.participant", "accounts.user"}
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in {"admin.logentry", "accounts.user_groups", "accounts.user_user_permissions"}:
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            label = target._meta.label_lower if isinstance(target, type) and field.concrete else ""
            if label in people:
                found.append(Relation(model, field.name, label))
    return sorted(found, key=lambda relation: relation.key)

"""Whether somebody is reminded by e-mail, and in which language they are written to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User


@transaction.atomic
def choose_reminders(*, by: Participant, wants: bool, at: datetime) -> Participant:
    """Keep whether somebody is reminded by e-mail of what waits for them in their city."""
    person = Participant.objects.select_for_update(of=("self",)).select_related("city").get(pk=by.pk)
    if person.wants_reminders != wants:
        person.wants_reminders = wants
        person.save(update_fields=["wants_reminders"])
        record("wants_reminders" if wants else "stopped_reminders", person, by=person, city=person.city, at=at)
    by.wants_reminders = wants
    return person


def keep_language(*, by: User, language: str) -> None:
    """Keep the language that somebody reads in, for what is written to them while they are away."""
    if language in dict(settings.LANGUAGES) and by.language != language:
        User.objects.filter(pk=by.pk).update(language=language)
        by.language = language

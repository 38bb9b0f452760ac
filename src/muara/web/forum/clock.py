"""What the clock does for evenings that are over: notes that minutes are locked, reminds of what was promised."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muara.web.accounts.mail import address_of, letters_leave, stop_link
from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.forum.actions.followups import REMIND_BEFORE, remind_of_follow_up
from muara.web.forum.actions.minutes import note_lock
from muara.web.forum.models import FollowUp, Minutes
from muara.web.forum.models.minutes import CORRECTION
from muara.web.forum.queries.followups import due_for_reminder
from muara.web.tasks.queue import Work, background


@background(lease=300)
def look_after_minutes(work: Work) -> None:
    """Note which minutes are locked now. The lock itself needs no note: see `Minutes.is_locked`."""
    now = timezone.now()
    for minutes in Minutes.objects.filter(published_at__lte=now - CORRECTION, lock_noted_at=None).order_by("pk"):
        note_lock(minutes=minutes, at=now)


@background(lease=300)
def remind_of_follow_ups(work: Work) -> None:
    """Remind of what is due within three days; each is noted before a letter leaves, so that none leaves twice."""
    now = timezone.now()
    for city in City.objects.order_by("pk"):
        today = now.astimezone(ZoneInfo(city.time_zone)).date()
        for follow_up in due_for_reminder(city, today + REMIND_BEFORE):
            told = remind_of_follow_up(follow_up=follow_up, today=today, at=now)
            if told is not None and letters_leave(city):
                _write_to(told, follow_up, city)


def _write_to(person: Participant, follow_up: FollowUp, city: City) -> None:
    if not (address := address_of(person)):
        return
    language = person.user.language if person.user else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        body = _(
            "At %(session)s of %(city)s it was said that this would be done by %(day)s:\n\n%(what)s\n\n"
            "Say how it stands, also if it will not be done:\n%(link)s\n\nNo more reminders: %(stop)s"
        ) % {
            "session": follow_up.session.label,
            "city": city.name,
            "day": date_format(follow_up.due_date, "j F Y"),
            "what": follow_up.what,
            "link": settings.BASE_URL + reverse("forum:follow_up", args=[city.slug, follow_up.pk]),
            "stop": stop_link(person, city),
        }
        send_mail(_("Soon due: %(what)s") % {"what": follow_up.what}, body, None, [address])

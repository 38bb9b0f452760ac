"""What people who registered are told while they are away: by notice always, by e-mail where one is known."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muara.web.accounts.audit import tell
from muara.web.accounts.mail import address_of, letters_leave, stop_link
from muara.web.accounts.models import Participant
from muara.web.forum.models import Registration, Session
from muara.web.tasks.queue import Work, background, enqueue_once
from muara.web.ui.templatetags.muara import moment

MOVED_UP, CANCELLED, CHANGED = "moved_up", "session_cancelled", "session_changed"


def tell_of_a_place(registration: Registration, session: Session, at: datetime) -> None:
    _tell(registration, MOVED_UP, session, at)


def tell_everybody(kind: str, session: Session, at: datetime) -> None:
    """Tell all who have a place, or wait for one, that their evening is cancelled or changed."""
    known = session.registrations.standing().exclude(participant=None).order_by("pk")
    for registration in known.select_related("participant__user"):
        _tell(registration, kind, session, at)


def _tell(registration: Registration, kind: str, session: Session, at: datetime) -> None:
    person, city = registration.participant, session.city
    tell(
        person,
        kind,
        city=city,
        at=at,
        link=reverse("forum:my_registration", args=[city.slug, session.number]),
        session=session.label,
        question=session.question,
        reason=session.cancel_reason,
    )
    if person is not None and letters_leave(city) and address_of(person):
        enqueue_once(
            send_letter,
            key=f"place-letter:{kind}:{registration.pk}",
            registration_id=registration.pk,
            kind=kind,
        )


@background(lease=120, max_attempts=8, backoff=60)
def send_letter(work: Work, registration_id: int, kind: str) -> None:
    """Send a letter that still has a reason; a worker that dies on the way may send it twice."""
    rows = Registration.objects.standing().select_related("session__city", "participant__user")
    registration = rows.filter(pk=registration_id).first()
    if registration is None or registration.participant is None or not _holds(kind, registration):
        return
    if to := address_of(registration.participant):
        message_to(registration.participant, to, registration.session, kind).send()


def message_to(person: Participant, to: str, session: Session, kind: str) -> EmailMessage:
    """Write to somebody in their language, in the time of the city."""
    city, stop = session.city, stop_link(person, session.city)
    language = (person.user.language if person.user else "") or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(city.time_zone):
        page = settings.BASE_URL + reverse("forum:my_registration", args=[city.slug, session.number])
        known = {
            "session": session.label,
            "question": session.question,
            "when": moment(session.starts_at),
            "venue": session.venue,
            "reason": session.cancel_reason,
            "city": city.name,
            "page": page,
            "stop": stop,
        }
        subject, told = {
            MOVED_UP: (
                _("You have a place: %(session)s"),
                _(
                    "A place became free, and it is yours: %(session)s, “%(question)s”.\n%(when)s, %(venue)s.\n\n"
                    "If you cannot come, give it back here, so that the next one may:\n%(page)s"
                ),
            ),
            CANCELLED: (
                _("Cancelled: %(session)s"),
                _("%(session)s, “%(question)s”, on %(when)s does not take place.\n\n%(reason)s\n\n%(page)s"),
            ),
            CHANGED: (
                _("Another time or place: %(session)s"),
                _(
                    "%(session)s, “%(question)s”, is now on %(when)s, %(venue)s.\n\n"
                    "If you cannot come, give your place back here:\n%(page)s"
                ),
            ),
        }[kind]
        end = _(
            "You get this because you registered for this evening in %(city)s. To get no letters any more, "
            "without signing in:\n%(stop)s"
        )
        body = f"{told % known}\n\n{end % known}\n"
        subject %= known
    return EmailMessage(subject, body, None, [to], headers={"List-Unsubscribe": f"<{stop}>"})


def _holds(kind: str, registration: Registration) -> bool:
    status = registration.session.status
    if kind == MOVED_UP:
        return registration.status == Registration.Status.CONFIRMED and status == Session.Status.ANNOUNCED
    return status == (Session.Status.CANCELLED if kind == CANCELLED else Session.Status.ANNOUNCED)

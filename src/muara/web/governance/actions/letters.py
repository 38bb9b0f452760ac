"""Reminders by e-mail: each is claimed before it is sent, so that whatever dies sends none twice.

A letter cannot be sent and noted in one transaction. It is noted first: a worker that is killed between the two
leaves a letter of which nobody knows whether it left (`is_tried`), and that is not sent again. Only where the mail
server said that it took nothing does the letter wait for another try. What was sent, or has no reason any more, is
deleted at once: the table never tells who was reminded, and nothing of it is left after the close (T5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.mail import address_of, letters_leave, stop_link
from muara.web.accounts.models import Participant
from muara.web.governance.models import Decision, ReminderLetter
from muara.web.governance.queries.decisions import awaits
from muara.web.tasks.queue import CannotBeDone, Work, background, enqueue_once
from muara.web.ui.templatetags.muara import moment

FEWEST_WRITTEN_TO = 5  # of a secret ballot: a letter cannot be taken back (settled: smallest cell)


class LettersWait(Exception):
    """The mail server took nothing for now; the task is tried again."""


@dataclass(frozen=True)
class Letter:
    """One reminder that was claimed: nobody else sends it."""

    pk: int
    message: EmailMessage


def want_letters(*, decision: Decision, people: Iterable[int], at: datetime) -> int:
    """Have a reminder written to each of these people, once; called where the reminder itself is noted.

    Nobody is written to where no e-mail leaves the server. In a secret decision, few letters would tell the mail
    server of single people that they had drawn no slip yet: there the notice in the program has to do.
    """
    to = sorted(people)
    is_few = decision.is_secret and len(to) < FEWEST_WRITTEN_TO
    if not letters_leave(decision.city) or is_few or not to:
        return 0
    ReminderLetter.objects.bulk_create(ReminderLetter(decision=decision, participant_id=pk) for pk in to)
    enqueue_once(send_letters, key=f"reminder-letters:{decision.pk}", decision_id=decision.pk)
    return len(to)


@transaction.atomic
def claim_letter(*, decision: Decision, at: datetime) -> Letter | None:
    """Take the next letter that still has a reason, and note that it was tried; None when none is left."""
    waiting = ReminderLetter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        decision=decision, is_tried=False
    )
    decision.refresh_from_db(fields=["state", "closes_at"])
    for row in waiting.select_related("participant__user").order_by("pk"):
        to = address_of(row.participant) if decision.takes_ballots(at) else ""
        if not to or not awaits(decision, row.participant):
            row.delete()
            continue
        letter = Letter(row.pk, message_to(row.participant, to, decision))
        row.is_tried = True
        row.save(update_fields=["is_tried"])
        return letter
    return None


def letter_left(*, letter: Letter) -> None:
    """Forget a letter that needs nothing more: it was sent, or the mail server will never take it."""
    ReminderLetter.objects.filter(pk=letter.pk).delete()


def letter_stayed(*, letter: Letter) -> None:
    """Let a letter wait again that the mail server is known not to have taken."""
    ReminderLetter.objects.filter(pk=letter.pk).update(is_tried=False)


def drop_letters(*, decision: Decision) -> None:
    """Delete what is left of the letters of a decision that closes."""
    decision.reminder_letters.all().delete()


def message_to(person: Participant, to: str, decision: Decision) -> EmailMessage:
    """Write a reminder in the language of its reader. It holds no choice: none was read."""
    city = decision.city
    language = (person.user.language if person.user else "") or settings.LANGUAGE_CODE
    stop = stop_link(person, city)
    with translation.override(language), timezone.override(city.time_zone):
        page = settings.BASE_URL + reverse("governance:decision", args=[city.slug, decision.slug]) + "#suaraku"
        known = {
            "title": decision.title,
            "city": city.name,
            "until": moment(decision.closes_at),
            "page": page,
            "stop": stop,
        }
        subject = _("Closes soon: %(title)s") % known
        if decision.is_secret:
            told = _(
                "“%(title)s” takes ballots until %(until)s.\n\n"
                "It is a secret ballot: you vote with the code of a slip, and no slip was handed out to you yet. "
                "Ask whoever keeps the meeting for one. The way to the booth:\n%(page)s"
            )
        else:
            told = _(
                "“%(title)s” takes ballots until %(until)s, and none of yours is written down yet.\n\n"
                "Vote here:\n%(page)s"
            )
        end = _(
            "If you have done so in the meantime, there is nothing more to do.\n\n"
            "You get this because you are on the roll of this decision in %(city)s. It is the only reminder. "
            "To get none any more, without signing in:\n%(stop)s"
        )
        body = f"{told % known}\n\n{end % known}\n"
    return EmailMessage(subject, body, None, [to], headers={"List-Unsubscribe": f"<{stop}>"})


@background(lease=300, max_attempts=8, backoff=60)
def send_letters(work: Work, decision_id: int) -> None:
    """Send the reminders of a decision that wait; the rest waits for another attempt if the server takes none."""
    decision = Decision.objects.select_related("city").filter(pk=decision_id).first()
    if decision is None or not letters_leave(decision.city):
        raise CannotBeDone("No letters leave this server.")
    n_sent = n_refused = n_unknown = 0
    stayed: list[Letter] = []
    connection = get_connection()
    connection.open()  # a server that does not answer costs no letter
    try:
        while (letter := claim_letter(decision=decision, at=timezone.now())) is not None:
            letter.message.connection = connection
            try:
                letter.message.send()
            except Exception as error:  # noqa: BLE001 (a mail server may fail in any way)
                code = _answer(error)
                if code is None:
                    n_unknown += 1
                elif code < 500:
                    stayed.append(letter)
                else:
                    n_refused += 1
                    letter_left(letter=letter)
                connection.close()
                connection.open()
            else:
                n_sent += 1
                letter_left(letter=letter)
    finally:
        connection.close()
        for one in stayed:
            letter_stayed(letter=one)
        if n_sent or n_refused or n_unknown:
            counts = {"n": n_sent, "refused": n_refused, "unknown": n_unknown}
            record("mailed_reminders", decision, by=None, city=decision.city, at=timezone.now(), **counts)
    if stayed:
        raise LettersWait(f"The mail server takes {len(stayed)} letters later.")


def _answer(error: Exception) -> int | None:
    """Return the number with which a mail server said that it took nothing; None where it said nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        return max((code for code, _why in error.recipients.values()), default=None)
    if isinstance(error, SMTPResponseException):
        return int(error.smtp_code)
    return 550 if isinstance(error, ValueError) else None  # an address that cannot even be written

"""Writing, publishing and locking minutes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Notice, User
from muara.web.forum.actions.running import publish_session
from muara.web.forum.hashing import BEGINNING, hash_of
from muara.web.forum.minutes_text import TITLES, missing_parts
from muara.web.forum.models import Minutes, MinutesVersion, Session
from muara.web.forum.permissions import can_run_sessions

MAX_TEXT, MAX_WHY = 60_000, 200


class CannotDraftMinutes(Exception):
    """The draft was refused; the message is fit to show to the person."""


class CannotEditMinutes(Exception):
    """The wording was refused; the message is fit to show to the person."""


class CannotPublishMinutes(Exception):
    """The step was refused; the message is fit to show to the person."""


@transaction.atomic
def draft_minutes(*, by: User, session: Session, text: str, why: str, at: datetime) -> MinutesVersion:
    """Begin the minutes of an evening with a text, or begin them anew while nobody else has seen them.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotDraftMinutes
        If the evening is not over, or its minutes are out.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status not in {Session.Status.CLOSED, Session.Status.PUBLISHED}:
        raise CannotDraftMinutes(_("Close the session first; then its minutes can be put together."))
    minutes, _is_new = Minutes.objects.get_or_create(session=session)
    if minutes.is_published:
        raise CannotDraftMinutes(_("The minutes are out. Correct them instead of beginning anew."))
    if problem := problem_of(text):
        raise CannotDraftMinutes(problem)
    version = add_version(minutes, by=by, text=text, why=why, at=at)
    record("drafted_minutes", minutes, by=by, city=session.city, at=at, version=version.number)
    return version


@transaction.atomic
def edit_minutes(*, by: User, minutes: Minutes, text: str, why: str, at: datetime) -> MinutesVersion:
    """Add a wording to minutes that are not locked; once they are out, with the reason.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotEditMinutes
        If the minutes are locked, a part is missing, nothing changed, or the reason is.
    """
    session = minutes.session
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    minutes = locked(minutes)
    if minutes.is_locked(at):
        raise CannotEditMinutes(locked_words())
    why = " ".join(why.split())
    if minutes.is_published and not why:
        raise CannotEditMinutes(_("Say in a few words what you changed; the history shows it."))
    if len(why) > MAX_WHY:
        raise CannotEditMinutes(_("Keep the reason within 200 characters."))
    if problem := problem_of(text):
        raise CannotEditMinutes(problem)
    if newest(minutes).text == normal(text):
        raise CannotEditMinutes(_("Nothing was changed, so there is nothing to keep."))
    version = add_version(minutes, by=by, text=text, why=why or _("Worked on the draft"), at=at)
    record("edited_minutes", minutes, by=by, city=session.city, at=at, version=version.number)
    return version


@transaction.atomic
def publish_minutes(*, by: User, minutes: Minutes, at: datetime) -> Minutes:
    """Bring the newest wording out, with the record of the evening; for seven days it can be corrected.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotPublishMinutes
        If they are out already.
    """
    session = minutes.session
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    minutes = locked(minutes)
    if minutes.is_published:
        raise CannotPublishMinutes(_("These minutes are out already."))
    if session.status == Session.Status.CLOSED:
        publish_session(by=by, session=session, at=at)
    minutes.published_at, minutes.published_number = at, newest(minutes).number
    minutes.save(update_fields=["published_at", "published_number"])
    tell_who_was_there(minutes, at)
    record("published_minutes", minutes, by=by, city=session.city, at=at, version=minutes.published_number)
    return minutes


@transaction.atomic
def note_lock(*, minutes: Minutes, at: datetime) -> bool:
    """Write down, once, that the seven days of minutes are over; say whether this call did.

    The lock itself needs no row: every action asks the clock.
    """
    minutes = locked(minutes)
    if not minutes.is_locked(at) or minutes.lock_noted_at is not None:
        return False
    minutes.lock_noted_at = at
    minutes.save(update_fields=["lock_noted_at"])
    record("locked_minutes", minutes, by=None, city=minutes.session.city, at=at, version=newest(minutes).number)
    return True


def locked(minutes: Minutes) -> Minutes:
    """Take the row in which two writers of the same minutes wait for each other."""
    return (
        Minutes.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session__city")
        .get(pk=minutes.pk)
    )


def newest(minutes: Minutes) -> MinutesVersion:
    return minutes.versions.order_by("-number")[0]


def add_version(minutes: Minutes, *, by: User, text: str, why: str, at: datetime) -> MinutesVersion:
    """Add a wording whose hash goes over the one before. The row of the minutes has to be locked."""
    last = minutes.versions.order_by("-number").first()
    number, text = (last.number if last else 0) + 1, normal(text)
    return MinutesVersion.objects.create(
        minutes=minutes,
        number=number,
        text=text,
        why=why,
        by=by,
        at=at,
        hash=hash_of(last.hash if last else BEGINNING, number=number, text=text, why=why, at=at),
    )


def normal(text: str) -> str:
    return text.strip() + "\n"


def problem_of(text: str) -> str:
    """Say what is wrong with the form of minutes, or nothing."""
    if len(text) > MAX_TEXT:
        return _("The minutes are too long. Keep them within 60,000 characters.")
    if missing := missing_parts(text):
        names = ", ".join(f"“## {part}. {TITLES[part]}”" for part in missing)
        return _(
            "All ten parts have to stay, in their order. Put this heading back on a line of its own: %(names)s. "
            "Where there is nothing to say, say that."
        ) % {"names": names}
    return ""


def locked_words() -> str:
    return _(
        "The seven days of correction are over and the minutes are locked. What is still wrong belongs into the "
        "minutes of the next evening."
    )


def tell_who_was_there(minutes: Minutes, at: datetime) -> int:
    """Tell those who came in by the code that the minutes are out and can be corrected."""
    session = minutes.session
    link = reverse("forum:minutes", args=[session.city.slug, session.number])
    present = session.attendances.order_by("participant_id").values_list("participant_id", flat=True)
    notices = [
        Notice(
            city=session.city,
            participant_id=who,
            kind="minutes_published",
            params={"session": session.label, "theme": session.theme},
            link=link,
            at=at,
        )
        for who in present
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    return len(notices)

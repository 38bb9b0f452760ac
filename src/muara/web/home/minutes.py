"""The minutes of an evening as far as it recorded them: from the forum and from every room downstream of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, Statement
from muara.web.forum.minutes_text import Agreed, Parts, Said
from muara.web.forum.models import Contribution, Session, SessionRole
from muara.web.forum.queries import attendance_of, roles_of
from muara.web.forum.queries.attendance import Attended, SectorRow, Source
from muara.web.governance.models import Decision
from muara.web.home.outcome import outcome_of
from muara.web.ui.templatetags.muara import moment

Kind = Contribution.Kind
MOST_DIVIDING = 5


def gather(session: Session) -> Parts:
    """Return the ten parts of the minutes of an evening. What nobody recorded stays empty, and is not made up."""
    notes = list(session.contributions.order_by("at", "pk"))
    by_kind = {kind: [one.text for one in notes if one.kind == kind] for kind in Kind}
    roles = roles_of(session)
    return Parts(
        head=tuple(_head(session, roles)),
        speakers=tuple(role.shown for role in roles if role.kind == SessionRole.Kind.SPARK_SPEAKER),
        points=tuple(session.gist.splitlines()),
        attendance=tuple(_attendance(attendance_of(session))),
        said=tuple(_said(session, notes)),
        threads=(*by_kind[Kind.THREAD], *_threads(session)),
        differences=(*by_kind[Kind.DIFFERENCE], *_dividing(session)),
        decisions=(*by_kind[Kind.DECISION], *_decisions(session)),
        follow_ups=tuple(_follow_ups(session)),
        unanswered=tuple(one.text for one in notes if one.kind == Kind.QUESTION and not one.is_answered),
        correction=_(
            "For seven days after they come out, whoever was there may correct these minutes. Then they are "
            "locked."
        ),
    )


def _head(session: Session, roles: list[SessionRole]) -> Iterator[tuple[str, str]]:
    yield _("Forum"), ", ".join(filter(None, (session.city.forum, session.city.forum_in_full)))
    yield _("Number"), session.label
    yield _("Theme"), session.theme
    yield _("Question"), session.question
    yield _("Date"), moment(session.starts_at)
    yield _("Place"), f"{session.venue}, {session.district.name}" if session.district else session.venue
    for kind in (SessionRole.Kind.MODERATOR, SessionRole.Kind.NOTE_TAKER):
        if shown := "; ".join(role.shown for role in roles if role.kind == kind):
            yield str(kind.label).capitalize(), shown


def _attendance(attended: Attended) -> Iterator[str]:
    """Tell who was there as everybody may know it: figures below five stay untold in minutes as well."""
    if attended.source == Source.NONE:
        return
    if attended.total is None:
        yield _("Fewer than five people")
        return
    told = (
        _("%(n)s people, %(m)s sectors") if attended.is_total_exact else _("%(n)s people or more, %(m)s sectors")
    )
    how = _("counted by head") if attended.source == Source.COUNTED else _("those who came in by the code")
    yield f"{told % {'n': attended.total, 'm': attended.n_sectors}} ({how})"
    for row in attended.rows:
        yield f"{row.label or _('No sector named')}: {_people(row, attended)}"
    if attended.has_withheld:
        yield _("Figures below five are not told, nor one that would give them away.")
    if attended.absent and attended.source == Source.COUNTED:
        yield _("Not in the room: %(sectors)s") % {"sectors": ", ".join(attended.absent)}


def _people(row: SectorRow, attended: Attended) -> str:
    if row.n is not None:
        return str(row.n)
    return _("below 5") if attended.is_below_five else _("not told")


def _said(session: Session, notes: list[Contribution]) -> Iterator[Said]:
    for one in notes:
        if one.kind in Contribution.SPOKEN:
            yield Said(one.role, one.get_kind_display(), one.text)
    for concern in Concern.objects.filter(session=session).shown().order_by("raised_at", "pk"):
        yield Said(concern.role or _("somebody present"), str(Kind.CONCERN.label), concern.because)


def _threads(session: Session) -> Iterator[str]:
    found = CommonThread.objects.published().filter(topic__session=session).order_by("number")
    yield from found.values_list("name", flat=True)


def _dividing(session: Session) -> Iterator[str]:
    """Tell on which statements the votes of this evening divide people, by the newest published reading."""
    readings = Reading.objects.everybody().public().filter(topic__session=session).without_people()
    newest: dict[int, Reading] = {}
    for reading in readings.order_by("number"):
        newest[reading.topic_id] = reading
    for reading in newest.values():
        numbers = reading.result.get("divides", [])[:MOST_DIVIDING]
        texts = dict(Statement.objects.votable().filter(topic=reading.topic_id).values_list("number", "text"))
        for number in numbers:
            if number in texts:
                yield _("The votes are divided on: “%(text)s”") % {"text": texts[number]}


def _decisions(session: Session) -> Iterator[str]:
    for decision in _decided(session):
        yield f"{decision.title}: {decision.outcome}" if decision.outcome else decision.title


def _decided(session: Session) -> list[Decision]:
    closed = Decision.objects.in_city(session.city).filter(session=session, state=Decision.State.CLOSED)
    return list(closed.select_related("owner_actor").order_by("closed_at", "pk"))


def _follow_ups(session: Session) -> Iterator[Agreed]:
    for one in session.follow_ups.order_by("due_date", "pk"):
        yield Agreed(one.what, one.who, date_format(one.due_date, "j F Y"))
    for decision in _decided(session):
        if decision.due_date is not None:
            owner = decision.owner_actor.name if decision.owner_actor else decision.owner
            yield Agreed(decision.title, owner or _("not named"), date_format(decision.due_date, "j F Y"))
    for deed in outcome_of(session).deeds:
        if deed.closed_at is None:
            yield Agreed(_("Initiative “%(title)s”") % {"title": deed.title}, deed.owner, deed.phase)

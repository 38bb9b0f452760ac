"""What the pages of minutes know: the newest wording, where it stands on its way, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from muara.web.accounts.models import Participant
from muara.web.forum.hashing import first_broken
from muara.web.forum.minutes_text import Parts, read
from muara.web.forum.models import Contribution, Minutes, MinutesVersion, Session, Suggestion
from muara.web.ui.markdown import passages
from muara.web.ui.paper import Block, Paper
from muara.web.ui.templatetags.muara import moment
from muara.web.ui.word_diff import WORDS, Piece, word_diff

MOST_SHORT = 3
AROUND = 30  # words and spaces that are shown before and after a change


@dataclass(frozen=True)
class Change:
    """One version and what it changed against the one before it; the first that came out changed nothing."""

    version: MinutesVersion
    pieces: tuple[Piece, ...]
    n_words: int

    @property
    def is_first(self) -> bool:
        return not self.pieces


def minutes_of(session: Session) -> Minutes | None:
    return Minutes.objects.select_related("session__city").filter(session=session).first()


def newest_version(minutes: Minutes) -> MinutesVersion:
    return minutes.versions.order_by("-number")[0]


def shown_versions(minutes: Minutes, *, has_drafts: bool = False) -> list[MinutesVersion]:
    """Return the versions that somebody may see, oldest first: from what came out on, or the drafts too."""
    rows = minutes.versions.order_by("number")
    return list(rows if has_drafts else rows.filter(number__gte=minutes.published_number or 0))


def broken_version(minutes: Minutes) -> int | None:
    """Return the first version that was changed behind the program's back, counted from the first draft."""
    return first_broken(minutes.versions.order_by("number"))


def change_of(version: MinutesVersion, before: MinutesVersion | None) -> Change:
    pieces = tuple(word_diff(before.text, version.text)) if before else ()
    return Change(version, tuple(_shortened(pieces)), sum(len(one.text.split()) for one in pieces if one.what))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out the middle of long stretches that did not change, as a person would who reads a change out."""
    for place, one in enumerate(pieces):
        words = WORDS.findall(one.text)
        if one.what or len(words) <= 2 * AROUND:
            yield one
            continue
        begins = "" if place == 0 else "".join(words[:AROUND])
        ends = "" if place == len(pieces) - 1 else "".join(words[-AROUND:])
        yield Piece("", f"{begins}\n…\n{ends}")


def answered(minutes: Minutes) -> list[Suggestion]:
    """Return the corrections that were answered, which everybody sees with the answer."""
    return list(minutes.suggestions.exclude(status=Suggestion.Status.OPEN).order_by("number"))


def waiting(minutes: Minutes) -> list[Suggestion]:
    return list(minutes.suggestions.filter(status=Suggestion.Status.OPEN).order_by("number"))


def own_suggestions(minutes: Minutes, person: Participant | None) -> list[Suggestion]:
    return [] if person is None else list(minutes.suggestions.filter(by=person, status="OPEN").order_by("number"))


def notes_of(session: Session) -> list[Contribution]:
    return list(session.contributions.order_by("at", "pk"))


def roles_said(session: Session) -> list[str]:
    """Return the roles that were written down already, so that one need not be typed twice."""
    said = session.contributions.exclude(role="").order_by("role").values_list("role", flat=True)
    return list(said.distinct()[:50])


def whole_text(title: str, text: str) -> str:
    """Return minutes as a chat shows them: titles and strong words between stars, no other marks."""
    lines = [f"*{title}*"]
    for one in passages(text, bold="*"):
        if one.kind == "heading":
            lines += ["", f"*{one.text}*"]
        elif one.kind == "points":
            lines += [f"{place}. {line}" for place, line in enumerate(one.lines, 1)]
        else:
            lines += [f"- {line}" for line in one.lines] if one.kind == "bullets" else [one.text]
    return "\n".join(lines)


def paper_of(title: str, version: MinutesVersion, locks_at: datetime | None) -> Paper:
    """Return minutes as blocks for A4; the last line says which wording this is."""
    blocks = [
        Block(one.kind, rows=[[line] for line in one.lines])
        if one.kind in {"bullets", "points"}
        else Block(one.kind, one.text)
        for one in passages(version.text)
    ]
    told = _("Version %(n)s of %(day)s. SHA-256 %(hash)s") % {
        "n": version.number,
        "day": moment(version.at),
        "hash": version.hash,
    }
    if locks_at is not None:
        told += ". " + _("Locked from %(day)s.") % {"day": moment(locks_at)}
    return Paper(title, [*blocks, Block("note", told)])


def short_text(title: str, text: str, address: str) -> str:
    """Return what fits into one message: threads, decisions and follow-ups, with where all of it stands."""
    told = read(text)
    lines = [f"*{title}*"]
    for heading, items in _parts_to_send(told):
        if items:
            lines += ["", f"*{heading}*", *(f"- {item}" for item in items[:MOST_SHORT])]
            if more := len(items) - MOST_SHORT:
                lines += [_("- and %(n)s more") % {"n": more}] if more > 0 else []
    return "\n".join([*lines, "", address])


def _parts_to_send(told: Parts) -> Iterable[tuple[str, tuple[str, ...]]]:
    agreed = tuple(", ".join(part for part in (one.what, one.who, one.until) if part) for one in told.follow_ups)
    return (
        (_("Common threads"), told.threads),
        (_("Differences of opinion"), told.differences),
        (_("Decisions"), told.decisions),
        (_("Follow-ups"), agreed),
    )


def state_of(minutes: Minutes, at: datetime) -> str:
    return "DRAFT" if not minutes.is_published else "LOCKED" if minutes.is_locked(at) else "OPEN"

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.formats.polis import Sign
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.common_ground.exports import rows_now, rows_of_reading, zip_of_rows
from muara.web.common_ground.models import Reading
from muara.web.common_ground.permissions import can_export_rows
from muara.web.concerns.models import Topic
from muara.web.ui.text import clean_text

LEAST_PURPOSE = 20


class CannotExportRows(Exception):
    """The export was refused; the message says what is missing."""


@dataclass(frozen=True)
class RowExport:
    """A file that holds the votes person by person, under numbers made for this file alone."""

    name: str
    content: bytes
    sha256: str


@transaction.atomic
def export_rows(*, by: User, topic: Topic, purpose: str, at: datetime, sign: Sign = "opendata") -> RowExport:
    """Hand out the votes of a topic person by person, and record what for.

    They are the votes of the newest published reading, which then can be worked out from them again; as long as
    there is none, the votes of now.

    Parameters
    ----------
    sign : {"opendata", "api"}
        "api" writes agreement as -1, as in the Polis database.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat of the city.
    CannotExportRows
        If no purpose is stated, or there is nothing to export.
    """
    if not can_export_rows(by, topic.city):
        raise PermissionDenied
    if len(purpose := clean_text(purpose, keeps_lines=True)) < LEAST_PURPOSE:
        raise CannotExportRows(
            _("Write what the votes are for, in at least %(n)s characters.") % {"n": LEAST_PURPOSE}
        )
    newest = Reading.objects.of(topic).everybody().public().without_people().newest_first().first()
    rows = (newest and rows_of_reading(newest)) or rows_now(topic)
    if not rows.votes.n_votes:
        raise CannotExportRows(_("Nobody has voted on this topic yet."))
    content = zip_of_rows(topic, rows, secrets.SystemRandom(), sign=sign)
    made = RowExport(f"{topic.slug}-{at:%Y%m%d}-baris.zip", content, hashlib.sha256(content).hexdigest())
    record(
        "exported_rows", topic, by=by, city=topic.city, at=at,
        purpose=purpose, sha256=made.sha256, reading=rows.reading.number if rows.reading else None,
        n_participants=rows.votes.n_participants, n_votes=rows.votes.n_votes,
    )  # fmt: skip
    return made

"""Hashes that tie every version of minutes to the one before: whoever keeps the last one can prove them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from muara.web.forum.models import MinutesVersion

BEGINNING = "0" * 64


def hash_of(before: str, *, number: int, text: str, why: str, at: datetime) -> str:
    """Return the SHA-256 of a version over the hash before it, its number, words, reason and time (UTC)."""
    told = json.dumps([before, number, text, why, at.astimezone(UTC).isoformat()], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def first_broken(versions: Iterable[MinutesVersion]) -> int | None:
    """Return the number of the first version, in their order, whose hash does not follow; None if all do."""
    before = BEGINNING
    for one in versions:
        if one.hash != hash_of(before, number=one.number, text=one.text, why=one.why, at=one.at):
            return one.number
        before = one.hash
    return None

"""What a room hands to the index: one thing that everybody may read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from muara.web.search.words import VERSION

LONGEST_TITLE = 400
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Document:
    """One thing to be found. Only public words belong in it: whoever asks may read all of it."""

    key: str
    path: str
    title: str
    text: str
    at: datetime

    @classmethod
    def of(cls, key: object, path: str, at: datetime, title: str, *parts: str) -> Document:
        """Make one of a title and parts of text; their lines follow one another, empty ones are left out."""
        text = " · ".join(line.strip() for part in parts for line in part.splitlines() if line.strip())
        return cls(str(key), path, title[:LONGEST_TITLE], text[:LONGEST_TEXT], at)

    def digest(self, kind: str) -> str:
        said = [VERSION, kind, self.key, self.path, self.title, self.text, self.at.timestamp()]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

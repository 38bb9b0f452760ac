"""Codes that people read from a screen six metres away or hear called across a room, and secret links."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

# Letters that look or sound like a digit, or like each other, are never drawn and always forgiven.
ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
FORGIVEN = str.maketrans("OILSZBU", "011528V")
HALL_LENGTH = 6
SHORT_LENGTH = 7


def fresh_hall_code() -> str:
    """Draw a code of an open session: 29⁶, about 590 million, and it lives for one evening."""
    return _draw(HALL_LENGTH)


def fresh_short_code() -> str:
    return _draw(SHORT_LENGTH).lower()


def fresh_token() -> str:
    """Draw the secret of one registration: 128 bits, of which only the hash is kept (reliability T13)."""
    return secrets.token_urlsafe(16)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def read_code(typed: str) -> str:
    """Return a code as it was drawn, whatever the case, spaces, dashes and look-alikes it was typed with.

    Examples
    --------
    >>> read_code(" k7-m2 qx ")
    'K7M2QX'
    >>> read_code("oil0")
    '0110'
    """
    forgiven = unicodedata.normalize("NFKC", typed).upper().translate(FORGIVEN)
    return "".join(character for character in forgiven if character in ALPHABET)


def _draw(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(length))

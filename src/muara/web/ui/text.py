"""What people type, made equal on every database before it goes any further (reliability T11)."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

# Drawn as nothing, though Unicode does not call them format characters.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


class UnreadableText(ValueError):
    """The text cannot be kept; the message is fit to show to the person."""


def _is_kept(character: str) -> bool:
    return character == "\n" or (
        character not in INVISIBLE and unicodedata.category(character) not in {"Cc", "Cf"}
    )


def clean_text(text: str, *, keeps_lines: bool = False) -> str:
    """Return the text in one form: NFC, no control, bidi or zero-width characters, no spaces at its ends.

    One line by default; with `keeps_lines` line breaks stay, as plain newlines. Words are never changed.

    Raises
    ------
    UnreadableText
        If it holds NUL or half a character, which PostgreSQL refuses and SQLite keeps.
    """
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnreadableText(_("This text holds a character that cannot be stored. Please type it again."))
    text = LINE_BREAKS.sub("\n", text).replace("\t", " ")
    if not keeps_lines:
        text = text.replace("\n", " ")
    text = "".join(character for character in text if _is_kept(character))
    return unicodedata.normalize("NFC", text).strip()

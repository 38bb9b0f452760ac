"""What can be read off a sentence without understanding it: sameness, and a few gentle warnings."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

# Words that turn a sentence round. A corrected typo never adds or drops one. Banyumasan: ora, dudu, aja, durung.
NEGATIONS = {
    "tidak", "tak", "tdk", "bukan", "jangan", "belum", "tanpa", "kecuali",
    "ora", "dudu", "aja", "durung", "not", "no", "never", "without",
}  # fmt: skip
LEANING = re.compile(
    r"(itu|ini|hal itu|hal ini|begitu|sama|setuju|tidak setuju|saya setuju|betul|benar|iya|ya|tapi|tetapi|"
    r"namun|dan|karena itu|menanggapi)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…]+[\"”’)]*\s+\S")
LINKS = re.compile(r"\b(?:dan|serta|juga|lan|karo)\b|;", re.IGNORECASE)


def fold_text(text: str) -> str:
    """Return what two wordings share when only case, accents, signs and spaces differ; to find duplicates.

    Examples
    --------
    >>> fold_text("Pasar  kita,   SEPI.") == fold_text("pasar kita sepi")
    True
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = (sign for sign in parts if unicodedata.category(sign)[0] != "M")
    words = "".join(sign if unicodedata.category(sign)[0] in "LN" else " " for sign in bare).split()
    return " ".join(words or text.split())


def advice_on(text: str) -> list[str]:
    """Return what may keep a statement from being one idea that stands alone. Advice: the writer decides."""
    found = []
    if "?" in text:
        found.append(_("It asks something. People can only agree or disagree with something that is said."))
    if SENTENCE_END.search(text):
        found.append(_("It holds more than one sentence. Somebody may agree with one and not with the other."))
    elif len(LINKS.findall(text)) >= 2:
        found.append(_("It ties several things together. Somebody may agree with one and not with the other."))
    if LEANING.match(text):
        found.append(_("It leans on something said before. People see statements one at a time, in any order."))
    if len(text.split()) < 3:
        found.append(_("It is very short. Say who or what it is about."))
    return found


def changes_meaning(old: str, new: str) -> bool:
    """Tell whether a correction is more than a typo: a number or a "not" came or went, or half of it is new.

    Examples
    --------
    >>> changes_meaning("Warnug tetangga sepi.", "Warung tetangga sepi.")
    False
    >>> changes_meaning("Warung boleh buka malam.", "Warung tidak boleh buka malam.")
    True
    """
    before, after = fold_text(old).split(), fold_text(new).split()

    def weighty(words: list[str]) -> list[str]:
        return sorted(word for word in words if word in NEGATIONS or any(sign.isdigit() for sign in word))

    if weighty(before) != weighty(after):
        return True
    return SequenceMatcher(None, " ".join(before), " ".join(after), autojunk=False).ratio() < 0.7

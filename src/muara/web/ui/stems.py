"""The stems of Indonesian words: "penyewaan" and "sewa" mean the same. Words of Ngapak stay as they are."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

WORD = re.compile(r"[^\W\d_]{3,}")
NGAPAK = frozenset({"bali", "dodolan", "sambatan", "sedulur", "tangi", "tukuan"})
"""Words of Ngapak that the rules of Indonesian would take for forms of another word: "sambatan", help among
neighbours, is no complaint ("sambat")."""


@cache
def _sastrawi() -> tuple[Any, frozenset[str]]:
    """Load the stemmer and its stop words: two tenths of a second, and only where somebody looks for something.

    The one that its factory makes would remember every word for ever, whoever typed it.
    """
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
    from Sastrawi.StopWordRemover.StopWordRemoverFactory import StopWordRemoverFactory

    stemmer = Stemmer(ArrayDictionary(StemmerFactory().get_words()))
    return stemmer, frozenset(StopWordRemoverFactory().get_stop_words())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one word in lower case; what is no Indonesian word stays as it is.

    >>> stem("penyewaan"), stem("sambatan"), stem("ꦏꦺꦴꦥꦶ")
    ('sewa', 'sambatan', 'ꦏꦺꦴꦥꦶ')
    """
    return str(_sastrawi()[0].stem(word)) if word.isascii() and word not in NGAPAK else word


def is_empty(word: str) -> bool:
    """Say whether a word in lower case stands in every text and tells none apart: "dan", "yang"."""
    return word in _sastrawi()[1]


def padded_stems(text: str) -> str:
    """Return the stems of a text for a column, each between spaces: whole ones can be looked for.

    >>> padded_stems("Penyewaan truk")
    ' sewa truk '
    """
    return " ".join(["", *stems(text), ""])


def stems(text: str) -> dict[str, str]:
    """Return the stems of a text, each with the first word that has it; stop words and short words are left out.

    >>> stems("Sewa gudang dan penyewaan truk")
    {'sewa': 'Sewa', 'gudang': 'gudang', 'truk': 'truk'}
    """
    found: dict[str, str] = {}
    empty = _sastrawi()[1]
    for word in WORD.findall(text):
        if (low := word.lower()) not in empty:
            found.setdefault(stem(low), word)
    return found

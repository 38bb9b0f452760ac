"""Text as it is looked for: each word by its stem, in the order in which it stands, with its place in the text.

The index and the question go through the same function. What is kept is letters and digits only, so that a
question can never be read as a command by a database, and that both databases see the same words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from muara.web.ui.stems import is_empty, stem

VERSION = 1
"""Of the rules below; another number makes every entry of the index anew."""

# Letters and digits; marks that Latin letters carry, and the vowel signs of the Javanese script.
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\ua980-\ua983\ua9b3-\ua9c0])+")
JAVANESE_SIGNS = frozenset(map(chr, [*range(0xA980, 0xA984), *range(0xA9B3, 0xA9C1)]))
LONGEST_WORD = 40
MOST_WORDS = 12
QUOTED = re.compile(r'"([^"]*)"?')
NOTHING = "-"
"""Stands for a word of which nothing is left; nobody can ask for it."""


@dataclass(frozen=True)
class Word:
    """One word of a text, where it stands there, and its stem."""

    starts: int
    ends: int
    stem: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order.

    >>> [word.stem for word in words_of("Penyewaan gedung-gedung di Café 'Inyong', RT 05!")]
    ['sewa', 'gedung', 'gedung', 'di', 'cafe', 'inyong', 'rt', '05']
    """
    return [Word(found.start(), found.end(), _stemmed(found[0])) for found in WORD.finditer(text)]


def as_stored(text: str) -> str:
    """Return the stems of a text as the database keeps them: a space before and after each."""
    found = words_of(text)
    return f" {' '.join(word.stem for word in found)} " if found else ""


@lru_cache(maxsize=20_000)
def _stemmed(word: str) -> str:
    plain = folded(word)[:LONGEST_WORD]
    return stem(plain) if plain.isascii() and plain.isalpha() else plain or NOTHING


def folded(word: str) -> str:
    """Return a word without what does not tell words apart: case, accents, the width of letters.

    >>> folded("CAFÉ"), folded("ﬁlm")
    ('cafe', 'film')
    """
    flat = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in flat if letter.isalnum() or letter in JAVANESE_SIGNS)


@dataclass(frozen=True)
class Question:
    """What somebody asks for: the stems that have to be there, and the runs of stems that stood in quotes."""

    stems: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()


def question_of(typed: str) -> Question:
    """Read what somebody typed. Words that are in every text count only where there are no others.

    >>> question_of('warung dan "gedung kosong"')
    Question(stems=('warung', 'gedung', 'kosong'), phrases=(('gedung', 'kosong'),))
    >>> question_of("yang"), question_of("?!").stems
    (Question(stems=('yang',), phrases=()), ())
    """
    quoted = [tuple(word.stem for word in words_of(part))[:MOST_WORDS] for part in QUOTED.findall(typed)]
    said = [(word.stem, typed[word.starts : word.ends]) for word in words_of(typed)]
    known = [(stem, word) for stem, word in said if stem != NOTHING]
    telling = [stem for stem, word in known if not is_empty(word.lower())]
    stems = tuple(dict.fromkeys(telling or [stem for stem, _ in known]))[:MOST_WORDS]
    return Question(stems, tuple(phrase for phrase in quoted if len(phrase) > 1 and NOTHING not in phrase))

"""Which offers may fit a need: by the words they share, what kind of thing they are, and how near they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from muara.web.ui.stems import stems

SAME_KIND = 1.5
MOST = 5


@dataclass(frozen=True)
class Offer:
    """Something that an actor offers: a product, a space, or a line of its entry (which has no kind)."""

    key: str
    actor_id: int
    actor_name: str
    name: str
    text: str
    kind: str = ""
    district: str = ""
    village: str = ""
    link: tuple[str, str] = ("", "")  # name of the address, and the part of it that names the thing


@dataclass(frozen=True)
class Wish:
    """Something that an actor needs."""

    actor_id: int
    text: str
    kind: str = ""
    district: str = ""
    village: str = ""


@dataclass(frozen=True)
class Match:
    """An offer that may fit, and why: no number is shown for how well."""

    offer: Offer
    words: tuple[str, ...]  # as the need has them, the rarest first
    is_same_kind: bool
    near: str  # "village", "district" or ""


class Offers:
    """All offers of a city, with how rare each word is among them.

    >>> truck = Offer("a", 1, "Koperasi angkutan", "Penyewaan truk", "", kind="SERVICE")
    >>> hall = Offer("b", 2, "Dinas", "Aula", "Gedung untuk rapat", kind="SPACE")
    >>> [found] = Offers([truck, hall]).for_wish(Wish(3, "Truk untuk menyewa", kind="SERVICE"))
    >>> found.offer.name, found.words, found.is_same_kind
    ('Penyewaan truk', ('menyewa', 'Truk'), True)
    """

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.offers = sorted(offers, key=lambda offer: (offer.name.lower(), offer.key))
        self._stems = [frozenset(stems(f"{offer.name} {offer.text}")) for offer in self.offers]
        holders = Counter(stem for own in self._stems for stem in own)
        self._weight = {stem: log(1 + len(self.offers) / n) for stem, n in holders.items()}

    def for_wish(self, wish: Wish) -> list[Match]:
        """Return at most `MOST` offers of others that share a word with the wish, the best first."""
        wanted = stems(wish.text)
        ranked = []
        for place, (offer, own) in enumerate(zip(self.offers, self._stems, strict=True)):
            shared = own & wanted.keys()
            if not shared or offer.actor_id == wish.actor_id:
                continue
            is_same_kind = bool(wish.kind) and wish.kind == offer.kind
            worth = sum(self._weight[stem] for stem in shared) * (SAME_KIND if is_same_kind else 1)
            near = _near(offer, wish)
            words = tuple(wanted[stem] for stem in sorted(shared, key=lambda stem: (-self._weight[stem], stem)))
            ranked.append((-worth, NEAR.index(near), place, Match(offer, words, is_same_kind, near)))
        return [match for *_, match in sorted(ranked, key=lambda one: one[:3])[:MOST]]


NEAR = ("village", "district", "")


def _near(offer: Offer, wish: Wish) -> str:
    if wish.village and wish.village == offer.village:
        return "village"
    return "district" if wish.district and wish.district == offer.district else ""

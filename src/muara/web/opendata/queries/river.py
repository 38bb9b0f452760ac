"""The river of a city in numbers: how far its concerns came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from muara.formats.published import SMALLEST_CELL
from muara.web.home.deeds import deeds_of
from muara.web.home.queries import CityRiver, published_threads, river_of
from muara.web.opendata.place import Place

STEPS = ("raised", "held_by_a_thread", "decided", "worked_on", "measured")


@dataclass(frozen=True)
class RiverStep:
    """One step of the river."""

    step: Annotated[str, "raised, held_by_a_thread, decided, worked_on or measured"]
    arrived: Annotated[int, "Concerns that came so far"]
    held_up: Annotated[int, "Concerns that came so far and no further"]
    median_days: Annotated[int | None, "Half of those held up have waited as long, or longer"]


@dataclass(frozen=True)
class River:
    """How many concerns were raised, and how far they came."""

    url: str
    people: Annotated[int | None, "Who raised one; null: fewer than five"]
    sessions: int
    threads: int
    decisions_and_mandates: int
    initiatives: int
    outcomes: int
    steps: tuple[RiverStep, ...]


def read_river(place: Place) -> CityRiver:
    return river_of(place.city, published_threads(place.city), deeds_of(place.city), place.at)


def river_told(place: Place) -> River:
    found = read_river(place)
    return River(
        url=place.link("home:city"),
        people=found.n_people if found.n_people >= SMALLEST_CELL else None,
        sessions=found.n_sessions,
        threads=found.n_threads,
        decisions_and_mandates=found.n_words,
        initiatives=found.n_initiatives,
        outcomes=found.n_outcomes,
        steps=tuple(
            RiverStep(name, step.n_arrived, step.n_stuck, step.days)
            for name, step in zip(STEPS, found.steps, strict=True)
        ),
    )

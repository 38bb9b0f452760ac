"""What a survey says, as it may be shown: no number behind which fewer than five organisations stand."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from muara.engine.network import Reading, TrustReadings, trust_readings
from muara.engine.opinion import withhold
from muara.web.network.models import Actor, SurveyAnswer, SurveyRespondent, SurveyRound
from muara.web.network.models.survey import CANNOT_SAY, ITEMS

SMALLEST_CELL = 5
SEED = 2018
DRAWS = 1000
CUTS = {"half": 1 / 2, "two_thirds": 2 / 3, "five_sixths": 5 / 6}
STRANGER = "STRANGER"
FEWEST_ITEMS = 2


@dataclass(frozen=True)
class Question:
    """One question of a round with what was answered; actors by row number."""

    asker: int
    partner: int
    items: tuple[int | None, int | None, int | None]
    collaboration: str
    is_stranger: bool
    is_added: bool
    is_answered: bool

    @property
    def is_judged(self) -> bool:
        """Say whether it counts as trusting or not: a stranger counts, one item alone says too little."""
        return self.is_stranger or sum(bool(item) for item in self.items) >= FEWEST_ITEMS


@dataclass(frozen=True)
class Told:
    """A reading to be kept, with what it was made from."""

    result: dict[str, Any]
    input_sha256: str
    params: dict[str, Any]


def questions_of(survey: SurveyRound) -> list[Question]:
    answers = SurveyAnswer.objects.filter(respondent__round=survey).select_related("respondent")
    return [
        Question(
            answer.respondent.actor_id,
            answer.partner_id,
            answer.items,
            answer.collaboration,
            answer.is_stranger,
            answer.is_added,
            answer.is_answered,
        )
        for answer in answers.order_by("respondent__actor_id", "partner_id")
    ]


def read_survey(survey: SurveyRound) -> Told:
    """Compute what a round says, from the questions that the secretariat had asked.

    Partners that an organisation added itself are kept out of density and reciprocity: it chose them, and what the
    silent would have chosen nobody knows.
    """
    everything = questions_of(survey)
    asked = [question for question in everything if not question.is_added]
    kinds = dict(SurveyRespondent.objects.filter(round=survey).values_list("actor_id", "actor__kind"))
    answering = {question.asker for question in everything if question.is_answered}
    result: dict[str, Any] = {
        "n_asked": len(kinds),
        "n_answering": len(answering),
        "n_questions": len(asked),
        "n_answers": sum(question.is_answered for question in asked),
        "n_added": sum(question.is_added and question.is_answered for question in everything),
    }
    params = {"seed": SEED, "draws": DRAWS, "cuts": CUTS, "smallest_cell": SMALLEST_CELL}
    plain = json.dumps([asdict(question) for question in everything], sort_keys=True, separators=(",", ":"))
    fingerprint = hashlib.sha256(plain.encode()).hexdigest()
    if len({question.asker for question in asked if question.is_judged}) < SMALLEST_CELL:
        return Told({**result, "is_withheld": True}, fingerprint, params)
    found = {name: _read(asked, cut) for name, cut in CUTS.items()}
    main = found["two_thirds"]
    result |= {
        "is_withheld": False,
        "density": _shown(main.density, main.n_answers),
        "n_judged": main.n_answers,
        "cuts": [
            {"name": name, "cut": CUTS[name], **_shown(one.density, one.n_answers)} for name, one in found.items()
        ],
        "reciprocity": _returned(asked, main),
        "items": [_item(asked, place, name) for place, name in enumerate(ITEMS)],
        "collaboration": _levels(everything),
        "kinds": _kinds(asked, kinds),
    }
    return Told(result, fingerprint, params)


def _read(asked: Sequence[Question], cut: float, *, items: Sequence[int] = (0, 1, 2)) -> TrustReadings:
    actors = sorted({actor for question in asked for actor in (question.asker, question.partner)})
    place = {actor: i for i, actor in enumerate(actors)}
    said = np.array([[question.items[i] or np.nan for i in items] for question in asked], dtype=np.float64)
    return trust_readings(
        said.reshape(len(asked), len(items)),
        [place[question.asker] for question in asked],
        [place[question.partner] for question in asked],
        len(actors),
        strangers=np.array([question.is_stranger for question in asked], dtype=bool),
        cut=cut,
        draws=DRAWS,
        rng=np.random.default_rng(SEED),
    )


def _shown(one: Reading, n: int) -> dict[str, Any]:
    """Write a reading for JSON, which knows no nan."""
    numbers = {key: getattr(one, key) for key in ("value", "low", "high", "worst", "best")}
    return {key: None if number != number else round(number, 4) for key, number in numbers.items()} | {"n": n}


def _returned(asked: Sequence[Question], found: TrustReadings) -> dict[str, Any]:
    answered = {(question.asker, question.partner) for question in asked if question.is_judged}
    both = {actor for pair in answered if pair[::-1] in answered for actor in pair}
    if len(both) < SMALLEST_CELL or found.n_both < SMALLEST_CELL:
        return {"is_withheld": True}
    return {"is_withheld": False, **_shown(found.reciprocity, found.n_both)}


def _item(asked: Sequence[Question], place: int, name: str) -> dict[str, Any]:
    """Say how many answers give 3 or 4 to one item; nothing is said of strangers, so they are left out."""
    known = [question for question in asked if not question.is_stranger]
    behind = {question.asker for question in known if question.items[place]}
    if len(behind) < SMALLEST_CELL:
        return {"name": name, "is_withheld": True}
    found = _read(known, 2 / 3, items=[place])
    cannot = sum(question.items[place] == CANNOT_SAY for question in known)
    return {
        "name": name,
        "is_withheld": False,
        **_shown(found.density, found.n_answers),
        "cannot_say": cannot if cannot == 0 or cannot >= SMALLEST_CELL else None,
    }


def _levels(everything: Sequence[Question]) -> list[dict[str, Any]]:
    """Count answers by how closely the two work together; a level that few organisations named is withheld."""
    levels = [*SurveyAnswer.Collaboration.values, STRANGER]
    level_of = [STRANGER if question.is_stranger else question.collaboration for question in everything]
    answers = Counter(level_of)
    behind = [
        len({question.asker for question, level in zip(everything, level_of, strict=True) if level == one})
        for one in levels
    ]
    counts = np.array([[answers[one] if n >= SMALLEST_CELL else min(answers[one], SMALLEST_CELL - 1)]
                       for one, n in zip(levels, behind, strict=True)])  # fmt: skip
    hidden = withhold(counts, SMALLEST_CELL).ravel().tolist()
    return [
        {"level": one, "n": None if is_hidden else answers[one]}
        for one, is_hidden in zip(levels, hidden, strict=True)
    ]


def _kinds(asked: Sequence[Question], kinds: Mapping[int, str]) -> list[dict[str, Any]]:
    """Read the density of trust by the kind of who answered."""
    answering = {question.asker for question in asked if question.is_judged}
    present = [kind for kind in Actor.Kind.values if kind in kinds.values()]
    counts = np.array([[sum(kinds[actor] == kind for actor in answering)] for kind in present], dtype=np.int64)
    hidden = withhold(counts, SMALLEST_CELL).ravel().tolist() if len(present) else []
    told = []
    for kind, is_hidden in zip(present, hidden, strict=True):
        if is_hidden:
            told.append({"kind": kind, "is_withheld": True})
            continue
        found = _read([question for question in asked if kinds[question.asker] == kind], CUTS["two_thirds"])
        told.append({"kind": kind, "is_withheld": False, **_shown(found.density, found.n_answers)})
    return told

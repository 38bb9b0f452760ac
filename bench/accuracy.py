"""Who finds what is there: planted groups, agreement of the worst group, hidden votes, nothing where nothing is.

Real conversations: compdemocracy/openData (CC BY 4.0). Rejected and meta statements are left out for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from bench.community_notes import factorize
from bench.drawn import store
from muara.engine.opinion import Analysis, VoteTable, adjusted_rand_index, analyse
from muara.engine.opinion.analysis import SEED
from muara.engine.opinion.grouping import form_groups, predicting
from muara.engine.opinion.intervals import wilson
from muara.engine.opinion.mixture import PRIOR_VOTES, Mixture, Sides, log_loss, one_hot
from muara.engine.opinion.synthetic import BACKGROUND, Conversation, conversation
from muara.engine.opinion.votes import Floats, Ints
from muara.formats.polis import read_export

Rival = Callable[[list[Path]], dict[str, Any] | None]
HELD_SIZES = (
    (50, 40, (15, 35), 2),
    (100, 50, (20, 40), 2),
    (200, 60, (20, 50), 3),
    (1_000, 100, (20, 60), 3),
    (5_000, 200, (20, 60), 3),
)
SMALL, MIDDLING = 200, 1_000
NULL_SIZES = ((50, 40, (15, 35)), (200, 60, (20, 50)), (1_000, 100, (20, 60)))
FOLDS, DRAWS, DROPPED, SURE = 5, 3, 0.2, 0.9


def compare_on_made_up(drawn: Conversation, rival: dict[str, Any] | None) -> dict[str, float | None]:
    """Agreement with the planted groups (beside that of who knows the chances) and with the true worst group."""
    votes, truth = drawn.votes, drawn.true_worst_agreement
    ours, polis = analyse(votes), analyse(votes, mode="polis")
    found: dict[str, float | None] = {
        "oracle": adjusted_rand_index(drawn.oracle(), drawn.groups),
        "ours": adjusted_rand_index(ours.groups, drawn.groups),
        "polis": adjusted_rand_index(polis.groups, drawn.groups),
        "worst_ours": float(spearmanr(_worst_group(ours), truth).statistic),
        "worst_polis": float(spearmanr(polis.consensus, truth).statistic),
        "worst_notes": float(spearmanr(factorize(votes).note, truth).statistic),
        "red_dwarf": None,
        "worst_red_dwarf": None,
        "polis_map": None,
        "polis_groups": None,
    }
    if rival and "groups" in rival["results"][0]:
        result = rival["results"][0]
        found["red_dwarf"] = adjusted_rand_index(np.array(result["groups"]), drawn.groups)
        found["worst_red_dwarf"] = float(spearmanr(result["consensus"], truth, nan_policy="omit").statistic)
        found["polis_groups"] = adjusted_rand_index(polis.groups, np.array(result["groups"]))
        found["polis_map"] = same_map(polis.positions, np.array(result["map"]))
    return found


def same_map(ours: Floats, theirs: Floats) -> float:
    """Correlate two maps axis by axis, whichever way an axis points; the lesser of both correlations."""
    on_both = (theirs != 0).any(axis=1)
    return min(
        abs(float(np.corrcoef(ours[on_both, axis], theirs[on_both, axis])[0, 1])) for axis in range(ours.shape[1])
    )


def _worst_group(found: Analysis) -> Floats:
    worst: Floats = found.agreement.worst_share if found.estimate is None else found.estimate.min(axis=0)
    return worst


def held_intervals(runs: int) -> list[dict[str, int]]:
    """Of the 90 % intervals of found groups, how many hold the mean chance of the people in the group.

    Small conversations have few cells, so there are more of them.
    """
    table = []
    for people, statements, each, k in HELD_SIZES:
        hits = cells = 0
        for seed in range(runs * (6 if people <= SMALL else 2 if people <= MIDDLING else 1)):
            drawn = conversation(people, statements, seed=3_000 + seed, n_groups=k, votes_per_person=each)
            found = form_groups(drawn.votes, seed=1, readings=10)
            if found.counts is None:
                continue
            chance = 0.8 * drawn.agree[drawn.groups] + 0.2 * BACKGROUND
            truth = np.stack([chance[found.groups == group].mean(axis=0) for group in range(found.n_groups)])
            low, high = wilson(found.counts.agree, found.counts.n)
            known = found.counts.n >= 5
            hits += int(((low <= truth) & (truth <= high))[known].sum())
            cells += int(known.sum())
        table.append({"people": people, "statements": statements, "k": k, "held": hits, "cells": cells})
    return table


def false_groups(folder: Path, rival: Rival, runs: int) -> list[dict[str, Any]]:
    """In how many conversations without groups each finds some."""
    table = []
    for people, statements, each in NULL_SIZES:
        drawn = [
            conversation(people, statements, seed=seed, null=True, votes_per_person=each).votes
            for seed in range(100, 100 + runs)
        ]
        paths = [store(folder / f"null-{place}.npz", votes) for place, votes in enumerate(drawn)]
        theirs = rival(paths)
        table.append(
            {
                "people": people,
                "runs": runs,
                "ours": sum(analyse(votes, readings=10).n_groups > 0 for votes in drawn),
                "red_dwarf": None
                if theirs is None
                else sum(len({*one.get("groups", [])} - {-1}) > 1 for one in theirs["results"]),
            }
        )
    return table


def right_number(runs: int) -> list[dict[str, int]]:
    """In how many conversations of 5,000 people the planted number of groups is found, none where there is one."""
    table = []
    for k in (1, 2, 3, 4):
        drawn = [conversation(5_000, 200, seed=300 + seed, n_groups=k, null=k == 1).votes for seed in range(runs)]
        wanted = 0 if k == 1 else k
        table.append(
            {"k": k, "runs": runs, "right": sum(form_groups(one, seed=1).n_groups == wanted for one in drawn)}
        )
    return table


def by_groups(kept: VoteTable, hidden: VoteTable, groups: Ints) -> float:
    """Log loss of hidden votes when each person votes like their group, and otherwise like everybody."""
    k = int(groups.max(initial=-1)) + 1
    sides = Sides(kept)
    everybody = kept.counts()
    of = kept.counts(groups, k)
    agree = np.concatenate([of.agree, np.zeros_like(everybody.agree)]).T
    n = agree + np.concatenate([of.disagree, np.zeros_like(everybody.agree)]).T
    chance = (agree + PRIOR_VOTES * sides.mean[:, None]) / (n + PRIOR_VOTES)
    membership = one_hot(np.where(groups < 0, k, groups), k + 1)
    return log_loss(membership, Mixture(np.full(k + 1, 1 / (k + 1)), chance), hidden)


def by_mixture(kept: VoteTable, hidden: VoteTable, mixture: Mixture | None) -> float:
    """Log loss of hidden votes by soft membership; None = by everybody's share."""
    sides = Sides(kept)
    if mixture is None:
        return log_loss(np.ones((kept.n_participants, 1)), Mixture(np.ones(1), sides.mean[:, None]), hidden)
    return log_loss(mixture.membership(sides), mixture, hidden)


def best_predictor(kept: VoteTable) -> Mixture | None:
    """Fit as many groups as predict votes best that are hidden within `kept`, as the engine does."""
    found = form_groups(kept, seed=SEED, readings=10)
    return predicting(kept, found.loss, seed=SEED)


def sure(found: Analysis) -> Ints:
    """Give the groups, of the people alone whose membership is sure to `SURE`."""
    return np.where(np.nan_to_num(found.confidence) >= SURE, found.groups, -1)


def by_factor(kept: VoteTable, hidden: VoteTable) -> float:
    spoken = hidden.values != 0
    expected = factorize(kept).expected(hidden.rows[spoken], hidden.columns[spoken].astype(np.int64))
    chance: Floats = np.clip(expected, 0.01, 0.99)
    return float(-np.log(np.where(hidden.values[spoken] == 1, chance, 1 - chance)).mean())


def compare_on_real(data: Path, folder: Path, rival: Rival) -> list[dict[str, Any]]:
    """Hidden votes and stability, conversation by conversation."""
    table = []
    for place in sorted(path for path in data.iterdir() if path.is_dir()):
        export = read_export(place)
        votes = export.votes.without({*export.excluded, *export.meta})
        rng = np.random.default_rng(7)
        fold = rng.permutation(votes.n_votes) % FOLDS
        kept = [votes.select((fold != one) | (votes.values == 0)) for one in range(FOLDS)]
        hidden = [votes.select((fold == one) & (votes.values != 0)) for one in range(FOLDS)]
        fewer = [votes.select(rng.random(votes.n_votes) >= DROPPED) for _ in range(DRAWS)]
        all_tables = [*kept, votes, *fewer]
        theirs = rival([store(folder / f"real-{n}.npz", one) for n, one in enumerate(all_tables)])
        ours = [best_predictor(one) for one in kept]
        whole = analyse(votes, readings=10)
        dropped = [analyse(one, readings=10) for one in fewer]
        one = {
            "name": place.name,
            "people": votes.n_participants,
            "statements": votes.n_statements,
            "votes": votes.n_votes,
            "k": whole.n_groups,
            "mean": np.mean([by_mixture(a, b, None) for a, b in zip(kept, hidden, strict=True)]),
            "ours": np.mean([by_mixture(a, b, c) for a, b, c in zip(kept, hidden, ours, strict=True)]),
            "k_predicting": 1 + int(np.argmin(whole.stability.loss)) if whole.stability else 0,
            "notes": np.mean([by_factor(a, b) for a, b in zip(kept, hidden, strict=True)]),
            "stable": np.mean([adjusted_rand_index(whole.groups, other.groups) for other in dropped]),
            "stable_sure": np.mean([adjusted_rand_index(sure(whole), sure(other)) for other in dropped]),
            "sure": float((sure(whole) >= 0).sum() / max((whole.groups >= 0).sum(), 1)),
            "red_dwarf": None,
            "red_dwarf_k": None,
            "stable_red_dwarf": None,
        }
        if theirs and all("groups" in result for result in theirs["results"]):
            groups = [np.array(result["groups"]) for result in theirs["results"]]
            one["red_dwarf"] = np.mean([by_groups(a, b, c) for a, b, c in zip(kept, hidden, groups, strict=False)])
            one["red_dwarf_k"] = int(groups[FOLDS].max()) + 1
            one["stable_red_dwarf"] = np.mean(
                [adjusted_rand_index(groups[FOLDS], other) for other in groups[FOLDS + 1 :]]
            )
        print(
            f"   {place.name}: {one['mean']:.4f} -> ours {one['ours']:.4f}, red-dwarf {one['red_dwarf']}",
            flush=True,
        )
        table.append(one)
    return table

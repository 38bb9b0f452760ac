"""Networks made inside one form's cell of the table, or in none, as surveys, votes and raters."""

from __future__ import annotations

import numpy as np

from muara.engine.governance import Condition, expert_entry, goal_consensus, participants, trust_conditions

CELLS = {  # organisations, chance of a tie of trust, share of goals shared, need; whether one stands in the middle
    "participant_governed": ((4, 6), 0.92, 0.95, 0.08, False),
    "lead_organization": ((16, 19), 0.05, 0.30, 0.50, True),
    "network_administrative_organization": ((22, 60), 0.50, 0.75, 0.92, False),
}
MISFITS = {
    "many who do not trust and do not agree": ((40, 60), 0.05, 0.05, 0.50, False),
    "many who trust fully": ((40, 60), 0.97, 0.95, 0.20, False),
    "few who need much and agree on nothing": ((4, 6), 0.50, 0.05, 0.90, False),
    "a leader, and work that needs nobody": ((16, 19), 0.05, 0.95, 0.02, True),
}


def network(
    cell: tuple[tuple[int, int], float, float, float, bool], rng: np.random.Generator, *, draws: int = 200
) -> dict[str, Condition]:
    """Return the conditions of one network, read off data that was drawn."""
    (least, most), tie, shared, need, has_leader = cell
    n = int(rng.integers(least, most + 1))
    trust = np.where(rng.random((n, n)) < tie, rng.uniform(0.7, 1.0, (n, n)), rng.uniform(0.0, 0.6, (n, n)))
    if has_leader:
        trust[:, 0] = rng.uniform(0.7, 1.0, n)
    np.fill_diagonal(trust, 0)
    answered = rng.random(n) < 0.9
    answered[0] = True
    goals, groups = 40, np.arange(n) % 2
    is_shared = np.arange(goals) < round(shared * goals)
    yes = np.where(is_shared, 0.97, 0.97 * (groups[:, None] == 0))
    votes = np.where(rng.random((n, goals)) < yes, 1.0, -1.0)
    raters = [sorted(np.clip(need + rng.uniform(-0.06, 0.06, 3), 0, 1)) for _ in range(2)]
    density, central = trust_conditions(trust, answered, rng=rng, draws=draws)
    return {
        "trust": density,
        "centralisation": central,
        "participants": participants(n),
        "goals": goal_consensus(votes, groups, rng=rng, draws=draws),
        "need": expert_entry([(low, mid, high) for low, mid, high in raters]),
    }

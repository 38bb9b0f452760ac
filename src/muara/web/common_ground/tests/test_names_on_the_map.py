from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from muara.web.common_ground.picture import draw


def three_groups(seed: int) -> tuple[dict[int, list[float]], dict[int, int | None]]:
    rng = np.random.default_rng(seed)
    angles = rng.uniform(0, 2 * np.pi) + np.array([0, 2, 4]) * np.pi / 3
    middles = np.column_stack([np.cos(angles), np.sin(angles)]) * 2.2
    group = np.repeat([0, 1, 2], [50, 30, 20])
    at = middles[group] + rng.normal(0, 0.5, (100, 2))
    return {n: at[n].tolist() for n in range(100)}, {n: int(group[n]) for n in range(100)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_a_name_stands_by_its_own_group(seed):
    positions, groups = three_groups(seed)
    drawn = draw(positions, groups, ["A", "B", "C"], seed=seed)["groups"]

    for one in drawn:
        x, y = one["name"][0], one["name"][1] - 6.5
        nearest = min(
            drawn,
            key=lambda other: np.hypot(
                (x - other["hulls"]["x"]) / other["hulls"]["wide"],
                (y - other["hulls"]["y"]) / other["hulls"]["half"],
            ),
        )
        assert nearest["label"] == one["label"]

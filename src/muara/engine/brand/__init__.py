"""What a city became known for: attention, visual share, involvement and substance, and never one score of them.

Pure: arrays in, frozen results out; no clock, no global randomness. docs/explanation/brand.md has the why.

>>> from muara.engine.brand import Attention, bursts
>>> len(bursts(Attention.of([10] * 40 + [95, 60, 30] + [10] * 20, step=1)))
1
"""

from muara.engine.brand.activities import (
    Activity,
    Evenness,
    Kappa,
    VisualShare,
    evenness,
    kappa,
    visual_share,
)
from muara.engine.brand.bursts import Attention, Burst, HalfLife, bursts, half_life
from muara.engine.brand.persistence import Persistence, TooEarly, persistence
from muara.engine.brand.verdict import ENGINE_VERSION, Because, Judgement, Rules, Verdict, judge

__all__ = [
    "ENGINE_VERSION",
    "Activity",
    "Attention",
    "Because",
    "Burst",
    "Evenness",
    "HalfLife",
    "Judgement",
    "Kappa",
    "Persistence",
    "Rules",
    "TooEarly",
    "Verdict",
    "VisualShare",
    "bursts",
    "evenness",
    "half_life",
    "judge",
    "kappa",
    "persistence",
    "visual_share",
]

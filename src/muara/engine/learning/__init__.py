"""What evenings teach a city: four readings with their uncertainty, and never one score of them.

Pure: collections in, frozen results out. docs/explanation/learning.md has the why.

>>> from muara.engine.learning import returning
>>> returning([{"a"}, {"a", "b"}], window=1).n
1
"""

from muara.engine.learning.measures import (
    FEWEST_EVENINGS,
    FEWEST_PEOPLE,
    FEWEST_PROMISES,
    WINDOW,
    Share,
    in_time,
    new_sector,
    returning,
    speaker_balance,
)

__all__ = [
    "FEWEST_EVENINGS",
    "FEWEST_PEOPLE",
    "FEWEST_PROMISES",
    "WINDOW",
    "Share",
    "in_time",
    "new_sector",
    "returning",
    "speaker_balance",
]

"""What pages know of readings and threads."""

from muara.web.common_ground.queries.crosstab import Kind, crosstab
from muara.web.common_ground.queries.drawing import Drawing, drawing
from muara.web.common_ground.queries.finding import Finding, bars_of, finding, is_fragile
from muara.web.common_ground.queries.numbers import Numbers, numbers_of
from muara.web.common_ground.queries.pages import (
    concerns_behind,
    drafts_of_city,
    newest_reading,
    own_row,
    public_pair,
    reading_numbered,
    readings_of,
    statements_of,
    threads_of_city,
    threads_of_topic,
    topics_with_readings,
)
from muara.web.common_ground.queries.person import Where, where_somebody_is
from muara.web.common_ground.queries.told import Summary, Told, headline_of_city, summary, told
from muara.web.common_ground.queries.vote_table import vote_table
from muara.web.common_ground.queries.watching import Watch, watch_of

__all__ = [
    "Drawing",
    "Finding",
    "Kind",
    "Numbers",
    "Summary",
    "Told",
    "Watch",
    "Where",
    "bars_of",
    "concerns_behind",
    "crosstab",
    "drafts_of_city",
    "drawing",
    "finding",
    "headline_of_city",
    "is_fragile",
    "newest_reading",
    "numbers_of",
    "own_row",
    "public_pair",
    "reading_numbered",
    "readings_of",
    "statements_of",
    "summary",
    "threads_of_city",
    "threads_of_topic",
    "told",
    "topics_with_readings",
    "vote_table",
    "watch_of",
    "where_somebody_is",
]

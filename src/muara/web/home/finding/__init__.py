"""What of each room can be found by everybody. A new room adds a function here, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from muara.web.cities.models import City
from muara.web.home.finding import means, voices
from muara.web.search.documents import Document
from muara.web.search.models import Kind

Source = Callable[[City, datetime], Iterable[Document]]

SOURCES: Mapping[Kind, Source] = {
    Kind.SESSION: voices.sessions,
    Kind.MINUTES: voices.minutes,
    Kind.TOPIC: voices.topics,
    Kind.CONCERN: voices.concerns,
    Kind.STATEMENT: voices.statements,
    Kind.THREAD: voices.threads,
    Kind.ACTOR: voices.actors,
    Kind.PROCESS: voices.processes,
    Kind.ARRANGEMENT: voices.arrangements,
    Kind.DECISION: voices.decisions,
    Kind.ASSET: means.assets,
    Kind.PRODUCT: means.products,
    Kind.SPACE: means.spaces,
    Kind.NEED: means.needs,
    Kind.INITIATIVE: means.initiatives,
    Kind.COOPERATIVE: means.cooperatives,
    Kind.FOUNDING: means.foundings,
    Kind.CLAIM: means.claims,
    Kind.CAMPAIGN: means.campaigns,
}

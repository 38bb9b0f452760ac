"""Named threads and readings as lists tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.web.cities.models import City
from muara.web.common_ground import wording
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.queries.finding import bars_of, is_fragile
from muara.web.concerns.models import Statement
from muara.web.ui.templatetags.muara import Bar


@dataclass(frozen=True)
class Told:
    """A named thread with the evidence as it stood when it was named."""

    thread: CommonThread
    sentence: str
    bars: Sequence[Bar]
    fragile: str
    is_withdrawn: bool


def told(thread: CommonThread) -> Told:
    item, people = thread.evidence["item"], thread.evidence["n_participants"]
    return Told(
        thread,
        wording.thread_sentence(item),
        bars_of(item),
        wording.fragile_sentence(item["fragility"]) if is_fragile(item, people) else "",
        thread.statement.status != Statement.Status.ACCEPTED,
    )


@dataclass(frozen=True)
class Summary:
    reading: Reading
    title: str


def summary(reading: Reading) -> Summary:
    return Summary(reading, wording.headline(reading.result))


def headline_of_city(city: City, n: int) -> str:
    if not n:
        return _("No common thread has been named in %(city)s yet.") % {"city": city.name}
    return capfirst(
        ngettext("%(n)s common thread in %(city)s.", "%(n)s common threads in %(city)s.", n)
        % {"n": wording.in_words(n), "city": city.name}
    )

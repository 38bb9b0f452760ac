"""How what waits is said: a sentence with a verb, and the page on which it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from muara.web.cities.models import City


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits. `page` is given the reference; `counts` says how many there are."""

    says: Any  # a sentence, or a plural one
    page: str
    note: str | Promise = ""
    fragment: str = ""
    counts: bool = False
    has_two: bool = False  # a second reference stands where more is said


KINDS = {
    "TIE": Kind(_("Say whether this tie is true: with %(title)s"), "network:tie", "%(more)s"),
    "USE": Kind(_("Say whether you use it: %(title)s"), "products:product", "%(more)s"),
    "BOOKING": Kind(_("Answer a booking: %(title)s"), "products:space", "%(more)s"),
    "STOP_RULE": Kind(_("Say whether it came to this: %(title)s"), "initiatives:initiative", "%(more)s", "#henti"),
    "MEASURE": Kind(_("Measure: %(title)s"), "initiatives:initiative", "%(more)s", "#hasil"),
    "QUESTION": Kind(
        ngettext_lazy(
            "Answer %(n)s open question for %(title)s", "Answer %(n)s open questions for %(title)s", "n"
        ),
        "initiatives:gate",
        _("before a technology enters the village"),
        has_two=True,
    ),
    "CARRY_OUT": Kind(_("Carry out what was decided: %(title)s"), "governance:decision", "%(more)s"),
    "SURVEY": Kind(_("Answer the survey: %(title)s"), "network:survey", "%(more)s"),
    "STALE": Kind(
        _("Look whether this is still true: %(title)s"), "network:actor", _("nobody has for half a year")
    ),
    "CONCERNS": Kind(
        ngettext_lazy("Read %(n)s new concern", "Read %(n)s new concerns", "n"), "concerns:moderation", counts=True
    ),
    "STATEMENTS": Kind(
        ngettext_lazy("Decide on %(n)s statement", "Decide on %(n)s statements", "n"),
        "concerns:moderation",
        counts=True,
    ),
    "REPORTS": Kind(
        ngettext_lazy("Look at %(n)s report of an idle place", "Look at %(n)s reports of idle places", "n"),
        "assets:reports",
        counts=True,
    ),
    "SPEAKERS": Kind(
        ngettext_lazy(
            "Decide on %(n)s request to speak for an organisation",
            "Decide on %(n)s requests to speak for organisations",
            "n",
        ),
        "network:claims",
        counts=True,
    ),
    "OBJECTION": Kind(_("Answer an objection: %(title)s"), "governance:objection", has_two=True),
    "CLOSE": Kind(_("Close this decision, its time is over: %(title)s"), "governance:close"),
    "OUTCOME": Kind(_("Write down what was decided: %(title)s"), "governance:outcome"),
    "REVIEW": Kind(_("Look what became of it: %(title)s"), "governance:review"),
    "CLAIM": Kind(
        _("Renew this sentence or take it back: %(title)s"), "brand:claim", _("a sentence stands until its day")
    ),
}


@dataclass(frozen=True)
class Todo:
    """One thing that waits for somebody."""

    kind: str
    says: str
    note: str
    link: str
    due: date | None
    is_late: bool


def told(city: City, day: date, name: str, title: str, ref: str, more: str, due: date | None, n: int) -> Todo:
    """Put one row of `todo.open_for` into words."""
    kind = KINDS[name]
    said = {"title": title, "more": more, "n": n}
    references = [] if kind.counts else _references(name, ref, more) if kind.has_two else [ref]
    link = reverse(kind.page, args=[city.slug, *references]) + kind.fragment
    return Todo(name, str(kind.says % said), str(kind.note) % said, link, due, due is not None and due < day)


def _references(name: str, ref: str, more: str) -> list[str]:
    return [more, ref] if name == "QUESTION" else [ref, more]

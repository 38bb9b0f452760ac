"""Files that rooms hand out beside the tables: of everything, or of one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class File:
    """A file to take along.

    Attributes
    ----------
    name : str
        Name of its address.
    page : str
        Name of the page where it is found; empty where the address itself leads to it.
    of : str
        The table it belongs to.
    args : tuple of str
        What its address needs beside the city.
    """

    name: str
    of: str
    title: Promise | str
    page: str = ""
    args: tuple[str, ...] = ()


FILES = (
    File("forum:minutes_pdf", "sessions", _("Minutes of an evening, as PDF"), "forum:sessions"),
    File("common_ground:counts", "readings", _("Counts of a topic, as CSV"), "common_ground:threads"),
    File("common_ground:result", "readings", _("Whole result of a topic, as JSON"), "common_ground:threads"),
    File("common_ground:polis", "readings", _("Counts as a Polis export"), "common_ground:threads"),
    File("assets:download", "places", "GeoJSON", args=("geojson",)),
    File("assets:download", "places", _("CSV to take over elsewhere"), args=("csv",)),
    File("governance:bundle", "decisions", _("Log of a decision, to count again"), "governance:decisions"),
    File("governance:script", "decisions", _("Program that counts it again, as Python")),
    File("governance:calendar_feed", "decisions", _("Calendar, as iCalendar")),
    File(
        "initiatives:cash_file", "initiatives", _("Cash book of an initiative, as CSV"), "initiatives:initiatives"
    ),
    File("products:space_feed", "spaces", _("Calendar of a space, as iCalendar"), "products:spaces"),
    File("cooperatives:download", "cooperatives", _("CSV to take over elsewhere")),
    File("brand:series_file", "campaigns", _("Counts of attention, as CSV"), "brand:campaigns"),
    File("brand:reading_file", "campaigns", _("Reading with its inputs, as JSON"), "brand:campaigns"),
)

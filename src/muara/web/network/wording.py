"""What the readers of foreign files complain of, in the language of the reader."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_VALUE = r"(?P<value>.+?)"
COMPLAINTS: list[tuple[str, str | Promise]] = [
    (rf"{_VALUE} is tied to itself\.", _("%(value)s is tied to itself.")),
    (rf"The actor {_VALUE} is given twice\.", _("The actor %(value)s is given twice.")),
    (rf"There is no actor {_VALUE}\.", _("There is no actor %(value)s in the list of actors.")),
    (r"(?:.*: )?[Tt]here is no element (?P<value>.+?)\.", _("There is no element %(value)s.")),
    (r"Element \d+ has no label\.", _("An element has no label.")),
    (r"Connection \d+ is none\.", _("A connection cannot be read.")),
    (r"An actor has no name\.", _("An actor has no name.")),
    (r"A tie lacks an end\.", _("A tie lacks an end.")),
    (r"A node has no id\.", _("A node has no id.")),
    (r"A column has no name\.", _("A column has no name.")),
    (r"The table of elements is missing\.", _("The list of actors is missing. Kumu writes it as elements.csv.")),
    (r"The table is empty\.", _("The table is empty.")),
    (r"(?:.*: )?[Tt]ies with and without a direction are mixed\.",
     _("Ties with and without a direction are mixed.")),
    (r"There is no column for the row (?P<value>.+?)\.", _("There is no column for the row %(value)s.")),
    (r"There is no row that answers for a column\.", _("No row of this matrix belongs to one of its columns.")),
    (r"The row (?P<value>.+?) is given twice\.", _("The row %(value)s is given twice.")),
    (r"(?P<value>.+?) in column (?P<column>.+?) is no number(?: of at least 0)?\.",
     _("%(value)s in column %(column)s is no number that fits.")),
    (r"(?P<value>.+?) in (?P<column>.+?) is no (?:int|long|double|float|boolean|integer)\.",
     _("%(value)s in column %(column)s is no number that fits.")),
    (r"There are (?P<n>\d+) fields, but the header has (?P<m>\d+)\.",
     _("There are %(n)s fields, but the first row has %(m)s.")),
    (r"The column (?P<value>.+?) occurs twice\.", _("The column %(value)s occurs twice.")),
    (r"A column (?P<value>.+?) is missing; there is: (?P<column>.*)\.",
     _("A column %(value)s is missing; there is: %(column)s.")),
    (r"The record is no comma-separated record.*", _("This row is no row of a table.")),
    (r"There is no graph in this file; is it GraphML\?", _("There is no graph in this file. Is it GraphML?")),
    (r"There is no graph in this file; is it GEXF\?", _("There is no graph in this file. Is it GEXF?")),
    (r"There is more than one graph, or one inside another\.",
     _("There is more than one graph, or one inside another.")),
    (r"There is no (?:key|attribute) (?P<value>.+?) for a (?:node|edge)\.",
     _("%(value)s is used and nowhere explained in the file.")),
    (r"A (?:hyperedge|port) cannot be read as a tie between two actors\.",
     _("The file holds something that is no tie between two actors.")),
    (r"The file has a document type \(DOCTYPE\), which is refused\.",
     _("The file has a document type (DOCTYPE), which is refused.")),
    (r"Elements are nested more than \d+ deep\.", _("The file is nested too deeply.")),
    (r"The file is no well-formed XML.*", _("The file is broken XML.")),
    (r"The file is no JSON\.", _("The file is no JSON.")),
    (r"There are no \"elements\" in this file; is it from Kumu\?",
     _("There are no elements in this file. Is it from Kumu?")),
    (r"\"connections\" is no list\.", _("The connections of this file cannot be read.")),
    (r"The file is larger than .*", _("The file is too large.")),
    (r"A character is not UTF-8; save the file again as UTF-8\.",
     _("A character is not UTF-8. Save the file again as UTF-8.")),
    (r"The file is UTF-16; save it again as UTF-8\.",
     _("The file is UTF-16. Save it again as UTF-8.")),
    (r"There is a NUL character, which no text may hold\.",
     _("There is a NUL character, which no text may hold.")),
    (r"There are no features in this file; is it GeoJSON\?",
     _("There are no features in this file. Is it GeoJSON?")),
    (r"This is no feature\.", _("This is no feature of GeoJSON.")),
    (r"There are more than (?P<n>\d+) (?:properties|columns)\.", _("There are more than %(n)s columns.")),
    (r"A text holds a character that cannot be stored\.", _("A text holds a character that cannot be stored.")),
    (r"Only points are taken\.", _("Only points are taken.")),
    (rf"{_VALUE} is no point\.", _("%(value)s is no point.")),
    (r"There is no area in this file\.", _("There is no area in this file.")),
    (r"There are more than (?P<n>[\d,]+) features\. Take one regency\.",
     _("There are more than %(n)s areas in this file. Take the sub-districts of one regency.")),
    (r"Only polygons and multipolygons are outlines\.", _("Only polygons and multipolygons are outlines.")),
    (r"The polygon is empty\.", _("The polygon is empty.")),
    (r"A ring needs four corners or more, the last equal to the first\.",
     _("A ring needs four corners or more, the last equal to the first.")),
    (r"A ring is not closed: its last corner has to equal its first\.",
     _("A ring is not closed: its last corner has to equal its first.")),
    (r"A corner is no pair of numbers\.", _("A corner is no pair of numbers.")),
    (r"Longitude (?P<longitude>\S+), latitude (?P<latitude>\S+) is not in Indonesia; .*",
     _("Longitude %(longitude)s, latitude %(latitude)s is not in Indonesia. GeoJSON writes the longitude first, "
       "in degrees.")),
]  # fmt: skip


def in_our_words(complaint: str) -> str:
    """Translate a complaint of `muara.formats`; one that is not known here stays as it was said."""
    if complaint.startswith("Actors: "):
        return gettext("List of actors: %(complaint)s") % {
            "complaint": in_our_words(complaint.removeprefix("Actors: "))
        }
    for pattern, said in COMPLAINTS:
        if (found := re.fullmatch(pattern, complaint, re.DOTALL)) is not None:
            return str(said) % found.groupdict()
    return complaint

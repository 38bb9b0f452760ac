"""What the reader of a table of counts complains of, in the language of the reader."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muara.formats.sheet import Problem
from muara.web.network.wording import in_our_words

COMPLAINTS: tuple[tuple[str, str | Promise], ...] = (
    (
        r"The first line names two columns: date and count\.",
        _("The first line names two columns: date and count."),
    ),
    (r"There are more than \d+ counts; take them in parts\.", _("There are too many counts. Take them in parts.")),
    (r"A field is missing\.", _("A field is missing.")),
    (r"The table cannot be read \(.*\)\.", _("This row is no row of a table.")),
    (r"There is no count in this file\.", _("There is no count in this file.")),
    (r"(?P<value>.+) is no day; write it as 2026-11-24\.", _("%(value)s is no day. Write it as 2026-11-24.")),
    (
        r"(?P<value>.+) is no whole number of 0 or more\.",
        _("%(value)s is no whole number of 0 or more, written without points."),
    ),
    (r"(?P<value>.+) is given twice\.", _("The day %(value)s is given twice.")),
    (
        r"(?P<value>.+) lies (?P<days>\d+) days after the first one; a weekly count is a multiple of 7\.",
        _("%(value)s lies %(days)s days after the first day. Weeks begin on one weekday; months are refused."),
    ),
)


def in_words(problem: Problem) -> str:
    """Say what is wrong with a file, and in which line."""
    text = next(
        (
            str(said) % found.groupdict()
            for pattern, said in COMPLAINTS
            if (found := re.fullmatch(pattern, problem.text, re.DOTALL)) is not None
        ),
        "",
    )
    text = text or in_our_words(problem.text)
    return (
        gettext("Line %(line)s: %(complaint)s") % {"line": problem.line, "complaint": text}
        if problem.line
        else text
    )

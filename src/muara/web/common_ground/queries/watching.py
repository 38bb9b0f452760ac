from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.opinion.threads import THRESHOLD
from muara.web.common_ground import wording
from muara.web.common_ground.models import Reading


@dataclass(frozen=True)
class Watch:
    """What facilitators are told beside a reading: signs to ask about, and what cannot be seen."""

    signs: list[str]
    limits: str
    weights: str


def watch_of(reading: Reading) -> Watch | None:
    """Put the signs of copied ballots into words; None for a reading that did not look for them."""
    found = reading.watch
    if not found:
        return None
    signs = [
        ngettext(
            "%(n)s person answered exactly as others did, more alike than chance explains.",
            "%(n)s people gave exactly the same answers, more alike than chance explains.",
            n,
        )
        % {"n": n}
        for n in found["copies"]
    ]
    if found["few_copies"]:
        signs.append(
            ngettext(
                "In %(n)s further case fewer than five people answered alike.",
                "In %(n)s further cases fewer than five people answered alike.",
                found["few_copies"],
            )
            % {"n": found["few_copies"]}
        )
    signs += [
        ngettext(
            "%(n)s person came by the invitations of one person and pulls away from others of the same group.",
            "%(n)s people came by the invitations of one person and pull further than others of their group.",
            branch["n"],
        )
        % {"n": branch["n"]}
        for branch in found["branches"]
    ]
    limits = _(
        "Puppets that vary their answers and come by several invitations are not found. People who honestly "
        "answer alike look like copies. So ask first. No vote was left out."
    )
    return Watch(signs, limits, _weights(reading))


def _weights(reading: Reading) -> str:
    """Say which threads would not hold if votes were weighed against unequal showing."""
    items = {item["statement"]: item for item in reading.result["statements"]}
    weighed = [number for number in reading.result["threads"] if "weighted" in items[number]]
    if not weighed:
        return ""
    lost = [number for number in weighed if items[number]["weighted"]["bound"] < THRESHOLD]
    if not lost:
        return _("Weighed against unequal showing of the statements, every common thread still holds.")
    return _(
        "Weighed against unequal showing of the statements, these would no longer be common threads: %(numbers)s."
    ) % {"numbers": wording.listed([_("statement %(number)s") % {"number": number} for number in lost])}

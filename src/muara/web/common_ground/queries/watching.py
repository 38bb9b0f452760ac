from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.opinion.threads import THRESHOLD
from muara.web.accounts.models import Sector
from muara.web.common_ground import wording
from muara.web.common_ground.declared import OTHERS
from muara.web.common_ground.models import Reading
from muara.web.common_ground.queries.crosstab import NAMES, label_of


@dataclass(frozen=True)
class Watch:
    """What facilitators are told beside a reading: signs to ask about, and what cannot be seen."""

    signs: list[str]
    limits: str
    weights: str
    voices: list[str]


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
    return Watch(signs, limits, _weights(reading), _voices(reading))


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


def _voices(reading: Reading) -> list[str]:
    """Say whose voices are missing by what people said of themselves; of fewer than five no more than that."""
    statements, said = len(reading.result["statements"]), []
    for kind, name in NAMES.items():
        groups = (reading.declared.get(kind) or {"groups": []})["groups"]
        named = [group for group in groups if group["label"] != OTHERS]
        heard = {group["label"]: len(group["cells"]) for group in named}
        if heard and (least := min(heard.values())) < statements:
            labels = [label_of(kind, label) for label, n in heard.items() if n == least]
            said.append(
                _("%(kind)s: least heard is %(groups)s, with numbers on %(n)s of %(of)s statements.")
                % {"kind": name, "groups": wording.listed(labels), "n": least, "of": statements}
            )
        missing = [label_of(kind, label) for label in Sector.values if label not in heard]
        if kind == "sector" and heard and missing:
            said.append(
                _("Fewer than five people say they are of: %(groups)s.") % {"groups": wording.listed(missing)}
            )
    return said

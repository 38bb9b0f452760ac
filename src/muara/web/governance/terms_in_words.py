"""Terms of an arrangement as sentences, and what two sets of terms do not say alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muara.web.governance.models import Decision, Mandate, Matter, Terms
from muara.web.governance.queries.templates import TEMPLATES

LABELS: Mapping[str, str | Promise] = {
    "form": gettext_lazy("Form"),
    "unit": gettext_lazy("Who votes"),
    "lead": gettext_lazy("Lead organization"),
    "what_for": gettext_lazy("What it is for"),
    "monitoring": gettext_lazy("How members see what is done"),
    "leaving": gettext_lazy("How to leave"),
    "recalling": gettext_lazy("How to take a mandate back"),
    "until_date": gettext_lazy("Until when"),
    "ends_arrangement": gettext_lazy("Whether it goes on"),
}
COPIED = ("form", "unit", "lead", "what_for", "monitoring", "leaving", "recalling", "until_date")


@dataclass(frozen=True)
class Change:
    """One thing that two sets of terms do not say alike; empty is nothing."""

    what: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        if not self.before:
            return _("%(what)s, new: %(after)s") % {"what": self.what, "after": self.after}
        if not self.after:
            return _("%(what)s, no longer: %(before)s") % {"what": self.what, "before": self.before}
        return _("%(what)s: %(after)s, not %(before)s") % vars(self)


def rupiah(amount: int) -> str:
    return f"Rp{formats.number_format(amount, use_l10n=True, force_grouping=True)}"


def holder_name(mandate: Mandate) -> str:
    if mandate.actor is not None:
        return mandate.actor.name
    if mandate.body is not None:
        return mandate.body.name
    return str(_("the members"))


def how_of(mandate: Mandate) -> str:
    """Say within which bounds the holder decides: up to how much, and after how many days of advice."""
    together = mandate.holder == Mandate.Holder.MEMBERS
    return ", ".join([_("together") if together else _("alone"), *bounds_of(mandate)])


def bounds_of(mandate: Mandate) -> list[str]:
    """Say up to how much and after how many days of advice, where there is such a bound."""
    parts = []
    if mandate.most_amount is not None:
        parts.append(_("up to %(amount)s") % {"amount": rupiah(mandate.most_amount)})
    if mandate.advice_days:
        days = ngettext("after %(n)s day of advice", "after %(n)s days of advice", mandate.advice_days)
        parts.append(days % {"n": mandate.advice_days})
    return parts


def rule_name(template: str) -> str:
    """Say by which rule the members decide, as its template asks; one that is not known is called as it was."""
    known = TEMPLATES.get(template)
    if known is None:
        return template.replace("_", " ")
    if known.kind == "consent":
        return _("no objection stands")
    if known.kind == "elect":
        return _("secret election") if known.mode == Decision.Mode.SECRET_BALLOT else _("election")
    shares = [line for line in known.passing if line.measure == "share"]
    if len(shares) != 1:
        return str(known.title)
    line = shares[0]
    if (line.than, line.value, line.of) == (">", (1, 2), "decided"):
        return _("more for than against")
    part = {"part": f"{line.value[0]}/{line.value[1]}"}
    if line.of == "eligible":
        return _("at least %(part)s of all members") % part
    return (
        _("more than %(part)s of the votes") if line.than == ">" else _("at least %(part)s of the votes")
    ) % part


def mandate_in_words(mandate: Mandate) -> str:
    said = f"{holder_name(mandate)}, {how_of(mandate)}"
    alone = mandate.holder != Mandate.Holder.MEMBERS
    return said if alone or not mandate.template else f"{said}: {rule_name(mandate.template)}"


def changes_between(old: Terms | None, new: Terms) -> tuple[Change, ...]:
    """Say what `new` says other than `old`, field by field and mandate by mandate; nothing if they are alike."""
    before, after = _fields(old), _fields(new)
    found = [
        Change(str(label), before[name], after[name])
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]
    was, will = _mandates(old), _mandates(new)
    for matter in Matter:
        less = [said for said in was.get(matter, []) if said not in will.get(matter, [])]
        more = [said for said in will.get(matter, []) if said not in was.get(matter, [])]
        if less or more:
            found.append(Change(capfirst(str(matter.label)), "; ".join(less), "; ".join(more)))
    return tuple(found)


def _fields(terms: Terms | None) -> dict[str, str]:
    if terms is None:
        return dict.fromkeys(LABELS, "")
    said: dict[str, Any] = {name: getattr(terms, name) for name in LABELS}
    said["form"], said["unit"] = terms.get_form_display(), terms.get_unit_display()
    said["until_date"] = formats.date_format(terms.until_date, "j F Y") if terms.until_date else _("no end is set")
    said["ends_arrangement"] = _("it ends") if terms.ends_arrangement else _("it goes on")
    return {name: str(value or "") for name, value in said.items()}


def _mandates(terms: Terms | None) -> dict[str, list[str]]:
    """Return the mandates of each matter as sentences, in the order in which they were written."""
    found: dict[str, list[str]] = {}
    if terms is not None:
        for row in terms.mandates.filter(ended_at=None).select_related("actor", "body").order_by("pk"):
            found.setdefault(row.matter, []).append(mandate_in_words(row))
    return found

"""A kept reading of the forms as its page tells it: the finding, the picture, what binds, trends, the list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from muara.engine.governance import CONTINGENCIES, FORMS, TABLE, range_of
from muara.formats.fit_reading import crossings_of
from muara.web.governance import fit_words as words
from muara.web.governance.models import FitReading

WIDE = 1000
LEAST, MOST = 2, 200
"""Ends of the axis of participants, which is logarithmic."""


@dataclass(frozen=True)
class Band:
    """A form on the axis of one condition: where its word may hold, and where it surely does."""

    form: str
    level: str
    may_x: int
    may_wide: int
    sure_x: int
    sure_wide: int


@dataclass(frozen=True)
class ConditionRow:
    """One condition with its interval, and the ranges of the forms beside it."""

    name: str
    label: str
    value: str
    range: str
    n: int
    origin: str
    address: str
    x: int
    x_low: int
    wide: int
    bands: Sequence[Band]
    inside: str
    is_number: bool


@dataclass(frozen=True)
class FormRow:
    """What all readings say of one form."""

    label: str
    best: int
    best_by_mean: int
    binds: str
    often: int
    is_declared: bool


@dataclass(frozen=True)
class Gauge:
    """One side of a tension: what it counts, its trend, and a small line."""

    label: str
    counts: str
    trend: str
    is_unknown: bool
    path: str
    first: str
    last: str
    values: Sequence[tuple[str, str]]
    more: str


@dataclass(frozen=True)
class Check:
    """One line of the list of Raab and others."""

    label: str
    found: bool | None
    why: str


@dataclass(frozen=True)
class FitPage:
    title: str
    lead: str
    beside: str
    rows: Sequence[ConditionRow]
    parts: Sequence[tuple[str, str]]
    forms: Sequence[FormRow]
    changes: Sequence[str]
    by_mean: str
    tensions: Sequence[tuple[str, Sequence[Gauge]]]
    checks: Sequence[Check]
    draws: int


def fit_page(reading: FitReading) -> FitPage:
    inputs, result = reading.inputs, reading.result
    fit = result["fit"]
    return FitPage(
        title=_title(fit),
        lead=_lead(fit),
        beside=_beside(result),
        rows=[_row(name, inputs) for name in CONTINGENCIES],
        parts=_parts(inputs),
        forms=[_form(form, fit, result["declared"]) for form in FORMS],
        changes=[_change(one) for one in fit["changes"]],
        by_mean=_by_mean(fit),
        tensions=[
            (str(label), [_gauge(name, inputs["periods"], result["trends"][name]) for name in names])
            for label, names in words.TENSIONS
        ],
        checks=_checks(inputs, result["checklist"]),
        draws=fit["draws"],
    )


def finding(reading: FitReading) -> str:
    """Say in one sentence what a reading found."""
    return _title(reading.result["fit"])


def _hundred(share: float) -> int:
    """Return a share as so many of 100 readings; never none or all where it was not quite."""
    rounded = round(100 * share)
    if share > 0 and rounded == 0:
        return 1
    return 99 if share < 1 and rounded == 100 else rounded


def _title(fit: Mapping[str, Any]) -> str:
    if fit["supported"] == "none":
        return _("No form fits yet: first mend the %(what)s.") % {"what": words.CONDITIONS[fit["first_mend"]]}
    if fit["supported"] == "undecided":
        return _("The data do not decide between the forms.")
    return _("The data support: %(form)s.") % {"form": words.FORMS[fit["supported"]]}


def _lead(fit: Mapping[str, Any]) -> str:
    none = _hundred(fit["none"])
    if fit["supported"] in FORMS:
        best = _hundred(fit["forms"][fit["supported"]]["best"])
        return _(
            "It is the best of the three in %(best)s of 100 plausible readings; in %(none)s of 100 no form fits."
        ) % {"best": best, "none": none}
    return _("In %(none)s of 100 plausible readings no form fits the conditions of this network.") % {"none": none}


def _beside(result: Mapping[str, Any]) -> str:
    declared, supported = result["declared"], result["fit"]["supported"]
    if not declared:
        return _("No form is in force yet.")
    form = {"form": words.FORMS[declared]}
    if result["is_as_declared"]:
        return _("Declared is the same form: %(form)s.") % form
    if supported in FORMS:
        return _("Declared is another form: %(form)s. Whether to change it is for the members to decide.") % form
    return _("Declared is: %(form)s.") % form


def _by_mean(fit: Mapping[str, Any]) -> str:
    form = {"form": words.FORMS[fit["by_mean"]]}
    if fit["by_mean"] == fit["supported"]:
        return _("By the mean of the conditions instead of the weakest it would be the same: %(form)s.") % form
    return (
        _(
            "By the mean of the conditions, which forgives, it would be: %(form)s. "
            "Two honest rules disagree, and that is part of the finding."
        )
        % form
    )


def _x(name: str, value: float) -> int:
    if name != "participants":
        return round(WIDE * min(max(value, 0.0), 1.0))
    inside = min(max(value, LEAST), MOST)
    return round(WIDE * math.log(inside / LEAST) / math.log(MOST / LEAST))


def _said(name: str, value: float) -> str:
    return number_format(value, 0) if name == "participants" else f"{100 * value:.0f}%"


def _row(name: str, inputs: Mapping[str, Any]) -> ConditionRow:
    one, crossings = inputs["conditions"][name], crossings_of(inputs["crossings"])
    bands, inside = [], []
    for form in FORMS:
        level = TABLE[form].get(name)
        if level is None:
            continue
        found = range_of(name, level, crossings)
        may_x, sure_x = _x(name, found.may_from), _x(name, found.sure_from)
        band = Band(
            str(words.SHORT_FORMS[form]),
            str(words.LEVELS[level]),
            may_x,
            _x(name, found.may_to) - may_x,
            sure_x,
            max(_x(name, found.sure_to) - sure_x, 0),
        )
        bands.append(band)
        if found.may_from <= one["high"] and one["low"] <= found.may_to:
            inside.append(f"{band.form} ({band.level})")
    x_low, x_high = _x(name, one["low"]), _x(name, one["high"])
    touched = (
        _("The interval touches the range of: %(forms)s.") % {"forms": ", ".join(inside)}
        if inside
        else _("The interval lies in the range of no form.")
    )
    origin, address = _origin(inputs["city"], one["from"], inputs["arrangement"])
    low, high = _said(name, one["low"]), _said(name, one["high"])
    return ConditionRow(
        name, str(words.CONDITIONS[name]), _said(name, one["value"]), f"{low}–{high}", one["n"], origin, address,
        _x(name, one["value"]), x_low, max(x_high - x_low, 6), bands, touched, name == "participants",
    )  # fmt: skip


def _origin(city: str, told: Mapping[str, Any], arrangement: str) -> tuple[str, str]:
    """Say where a number comes from, and the page that shows it."""
    kind = told["kind"]
    if kind == "survey":
        text = _("Trust survey “%(title)s”: %(answering)s of %(asked)s organisations answered.") % told
        return text, reverse("network:survey", args=[city, told["number"]])
    if kind == "registry":
        whole = {"sure": told["sure"], "all": told["sure"] + told["borderline"]}
        text = (
            _("Members of this arrangement; %(sure)s of %(all)s have two ties or roles or more.") % whole
            if told["of_members"]
            else _("Actors of the network; %(sure)s of %(all)s have two ties or roles or more.") % whole
        )
        return text, reverse("network:actors", args=[city])
    if kind == "votes":
        text = (
            _("Reading %(reading)s of “%(title)s”: %(people)s people on %(statements)s statements.") % told
            + " "
            + _("People voted, not organisations.")
        )
        return text, reverse("common_ground:reading", args=[city, told["topic"], told["reading"]])
    if kind == "processes":
        text = _("%(together)s of %(processes)s processes are carried by two organisations or more.") % told
        return text, reverse("network:processes", args=[city])
    views = reverse("governance:fit_views", args=[city, arrangement])
    if kind == "experts":
        return _("Not measured: %(raters)s raters.") % told, views
    return _("Mean of three parts that weigh the same; they stand below."), views


def _parts(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, label in words.PARTS.items():
        one = inputs["parts"][name]
        if one is None:
            told = _("nothing is known: anything from 0 to 100%")
        else:
            origin, _address = _origin(inputs["city"], one["from"], inputs["arrangement"])
            low, value, high = (_said(name, one[key]) for key in ("low", "value", "high"))
            told = f"{value} ({low}–{high}). {origin}"
        found.append((str(label), told))
    return found


def _form(form: str, fit: Mapping[str, Any], declared: str) -> FormRow:
    one = fit["forms"][form]
    return FormRow(
        str(words.FORMS[form]),
        _hundred(one["best"]),
        _hundred(one["best_by_mean"]),
        str(words.CONDITIONS[one["binds"]]),
        _hundred(one["binding"][one["binds"]]),
        form == declared,
    )


def _change(one: Mapping[str, Any]) -> str:
    name = one["condition"]
    told = {
        "what": words.CONDITIONS[name],
        "now": _said(name, one["now"]),
        "to": _said(name, one["to"]),
        "form": words.FORMS.get(one["supported"], ""),
    }
    if one["supported"] == "none":
        return _("If the %(what)s went from %(now)s to %(to)s, no form would fit.") % told
    if one["supported"] == "undecided":
        return _("If the %(what)s went from %(now)s to %(to)s, the data would not decide.") % told
    return _("If the %(what)s went from %(now)s to %(to)s, the data would support: %(form)s.") % told


def _gauge_value(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "efficiency":
        return _("%(n)s days") % {"n": number_format(value, 0)}
    return number_format(value, 0) if name == "external" else f"{100 * value:.0f}%"


def _gauge(name: str, periods: Sequence[Mapping[str, Any]], found: Mapping[str, Any]) -> Gauge:
    values: list[float | None] = [period[name]["value"] for period in periods]
    known = [value for value in values if value is not None]
    top = max(known, default=0) or 1
    steps = max(len(values) - 1, 1)
    spots = [
        f"{round(at * 100 / steps)} {round(38 - 36 * value / top)}"
        for at, value in enumerate(values)
        if value is not None
    ]
    is_unknown = found["word"] == "unknown"
    said = {**words.TRENDS, **words.FASTER} if name == "efficiency" else words.TRENDS
    told = str(said[found["word"]])
    if is_unknown:
        told += " " + _("(%(n)s of at least 4 periods)") % {"n": found["n"]}
    lines = [
        (date.fromisoformat(period["until"]), _gauge_value(name, value), period[name]["n"])
        for period, value in zip(periods, values, strict=True)
    ]
    return Gauge(
        str(words.GAUGES[name]),
        str(words.COUNTS[name]),
        told,
        is_unknown,
        "M" + "L".join(spots) if len(spots) > 1 else "",
        _gauge_value(name, known[0]) if known else "",
        _gauge_value(name, known[-1]) if known else "",
        [(f"{day.day}/{day.month}/{day.year}", f"{value} (n {n})") for day, value, n in lines],
        _more(name, periods),
    )


def _more(name: str, periods: Sequence[Mapping[str, Any]]) -> str:
    """Say what else of the log belongs to a gauge."""
    if name == "external":
        n = sum(period[name]["sessions"] for period in periods)
        return _("Open evenings held in the same time: %(n)s. Recognition of initiatives is not kept yet.") % {
            "n": n
        }
    if name == "flexibility":
        return _("Changes of the terms in the same time: %(n)s.") % {"n": sum(p[name]["terms"] for p in periods)}
    if name == "inclusiveness":
        spread = [period[name]["gini"] for period in periods if period[name]["gini"] is not None]
        if spread:
            told = number_format(spread[-1], 2)
            return _("Unevenness of taking part at last: %(gini)s (0 even, 1 one alone).") % {"gini": told}
    return ""


def _checks(inputs: Mapping[str, Any], found: Mapping[str, bool | None]) -> list[Check]:
    known = inputs["checklist"]
    return [Check(str(label), found[name], _why(name, known, found[name])) for name, label in words.CHECKS.items()]


def _why(name: str, known: Mapping[str, Any], found: bool | None) -> str:
    """Say what a line of the list was judged by, or why it cannot be judged yet."""
    if name == "is_old_enough":
        if found is None:
            return _("Nobody is in the network yet, so it has no age.")
        return _("It has been there for %(years)s years.") % {"years": number_format(known["age_years"], 1)}
    if name == "is_stable":
        if known["stability"] is None:
            return _("Fewer than five roles were held a year ago (%(n)s).") % {"n": known["roles"]}
        share = _("Of the roles held a year ago, %(share)s are held by the same still.") % {
            "share": f"{100 * known['stability'][0]:.0f}%"
        }
        return share if found is not None else share + " " + _between()
    if name == "is_integrated":
        if known["integration"] is None:
            return _("Fewer than five actors are in the network (%(n)s).") % {"n": known["actors"]}
        low, high = known["integration"]
        told = _("Ties heap up at one actor by %(low)s to %(high)s, with and without unconfirmed ties.") % {
            "low": f"{100 * low:.0f}%",
            "high": f"{100 * high:.0f}%",
        }
        return told if found is not None else told + " " + _between()
    if found:
        return _("An administrative organization is in force.")
    return _("What means the network has is not kept yet, and no administrative organization is in force.")


def _between() -> str:
    return _("That lies where the declared ranges leave open whether it is high.")

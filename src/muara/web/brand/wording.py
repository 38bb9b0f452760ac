"""How the readings of a campaign are said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muara.web.brand.queries.substance import SOURCES

WORDS = {
    "loud_then_gone": gettext_lazy("loud, then gone"),
    "loud_and_stayed": gettext_lazy("loud, and it stayed"),
    "quiet_but_growing": gettext_lazy("quiet, but growing"),
    "cannot_be_judged": gettext_lazy("cannot be judged yet"),
}
MARKS = {
    "loud_then_gone": "d",
    "loud_and_stayed": "a",
    "quiet_but_growing": "c",
    "cannot_be_judged": "n",
}
WHY_NOT = {
    "too_coarse": gettext_lazy(
        "The counts cover more than a week each: a fall that takes days cannot be seen in them."
    ),
    "too_short": gettext_lazy("Not enough time has passed."),
    "next_burst": gettext_lazy(
        "Another burst began before this one could be judged, so it never can be: nobody can tell them apart."
    ),
    "no_fall": gettext_lazy("How fast attention fell cannot be read, so nobody knows when the burst is over."),
    "nothing_before": gettext_lazy(
        "There are no counts of the four weeks before the campaign, so there is nothing to compare with."
    ),
}


def number(value: float, digits: int = 0) -> str:
    return formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


def share(value: float | None) -> str:
    return _("not known") if value is None else f"{100 * value:.0f}%"


def day_of(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "j F Y")


def names_of(keys: Sequence[str]) -> str:
    return ", ".join(str(SOURCES[key].label) if key in SOURCES else key for key in keys)


def why(result: Mapping[str, Any], main: Mapping[str, Any] | None) -> str:
    """Say in one or two sentences on which condition the word was given."""
    because = result["because"]
    if main is None:
        return _("There is no series of attention.")
    kept = main["persistence"]
    if because == "attention_unknown":
        return _why_not(kept)
    if because == "persists":
        return _stayed(kept)
    faded = (
        _("There was no burst of attention.")
        if main["is_quiet"]
        else _("What stayed of the burst cannot be told from before (%(low)s to %(high)s times).")
        % {"low": number(kept["low"], 2), "high": number(kept["high"], 2)}
    )
    moved = {
        "substance_unknown": _("Too few of the series that it was to move are known before and after."),
        "grew": _("What it was to move grew: %(names)s.") % {"names": names_of(result["grew"])},
        "faded_and_flat": _("What it was to move did not grow."),
        "nothing_moved": _("What it was to move did not grow either."),
    }[because]
    return f"{faded} {moved}"


def _why_not(kept: Mapping[str, Any]) -> str:
    reason = str(WHY_NOT[kept["why_not"]])
    if kept["days_missing"]:
        days = ngettext("Look again in %(n)s day.", "Look again in %(n)s days.", kept["days_missing"])
        return f"{reason} {days % {'n': number(kept['days_missing'])}}"
    return reason


def _stayed(kept: Mapping[str, Any]) -> str:
    return _(
        "Long after the burst there is %(ratio)s times the attention of before (90%% interval %(low)s to "
        "%(high)s)."
    ) % {
        "ratio": number(kept["ratio"], 2),
        "low": number(kept["low"], 2),
        "high": number(kept["high"], 2),
    }  # fmt: skip


def attention(one: Mapping[str, Any]) -> list[str]:
    """Tell one series: its bursts, how fast the judged one fell, and what stayed."""
    kept, told = one["persistence"], []
    judged = next((burst for burst in one["bursts"] if burst["is_judged"]), None)
    own = sum(burst["is_own"] for burst in one["bursts"])
    if judged is None:
        told.append(_("No burst of attention since the campaign began."))
    else:
        told.append(
            ngettext("%(n)s burst since the campaign began.", "%(n)s bursts since the campaign began.", own)
            % {"n": own}
        )
        told.append(
            _("The highest one peaked on %(day)s: %(height)s, where %(usual)s was usual.")
            % {
                "day": day_of(judged["peak"]),
                "height": number(judged["height"]),
                "usual": number(judged["usual"]),
            }
        )
    if kept is None:
        return told
    if (life := kept["half_life"]) is not None:
        told.append(
            _("It fell by half in %(days)s days (90%% interval %(low)s to %(high)s).")
            % {name: number(life[name], 1) for name in ("days", "low", "high")}
        )
    told.append(_why_not(kept) if kept["why_not"] else _stayed(kept))
    if kept["trend_removed"] and not kept["why_not"]:
        told.append(_("The trend from before was carried on and taken out."))
    return told


def headline(n: int, counted: Mapping[str, int], unread: int) -> str:
    """Say what the campaigns of a city came to, as a sentence."""
    if not n:
        return _("No campaign is written down yet.")
    parts = [
        ngettext("%(n)s stayed", "%(n)s stayed", counted.get("loud_and_stayed", 0)),
        ngettext("%(n)s was loud, then gone", "%(n)s were loud, then gone", counted.get("loud_then_gone", 0)),
        ngettext("%(n)s grew quietly", "%(n)s grew quietly", counted.get("quiet_but_growing", 0)),
        ngettext(
            "%(n)s cannot be judged yet", "%(n)s cannot be judged yet", counted.get("cannot_be_judged", 0) + unread
        ),
    ]
    values = [
        counted.get("loud_and_stayed", 0),
        counted.get("loud_then_gone", 0),
        counted.get("quiet_but_growing", 0),
        counted.get("cannot_be_judged", 0) + unread,
    ]
    said = [part % {"n": value} for part, value in zip(parts, values, strict=True) if value]
    return _("Of %(n)s campaigns, %(list)s.") % {"n": n, "list": ", ".join(said)}

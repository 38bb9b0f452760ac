"""Rupiah, rates and the names of figures, as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils import formats

from muara.web.assets.feasibility import NAMES

register = template.Library()


@register.filter
def rupiah(amount: float | None) -> str:
    """Write an amount as people do: Rp12.500, −Rp3.000."""
    if amount is None:
        return "–"
    whole = round(amount)
    return f"{'−' if whole < 0 else ''}Rp{formats.number_format(abs(whole), use_l10n=True, force_grouping=True)}"


@register.filter
def tenths(share: float | None) -> str:
    """Write a rate in percent with one decimal."""
    return "–" if share is None else f"{formats.number_format(round(100 * share, 1), 1, use_l10n=True)}%"


@register.filter
def rates(roots: Iterable[float]) -> str:
    return "; ".join(tenths(root) for root in roots)


@register.filter
def figure(name: str) -> str:
    return str(NAMES[name])

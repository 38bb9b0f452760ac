"""Small parts of every page: the motif, icons, marks, bars, form fields, numbers and times in Indonesian."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django import template
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lokal import parse_phone, terbilang

register = template.Library()

ICONS = {
    "yes": "M4 13l5 5L20 6",
    "no": "M5 5l14 14M19 5L5 19",
    "skip": "M4 12h12M11 6l6 6-6 6M20 5v14",
    "go": "M4 12h15M13 6l6 6-6 6",
}
MARKS = {
    "a": '<circle cx="7" cy="7" r="6" fill="currentColor"/>',
    "b": '<path d="M7 1 13.5 13H.5z" fill="currentColor"/>',
    "c": '<rect x="1" y="1" width="12" height="12" fill="currentColor"/>',
    "d": '<path d="M7 0 14 7 7 14 0 7z" fill="currentColor"/>',
    "e": '<path d="M5 0H9V5H14V9H9V14H5V9H0V5H5z" fill="currentColor"/>',
    "n": '<path d="M2 2 12 12M12 2 2 12" stroke="currentColor" stroke-width="2"/>',
}
ZONES = {25200: "WIB", 28800: "WITA", 32400: "WIT"}


@register.simple_tag
def streams(meet: int = 70) -> SafeString:
    """Draw the motif under the header; `meet` says how far right (0 to 100) the two streams join."""
    turn, end = max(meet * 10 - 260, 0), max(meet * 10, 160)
    middle = (turn + end) // 2
    return format_html(
        '<svg class="streams" viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="M0 3H{0}C{1} 3 {1} 13 {2} 13H1000"/><path d="M0 25H{0}C{1} 25 {1} 15 {2} 15H1000"/></svg>',
        turn,
        middle,
        end,
    )


@register.simple_tag
def join() -> SafeString:
    """Draw the join that opens a common thread."""
    return mark_safe(
        '<svg viewBox="0 0 24 64" aria-hidden="true"><path d="M1 0V6C1 34 11 32 11 64"/>'
        '<path d="M23 0V6C23 34 13 32 13 64"/></svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="ic" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def mark(key: str) -> SafeString:
    """Draw the shape of an opinion group (a to e, n for people in between)."""
    key = key.lower()
    return format_html(
        '<svg class="sh g{}" viewBox="0 0 14 14" aria-hidden="true">{}</svg>',
        key,
        mark_safe(MARKS[key]),  # noqa: S308 (constant)
    )


@dataclass(frozen=True)
class Bar:
    """One row of a bar table: a share of people with its 90 % interval, or withheld below five."""

    label: str
    key: str = ""
    share: float = 0.0
    low: float = 0.0
    high: float = 0.0
    n: int = 0
    is_withheld: bool = False

    @property
    def x(self) -> str:
        return f"{100 * self.share:.0f}"

    @property
    def x_low(self) -> str:
        return f"{100 * self.low:.0f}"

    @property
    def x_high(self) -> str:
        return f"{100 * self.high:.0f}"


@register.inclusion_tag("ui/_bars.html")
def bars(rows: Iterable[Bar], name: str = "", has_axis: bool = True) -> dict[str, Any]:
    return {"rows": list(rows), "name": name or _("Who agrees, by group"), "has_axis": has_axis}


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.inclusion_tag("ui/_form.html")
def fields(form: Any) -> dict[str, Any]:
    return {"form": form}


@register.simple_tag
def qr(url: str, label: str = "") -> SafeString:
    """Draw a QR code as SVG, with what it leads to as its text alternative."""
    svg = segno.make(url, error="m").svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return format_html(
        '<div class="qr" role="img" aria-label="{}">{}</div>',
        label or _("QR code to %(url)s") % {"url": url},
        mark_safe(svg),  # noqa: S308 (made by segno from modules, holds no text)
    )


@register.filter
def phone(number: str) -> str:
    """Write an Indonesian phone number as people do: 0812-3456-7890."""
    return (parse_phone(number).national or number) if number else "–"


@register.filter
def in_words(number: int) -> str:
    """Begin a title with a number in words where the language has them at hand: Dua puluh dua."""
    if get_language() == "id" and 0 <= number < 100:
        return str(terbilang(number)).capitalize()
    return formats.number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"


@register.filter
def moment(at: datetime | None) -> str:
    """Write a time as people say it: Jumat, 9 Februari 2018, 19.30 WIB."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    offset = local.utcoffset()
    zone = ZONES.get(int(offset.total_seconds()) if offset else 0, "")
    clock = formats.date_format(local, "H.i")
    return f"{formats.date_format(local, 'l, j F Y')}, {clock} {zone}".strip()


@register.filter
def day(at: datetime | None) -> str:
    return "–" if at is None else formats.date_format(timezone.localtime(at), "l, j F Y")


@register.filter
def clock(at: datetime | None) -> str:
    return "–" if at is None else formats.date_format(timezone.localtime(at), "H.i")

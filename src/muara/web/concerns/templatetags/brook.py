"""The brook of an evening: one strand is one concern, and a brown dot is where it stopped."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WIDTH = 1000
MOST = 60  # strands that can still be told apart


@register.simple_tag
def brook(*counts: int) -> SafeString:
    """Draw strands that pass one count after another; each count is a part of the one before."""
    n, lines, dots = min(counts[0], MOST), [], []
    column = WIDTH // len(counts)
    left = _left_after(counts, n)
    stopped = 0
    for strand in range(n):
        x, y = 0, _place(strand, n, 0)
        path = f"M0 {y:.0f}"
        for stage in range(1, len(counts)):
            if strand >= left[stage]:
                lines.append(("", path)) if stage > 1 else None
                stopped += 1
                end_x, end_y = x + column * 0.45 + 22 * (stopped % 4), 60 + 40 * (stopped / max(n - left[-1], 1))
                lines.append(
                    ("dry", f"M{x} {y:.0f}C{x + 70} {y:.0f} {end_x - 70:.0f} {end_y:.0f} {end_x:.0f} {end_y:.0f}")
                )
                dots.append(f"M{end_x:.0f} {end_y:.0f}h0")
                break
            next_x, next_y = column * stage, _place(strand, left[stage], stage)
            middle = (x + next_x) // 2
            path += f"C{middle} {y:.0f} {middle} {next_y:.0f} {next_x} {next_y:.0f}"
            x, y = next_x, next_y
        else:
            lines.append(("", f"{path}H{WIDTH}"))
    return format_html(
        '<svg class="brook" viewBox="0 0 1000 104" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>',
        format_html_join("", '<path class="{}" d="{}"/>', lines),
        format_html('<path class="pool" d="{}"/>', "".join(dots)) if dots else "",
    )


def _left_after(counts: Sequence[int], n: int) -> list[int]:
    """Return how many strands are left at each stage; where there are too many to draw, their share."""
    whole = max(counts[0], 1)
    return [min(round(n * count / whole), n) for count in counts]


def _place(strand: int, n: int, stage: int) -> float:
    """Return the height of a strand: spread out at the spring, closer with every stage."""
    if stage == 0:
        return 8 + (90 * strand / (n - 1) if n > 1 else 24)
    gap = min(12 / stage, 40 / max(n, 1))
    return 32 + (strand - (n - 1) / 2) * gap

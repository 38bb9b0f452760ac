"""The report as one HTML page: no scripts, nothing loaded from elsewhere, fit to print."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from muara.formats.findings import Section, headline, one_line, sections

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;border-bottom:1px solid #999;margin-top:2rem}
table{border-collapse:collapse;margin:.4rem 0}
td,th{padding:.1rem .8rem .1rem 0;text-align:left;font-size:.9rem}
li{margin:.8rem 0;break-inside:avoid}blockquote{margin:0;font-weight:600}p{margin:.3rem 0}
.said{white-space:pre-line}footer{margin-top:2rem;font-size:.8rem;color:#555;overflow-wrap:anywhere}
svg{max-width:100%;height:auto;border:1px solid #ccc}
"""
COLOURS = ("#0b5c8a", "#b3541e", "#3f7d20", "#7a3b8f", "#8a6d00")
MAP_FROM = 30
MAP_DOTS = 3000


def html_page(result: Mapping[str, Any]) -> str:
    """Write the page.

    Parameters
    ----------
    result : mapping
        What `muara.formats.report.result_of` gives.
    """
    body = "".join(section_html(section) for section in sections(result))
    return document(
        one_line(result["topic"]) or "Conversation", headline(result), f"{body}{_map(result)}{_footer(result)}"
    )


def document(title: str, opening: str, body: str) -> str:
    """Put a page together: `title` and `opening` are text, `body` is HTML.

    Examples
    --------
    >>> "<h1>A &amp; B</h1>" in document("A & B", "", "")
    True
    """
    head = (
        f'<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<style>{STYLE}</style>\n'
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}</head>\n'
        f"<body>\n<h1>{escape(title)}</h1>\n<p>{escape(opening)}</p>\n{body}</body>\n</html>\n"
    )


def section_html(section: Section) -> str:
    parts = [f"<h2>{escape(section.heading)}</h2>\n<p>{escape(section.introduction)}</p>\n"]
    if section.findings:
        parts.append("<ol>\n")
        for finding in section.findings:
            parts.append(f"<li><blockquote>{escape(finding.text)}</blockquote>")
            if finding.sentence:
                parts.append(f'<p class="said">{escape(finding.sentence)}</p>')
            if finding.cells:
                head = "".join(f"<th>{escape(column)}</th>" for column in section.columns)
                row = "".join(f"<td>{escape(cell)}</td>" for cell in finding.cells)
                parts.append(f"<table><tr>{head}</tr><tr>{row}</tr></table>")
            parts.append("</li>\n")
        parts.append("</ol>\n")
    if section.more:
        parts.append(f"<p>… and {section.more:,} more in the result file.</p>\n")
    return "".join(parts)


def _map(result: Mapping[str, Any]) -> str:
    """Draw a dot for each person; none for small conversations, where a dot could be known, nor in a summary."""
    places = list(result.get("positions", {}).items())
    if len(places) < MAP_FROM:
        return ""
    places = places[:: max(1, -(-len(places) // MAP_DOTS))]
    widest = max((abs(x) for _, place in places for x in place), default=0.0) or 1.0
    dots = []
    for name, (x, y) in places:
        group = result["membership"][name]
        colour = "#999" if group is None else COLOURS[group]
        across, down = 300 + x / widest * 280, 200 - y / widest * 190
        dots.append(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>')
    legend = " ".join(
        f'<span style="color:{COLOURS[index]}">● {escape(group["label"])}</span>'
        for index, group in enumerate(result["groups"])
    )
    share = f"{result['explained'] * 100:.0f} %"
    return (
        "<h2>Map</h2>\n<p>One dot is one person; near means voting alike. "
        f"The two axes hold {share} of the difference. {legend}</p>\n"
        f'<svg viewBox="0 0 600 400" role="img" aria-label="Opinion map">{"".join(dots)}</svg>\n'
    )


def _footer(result: Mapping[str, Any]) -> str:
    return (
        "<footer><p>Share = agree ÷ (agree + disagree + pass): of those who answered. "
        "Ranges are 90 % intervals. Groups with under 5 answers are not shown.</p>"
        f"<p>{escape(result['engine_version'])} · mode {escape(result['mode'])} · seed {result['seed']} · "
        f"input sha256 {escape(result['input_sha256'])}</p></footer>\n"
    )

"""The form of minutes: ten numbered parts, written as Markdown and read back as the same parts.

A text is edited by people afterwards. What still has the form is read as what it is, all else as it stands; only
the ten headings have to stay, so that no part, the differences least of all, goes away unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.web.ui.markdown import passages

HEAD, SPARK, ATTENDANCE, SAID, THREADS, DIFFERENCES, DECISIONS, FOLLOW_UPS, UNANSWERED, CORRECTION = range(1, 11)
TITLES: dict[int, str | Promise] = {
    HEAD: gettext_lazy("Letterhead"),
    SPARK: gettext_lazy("What was sparked"),
    ATTENDANCE: gettext_lazy("Who was there, by sector"),
    SAID: gettext_lazy("What was said"),
    THREADS: gettext_lazy("Common threads"),
    DIFFERENCES: gettext_lazy("Differences of opinion"),
    DECISIONS: gettext_lazy("Decisions"),
    FOLLOW_UPS: gettext_lazy("Follow-ups"),
    UNANSWERED: gettext_lazy("Not yet answered"),
    CORRECTION: gettext_lazy("Corrections"),
}
HEADING = re.compile(r"^##[ \t]+(\d{1,2})\.(?=[ \t]|$)", re.MULTILINE)
LABELED = re.compile(r"\*\*((?:\\.|[^*\\])+):\*\* (.+)")
SPOKEN = re.compile(r"\*\*((?:\\.|[^*\\])+)\*\* \(([^()]+)\): (.+)")
STRONG = re.compile(r"\*\*((?:\\.|[^*\\])+)\*\*")
NOTED = re.compile(r"\*[^*].*[^*\\]\*")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
SIGNS = re.compile(r"[\\`*_\[\]<>&]")
AT_THE_START = re.compile(r"^(?:[#+=~|-]|\d+(?=[.)]))")


@dataclass(frozen=True)
class Said:
    """One contribution: what the speaker is, what kind it was in words, and the point."""

    role: str
    kind: str
    text: str


@dataclass(frozen=True)
class Agreed:
    """One follow-up: what, who, until when."""

    what: str
    who: str
    until: str


@dataclass(frozen=True)
class Parts:
    """The ten parts of minutes as far as an evening recorded them."""

    head: tuple[tuple[str, str], ...] = ()
    speakers: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    threads: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    follow_ups: tuple[Agreed, ...] = ()
    unanswered: tuple[str, ...] = ()
    correction: str = ""


def write(parts: Parts) -> str:
    """Write the ten parts; an empty one says that nothing was recorded.

    What people said is written so that it is drawn as they said it, whatever signs it holds.
    """
    nothing = f"*{_('Nothing was recorded.')}*"
    numbered = "\n".join(f"{place}. {escape(point)}" for place, point in enumerate(parts.points, 1))
    spark = [*(f"**{escape(speaker)}**" for speaker in parts.speakers), *([numbered] if numbered else [])]
    bodies = {
        HEAD: _list(f"**{escape(label)}:** {escape(value)}" for label, value in parts.head),
        SPARK: "\n\n".join(spark),
        ATTENDANCE: _list(map(escape, parts.attendance)),
        SAID: _list(f"**{escape(one.role)}** ({one.kind}): {escape(one.text)}" for one in parts.said),
        THREADS: _list(map(escape, parts.threads)),
        DIFFERENCES: _list(map(escape, parts.differences)),
        DECISIONS: _list(map(escape, parts.decisions)),
        FOLLOW_UPS: _list(_joined(one.what, one.who, one.until) for one in parts.follow_ups),
        UNANSWERED: _list(map(escape, parts.unanswered)),
        CORRECTION: escape(parts.correction),
    }
    return "\n\n".join(f"## {part}. {TITLES[part]}\n\n{bodies[part] or nothing}" for part in TITLES) + "\n"


def read(text: str) -> Parts:
    """Return the parts of minutes, for whoever needs them apart."""
    body = sections(text)
    items = {part: _items(body.get(part, "")) for part in TITLES}
    spark = body.get(SPARK, "").splitlines()
    return Parts(
        head=tuple(_labeled(item) for item in items[HEAD]),
        speakers=tuple(unescape(found[1]) for line in spark if (found := STRONG.fullmatch(line.strip()))),
        points=tuple(unescape(found[1]) for line in spark if (found := re.fullmatch(r"\d+\. (.+)", line.strip()))),
        attendance=tuple(map(unescape, items[ATTENDANCE])),
        said=tuple(_spoken(item) for item in items[SAID]),
        threads=tuple(map(unescape, items[THREADS])),
        differences=tuple(map(unescape, items[DIFFERENCES])),
        decisions=tuple(map(unescape, items[DECISIONS])),
        follow_ups=tuple(_agreed(item) for item in items[FOLLOW_UPS]),
        unanswered=tuple(map(unescape, items[UNANSWERED])),
        correction=_paragraph(body.get(CORRECTION, "")),
    )


def sections(text: str) -> dict[int, str]:
    """Return the body of each numbered part."""
    cut = HEADING.split(text)[1:]
    bodies: dict[int, str] = {}
    for number, rest in zip(cut[::2], cut[1::2], strict=True):
        _title, _newline, body = rest.partition("\n")
        bodies.setdefault(int(number), body.strip())
    return bodies


def missing_parts(text: str) -> list[int]:
    """Return the parts whose heading is gone, doubled or out of place."""
    found = [int(number) for number in HEADING.findall(text)]
    if found == list(TITLES):
        return []
    lost = [part for part in TITLES if found.count(part) != 1]
    return lost or [part for part, there in zip(TITLES, found, strict=False) if part != there]


def escape(text: str) -> str:
    r"""Write words on one line so that Markdown draws them as they are.

    Examples
    --------
    >>> print(escape("# 1. *Kulakan*; [lihat]"))
    \# 1. \*Kulakan\*; \[lihat\]
    >>> print(escape("9. Februari"))
    9\. Februari
    """
    line = SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    start = AT_THE_START.match(line)
    if start is None:
        return line
    return f"{start[0]}\\{line[start.end() :]}" if start[0][0].isdigit() else f"\\{line}"


def stands_there(text: str, words: str) -> bool:
    """Say whether words stand in minutes, as they are written or as they are drawn."""
    drawn = " ".join(line for one in passages(text) for line in one.lines)
    return words in text or words in " ".join(drawn.split())


def put_right(text: str, wrong: str, right: str) -> str:
    """Return the text with the right words in place of the wrong ones, where these stand exactly once."""
    for words in (wrong, SIGNS.sub(r"\\\g<0>", wrong)):
        if words and text.count(words) == 1:
            return text.replace(words, SIGNS.sub(r"\\\g<0>", right))
    return text


def unescape(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _joined(*told: str) -> str:
    """Put a semicolon between what is told; one that people wrote themselves is escaped."""
    return "; ".join(escape(one).replace(";", "\\;") for one in told)


def _items(body: str) -> list[str]:
    """Return what a part lists; a line that only notes that there is nothing is no item."""
    found: list[str] = []
    for line in map(str.strip, body.splitlines()):
        if line.startswith(("- ", "* ", "+ ")):
            found.append(line[2:].strip())
        elif line and found:
            found[-1] += f" {line}"
        elif line and not NOTED.fullmatch(line):
            found.append(line)
    return found


def _labeled(item: str) -> tuple[str, str]:
    found = LABELED.fullmatch(item)
    return (unescape(found[1]), unescape(found[2])) if found else ("", unescape(item))


def _spoken(item: str) -> Said:
    found = SPOKEN.fullmatch(item)
    return Said(unescape(found[1]), found[2], unescape(found[3])) if found else Said("", "", unescape(item))


def _agreed(item: str) -> Agreed:
    told = [unescape(part.strip()) for part in re.split(r"(?<!\\);", item)]
    return Agreed(*told) if len(told) == 3 else Agreed(unescape(item), "", "")


def _paragraph(body: str) -> str:
    return "" if NOTED.fullmatch(body) else unescape(" ".join(body.split()))

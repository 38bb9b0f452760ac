"""Dates for calendar programs (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

FEED = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """One entry of a calendar: from a moment (to another), or a whole day."""

    uid: str
    stamp: datetime
    starts: datetime | date
    summary: str
    url: str = ""
    ends: datetime | None = None
    place: str = ""
    details: str = ""
    is_cancelled: bool = False


def calendar_file(room: str, name: str, events: Iterable[Event]) -> str:
    """Write a calendar of one room of the program, under a name."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Muara//{room}//ID", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{_utc(event.stamp)}", _start(event.starts)]
        lines += [f"DTEND:{_utc(event.ends)}"] if event.ends else []
        lines.append(f"SUMMARY:{escaped(event.summary)}")
        lines += [f"LOCATION:{escaped(event.place)}"] if event.place else []
        lines += [f"DESCRIPTION:{escaped(event.details)}"] if event.details else []
        lines += [f"URL:{event.url}"] if event.url else []
        lines += ["STATUS:CANCELLED"] if event.is_cancelled else []
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def _start(at: datetime | date) -> str:
    return f"DTSTART:{_utc(at)}" if isinstance(at, datetime) else f"DTSTART;VALUE=DATE:{at:%Y%m%d}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Write a text into a line of a calendar: no break, comma or semicolon of its own."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> str:
    """End a line of a calendar, in parts of at most 75 bytes, never within a character."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > 73:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part]) + "\r\n"

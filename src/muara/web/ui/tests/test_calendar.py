"""Dates for calendar programs."""

from datetime import UTC, date, datetime

from muara.web.ui.calendar import Event, calendar_file

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def test_a_calendar_has_lines_that_every_program_reads():
    event = Event("a@x", AT, AT, "Rapat; beras, gula\nDTSTART:19000101", ends=AT, place="Aula", url="https://x")
    lines = calendar_file("Uji", "Nama", [event]).split("\r\n")
    assert "SUMMARY:Rapat\\; beras\\, gula\\nDTSTART:19000101" in lines
    assert lines.count("DTSTART:20261120T123000Z") == 1
    assert "DTEND:20261120T123000Z" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_day_has_no_hour_and_no_line_is_longer_than_75_bytes():
    text = calendar_file("Uji", "Nama", [Event("a@x", AT, date(2026, 11, 20), "Ruang “ñ” " * 20)])
    assert "DTSTART;VALUE=DATE:20261120\r\n" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "Ruang “ñ” " * 20 in text.replace("\r\n ", "")

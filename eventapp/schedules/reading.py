"""Reads a programme from whatever an office or another conference's software sends, judged by its content."""

import codecs
from pathlib import Path

from eventapp.errors import N_
from eventapp.schedules.ics_reading import read_ics
from eventapp.schedules.items import table_of
from eventapp.schedules.json_reading import read_json
from eventapp.schedules.xml_reading import read_xml
from eventapp.spreadsheets import Judge, NoSuchSheet, OversizedSheet, Table, UnreadableSheet, read_table
from eventapp.spreadsheets.reading import contents
from eventapp.spreadsheets.tables import FILE_LIMIT

_BEGINNINGS = {b"<": read_xml, b"{": read_json, b"BEGIN:VCALENDAR": read_ics}


class NoSessions(UnreadableSheet):
    """A schedule in which nothing happens."""

    code = "no_sessions"
    message = N_("There is no session in this schedule.")


def read_programme(
    source: str | Path | bytes,
    zone: str,
    filename: str | None = None,
    *,
    sheet: str | None = None,
    judge: Judge | None = None,
) -> Table:
    """Return the sessions of schedule.xml, schedule.json or an iCalendar file as a table, or the rows of a sheet.

    Times of a schedule are given in local time of `zone`, an IANA name, which is also meant where the file names
    none. Raises a kind of UnreadableSheet as `read_table` does, or BrokenSchedule, DeclaresEntities, NoSessions;
    OSError when the path cannot be opened.
    """
    content = source if isinstance(source, bytes) else contents(Path(source))
    name = Path(filename or (str(source) if not isinstance(source, bytes) else "")).name
    if len(content) > FILE_LIMIT:
        raise OversizedSheet
    start = _start(content)
    read = next((read for beginning, read in _BEGINNINGS.items() if start.startswith(beginning)), None)
    if read is None:
        return read_table(content, name, sheet=sheet, judge=judge)
    if sheet:
        raise NoSuchSheet(name=sheet, sheets="–")
    found = read(content)
    if not found.items:
        raise NoSessions
    return table_of(found, name, zone)


def _start(content: bytes) -> bytes:
    """Return the first words of the file, without what marks its encoding."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[:200].decode("utf-16", "replace").lstrip().encode("utf-8", "replace")
    return content.removeprefix(codecs.BOM_UTF8)[:200].lstrip().upper()

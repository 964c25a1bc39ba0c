"""A report as Zoom writes it: the meeting's own rows, a blank line, and a row for each coming, in local time."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.rehearsal.acts import Row

_MEETING = ("Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants")
_HEADING = (
    "Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "In Waiting Room",
)  # fmt: skip


def zoom(rows: Iterable[tuple[Row, str, str]], zone: ZoneInfo) -> bytes:
    """Return the file; each row comes with the name and the address that Zoom knows."""
    several = list(rows)
    starts, ends = min(row.starts_at for row, *_ in several), max(row.ends_at for row, *_ in several)
    target = io.StringIO()
    write = csv.writer(target).writerow
    write(_MEETING)
    write(["945 1234 5678", "Hội nghị", _time(starts, zone), _time(ends, zone), "", "", len(several)])
    write([])
    write(_HEADING)
    for row, name, email in several:
        minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
        waiting = "Yes" if row.is_waiting else "No"
        write([name, email, _time(row.starts_at, zone), _time(row.ends_at, zone), minutes, "Yes", waiting])
    return ("\ufeff" + target.getvalue()).encode()


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m/%d/%Y %I:%M:%S %p}"

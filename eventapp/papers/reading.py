"""Somebody opens a paper: a receipt for each person and version, and a count of downloads.

Written down when a person presses the button (a POST), never for a GET: mail scanners and prefetching browsers follow
links, and would else have read everything.
"""

from sqlalchemy import update

from eventapp import clock
from eventapp.database import change, insert_all_once
from eventapp.directory.models import Person
from eventapp.papers.models import Reading, Version


def note_reading(version: Version, person: Person | None = None) -> bool:
    """Count a download; note who opened the version, if that is known. False when that person had opened it before."""
    change(update(Version).where(Version.id == version.id).values(downloads=Version.downloads + 1))
    if person is None:
        return False
    row = {"version_id": version.id, "person_id": person.id, "event_id": version.event_id, "at": clock.now()}
    return bool(insert_all_once(Reading, [row], returning="version_id"))

"""Reports of one morning, taken as an organiser would."""

import random
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.platforms import keeping, taking
from eventapp.platforms.models import PlatformReport
from eventapp.platforms.reading import read_sheet
from eventapp.platforms.stays import Frame, read_people
from eventapp.programme.models import Session
from tests.platforms import files

ZONE = "Asia/Ho_Chi_Minh"


def send(
    event: Event, content: bytes, *, filename: str = "participants.csv", session: Session | None = None
) -> PlatformReport:
    """Send a report; nothing of it counts yet."""
    about = session or event
    frame = Frame(ZoneInfo(ZONE), about.starts_at, about.ends_at, is_session=session is not None)
    reading = read_people(read_sheet(content, filename), frame)
    with transaction():
        report, _is_new = keeping.keep(
            event, reading, content, filename=filename, zone=ZONE, session=session, by=SYSTEM
        )
    return report


def take(event: Event, content: bytes, *, session: Session | None = None) -> PlatformReport:
    """Send a report and let it count."""
    report = send(event, content, session=session)
    taking.take(report, by=SYSTEM)
    return report


def row(
    name: str, email: str = "", joined: str = "09:00", left: str = "10:00", *, is_waiting: bool = False
) -> files.Row:
    """Return a row of Zoom of that morning."""
    return (name, email, f"06/05/2030 {joined}", f"06/05/2030 {left}", "", "No", "Yes" if is_waiting else "No")


def shuffled(rows: Sequence[files.Row], seed: int) -> list[bytes]:
    """Return reports that say these rows together, some of them several times, in some order."""
    order = random.Random(seed)
    parts: list[list[files.Row]] = [[], [], []]
    for each in rows:
        for part in order.sample(range(3), order.randint(1, 3)):
            parts[part] += [each] * order.randint(1, 2)
    for part in parts:
        order.shuffle(part)
    told = [files.zoom(part) for part in parts if part]
    return order.sample([*told, *told], 2 * len(told))

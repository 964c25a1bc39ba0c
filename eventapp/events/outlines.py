"""The little of an event that tells whether its public page has changed: read on every request, so one Core query."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, cast

from sqlalchemy import Table, bindparam, select

from eventapp.database import db
from eventapp.events.models import Event, EventMode, EventStatus, Mode


class Window(StrEnum):
    """Whether delegates may register now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class Windowed(Protocol):
    """What a registration window is judged by."""

    @property
    def status(self) -> EventStatus: ...
    @property
    def registration_opens_at(self) -> datetime | None: ...
    @property
    def registration_closes_at(self) -> datetime | None: ...


class Outline(NamedTuple):
    """An event's public state. `seats` are (mode, capacity, taken)."""

    id: int
    revision: int
    revised_at: datetime  # a new event may get the number and the revisions of a deleted one
    status: EventStatus
    accent: str
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    ends_at: datetime
    seats: tuple[tuple[str, int | None, int], ...]

    @property
    def modes(self) -> dict[Mode, EventMode]:
        """The modes the event offers, hall first, as they were at that moment."""
        found = {Mode(mode): (capacity, taken) for mode, capacity, taken in self.seats}
        return {
            mode: EventMode(event_id=self.id, mode=mode, capacity=found[mode][0], taken=found[mode][1])
            for mode in Mode
            if mode in found
        }


_events, _seats = cast(Table, Event.__table__).c, cast(Table, EventMode.__table__).c
_COLUMNS = (
    _events.id,
    _events.revision,
    _events.revised_at,
    _events.status,
    _events.accent,
    _events.registration_opens_at,
    _events.registration_closes_at,
    _events.ends_at,
)
# Built once: building a statement costs as much as running it.
_by_slug = (
    select(*_COLUMNS, _seats.mode, _seats.capacity, _seats.taken)
    .select_from(Event.__table__.outerjoin(EventMode.__table__))
    .where(_events.slug == bindparam("slug"))
    .order_by(_seats.mode)
)
_public = select(*_COLUMNS).where(_events.status != EventStatus.DRAFT).order_by(_events.id)


def window_at(event: Windowed, at: datetime) -> Window:
    """Return the state of the registration window at that moment."""
    if event.status is not EventStatus.PUBLISHED:
        return Window.CLOSED
    if event.registration_closes_at is not None and event.registration_closes_at <= at:
        return Window.CLOSED
    if event.registration_opens_at is not None and at < event.registration_opens_at:
        return Window.NOT_YET
    return Window.OPEN


def find_outline(slug: str) -> Outline | None:
    """Return the outline of the event of that address, drafts too."""
    rows = db.session.connection().execute(_by_slug, {"slug": slug}).all()
    if not rows:
        return None
    width = len(_COLUMNS)
    seats = tuple((row[width].value, *row[width + 1 :]) for row in rows if row[width] is not None)
    return Outline._make((*rows[0][:width], seats))


def public_outlines() -> list[Outline]:
    """Return the outlines of all events a visitor may see, without their seats."""
    return [Outline._make((*row, ())) for row in db.session.connection().execute(_public)]

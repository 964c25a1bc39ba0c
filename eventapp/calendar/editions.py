"""The little that tells whether a calendar's bytes have changed: read for every request, so one Core query."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, func, select

from eventapp import signing
from eventapp.agenda.models import Agenda
from eventapp.database import db
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.programme.models import Session
from eventapp.registration.models import Registration, Status

KEPT = timedelta(days=30)  # how long a cancelled session stays in a feed


class Edition(NamedTuple):
    """A state of an event's calendar, asked for at a moment.

    `dropped_at` is when a cancelled session last left it by the passing of time.
    """

    at: datetime
    event_id: int
    slug: str
    status: EventStatus
    revision: int
    revised_at: datetime
    dropped_at: datetime | None

    @property
    def key(self) -> Hashable:
        """What the bytes of the feed depend on, but for language and reader."""
        return "calendar", self.slug, self.event_id, self.revision, self.revised_at, self.dropped_at

    @property
    def changed_at(self) -> datetime:
        """When the feed last became another one."""
        return max(self.revised_at, self.dropped_at or self.revised_at)


class Subscription(NamedTuple):
    """A delegate's calendar: whose it is, and how he attends."""

    edition: Edition
    is_revoked: bool
    registration_id: int
    generation: int
    status: Status
    mode: Mode
    site_id: int | None
    locale: str
    registration_changed_at: datetime
    agenda_revision: int | None
    agenda_revised_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Did the link once work, and does no longer?"""
        return self.is_revoked or not self.status.is_live

    @property
    def changed_at(self) -> datetime:
        """When the registration, or the delegate's own programme, last became another one."""
        return max(self.registration_changed_at, self.agenda_revised_at or self.registration_changed_at)

    @property
    def key(self) -> Hashable:
        """What the bytes of the feed depend on, but for the language."""
        whose = self.registration_id, self.generation, self.mode, self.site_id
        return self.edition.key, *whose, self.registration_changed_at, self.agenda_revision


_events, _sessions, _registrations, _agendas = (
    cast(Table, model.__table__).c for model in (Event, Session, Registration, Agenda)
)
_last_gone = (  # the last cancelled session that feeds show no longer
    select(func.max(_sessions.cancelled_at))
    .where(_sessions.event_id == _events.id, _sessions.cancelled_at <= bindparam("too_old"))
    .scalar_subquery()
)
# Built once: building a statement costs as much as running it.
_of_event = select(_events.id, _events.slug, _events.status, _events.revision, _events.revised_at, _last_gone)
_by_slug = _of_event.where(_events.slug == bindparam("slug"))
_own_programme = _agendas.registration_id == _registrations.id
_by_ref = _of_event.add_columns(
    _registrations.id,
    _registrations.generation,
    _registrations.status,
    _registrations.mode,
    _registrations.site_id,
    _registrations.locale,
    _registrations.changed_at,
    select(_agendas.revision).where(_own_programme).scalar_subquery(),
    select(_agendas.revised_at).where(_own_programme).scalar_subquery(),
).where(_registrations.event_id == _events.id, _registrations.ref == bindparam("ref"))


def find_edition(slug: str, *, at: datetime) -> Edition | None:
    """Return the state of the event's calendar at that moment; drafts have one too."""
    row = db.session.connection().execute(_by_slug, {"slug": slug, "too_old": at - KEPT}).first()
    return None if row is None else _edition(at, row[:5], row[5])


def find_subscription(secret: str, purpose: str, *, at: datetime) -> Subscription | None:
    """Return whose calendar the secret opens or, where it was revoked or the registration ended, once opened."""
    ref = signing.split_secret(secret)
    if ref is None:
        return None
    row = db.session.connection().execute(_by_ref, {"ref": ref, "too_old": at - KEPT}).first()
    if row is None:
        return None
    generations = range(row.generation, -1, -1)
    opened = next((each for each in generations if signing.opens(secret, purpose, ref, each)), None)
    if opened is None:
        return None
    return Subscription(_edition(at, row[:5], row[5]), opened != row.generation, *row[6:])


def _edition(at: datetime, columns: tuple[int, str, EventStatus, int, datetime], gone: datetime | None) -> Edition:
    return Edition(at, *columns, dropped_at=None if gone is None else gone + KEPT)

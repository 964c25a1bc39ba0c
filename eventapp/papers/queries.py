"""Reads of papers that several places need."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventapp.database import UtcDateTime, db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Event, EventStatus
from eventapp.papers.audience import may_read
from eventapp.papers.models import Audience, Circle, Judgement, Paper, Reading, Version
from eventapp.programme.models import Session
from eventapp.references import read_reference
from eventapp.registration.models import Registration

WITH_AUDIENCE = selectinload(Paper.audience).options(
    joinedload(Audience.site), joinedload(Audience.category), joinedload(Audience.delegation)
)
_AT = bindparam("at", type_=UtcDateTime)
_papers, _events = (cast(Table, model.__table__).c for model in (Paper, Event))


class Shown(NamedTuple):
    """A paper as a reader sees it: the newest version; whether he has opened it, or only a former one."""

    paper: Paper
    version: Version
    is_read: bool = False
    is_changed: bool = False


@dataclass(frozen=True)
class Shelf:
    """All that public pages with papers depend on, at a moment."""

    event_id: int
    status: EventStatus
    revision: int
    revised_at: datetime
    released_at: datetime | None
    is_over: bool

    @property
    def key(self) -> Hashable:
        """What tells one state from another."""
        return self.event_id, self.revision, self.revised_at, self.released_at, self.is_over


def open_at(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a paper's audience may read it at that moment; the event is joined."""
    is_released = or_(Paper.released_at.is_(None), Paper.released_at <= at)
    is_over = Paper.ends_with_event & (Event.ends_at <= at)
    return Paper.is_published & is_released & ~is_over


def papers_of_delegate(registration: Registration, at: datetime) -> list[Shown]:
    """Return what the delegate may read at that moment: the event's papers, then each session's, in order."""
    rows = db.session.execute(_shown(at, registration).where(may_read(registration)))
    return [Shown(row.Paper, row.Version, bool(row.is_read), bool(row.is_changed)) for row in rows]


def find_for_delegate(registration: Registration, ref: str, at: datetime) -> Shown | None:
    """Return the paper with that reference if the delegate may read it at that moment."""
    mine = _shown(at, registration).where(may_read(registration), Paper.ref == read_reference(ref))
    row = db.session.execute(mine).first()
    return Shown(row.Paper, row.Version, bool(row.is_read), bool(row.is_changed)) if row else None


def public_papers(event: Event, at: datetime, session: Session | None = None) -> list[Shown]:
    """Return what everyone may read at that moment, of the whole event or of one session, in order."""
    found = _shown(at).where(_is_public(event))
    if session is not None:
        found = found.where(Paper.session_id == session.id)
    return [Shown(row.Paper, row.Version) for row in db.session.execute(found)]


def find_public(event: Event, ref: str, at: datetime) -> Shown | None:
    """Return the paper with that reference if everyone may read it at that moment."""
    row = db.session.execute(_shown(at).where(_is_public(event), Paper.ref == read_reference(ref))).first()
    return Shown(row.Paper, row.Version) if row else None


def find_shelf(slug: str, at: datetime) -> Shelf | None:
    """Return what the event's public pages depend on at that moment, in one statement."""
    row = db.session.connection().execute(_SHELF, {"slug": slug, "at": at}).first()
    return None if row is None else Shelf(*row)


_LAST = select(func.max(_papers.released_at)).where(_papers.event_id == _events.id, _papers.released_at <= _AT)
# What of the event's papers time alone changes: when the last one was released, and whether the event is over `at`.
SHELF_COLUMNS = (_LAST.scalar_subquery(), _events.ends_at <= _AT)
# Built once, and of Core: it is asked for every page, and building a statement costs as much as running it.
_SHELF = select(_events.id, _events.status, _events.revision, _events.revised_at, *SHELF_COLUMNS).where(
    _events.slug == bindparam("slug")
)


def find_paper(event: Event, ref: str) -> Paper | None:
    """Return the event's paper with that reference, for the team."""
    mine = select(Paper).where(Paper.event_id == event.id, Paper.ref == read_reference(ref))
    return db.session.scalar(mine.options(joinedload(Paper.session), WITH_AUDIENCE))


def versions_of(paper: Paper) -> Sequence[Version]:
    """Return the versions of a paper, the newest first."""
    return db.session.scalars(select(Version).where(Version.paper_id == paper.id).order_by(Version.number.desc())).all()


def find_version(paper: Paper, number: int) -> Version | None:
    """Return the paper's version of that number."""
    return db.session.scalar(select(Version).where(Version.paper_id == paper.id, Version.number == number))


def readings_of(paper: Paper) -> Sequence[Reading]:
    """Return who opened which version and when, the last one first."""
    mine = select(Reading).join(Reading.version).where(Version.paper_id == paper.id)
    whole = mine.options(contains_eager(Reading.version), joinedload(Reading.person).joinedload(Person.organisation))
    return db.session.scalars(whole.order_by(Reading.at.desc(), Reading.person_id)).all()


def number_awaiting(event: Event) -> int:
    """Return how many versions that speakers sent await the organiser."""
    awaiting = (Version.event_id == event.id) & (Version.judgement == Judgement.AWAITING)
    return db.session.scalar(select(func.count()).where(awaiting)) or 0


def _is_public(event: Event) -> ColumnElement[bool]:
    for_all = (Audience.paper_id == Paper.id) & (Audience.circle == Circle.EVERYONE)
    return (Paper.event_id == event.id) & exists().where(for_all)


def _shown(at: datetime, reader: Registration | None = None) -> Select[Paper, Version, bool, bool]:
    newest = (Version.paper_id == Paper.id) & (Version.number == Paper.current)
    mine = Reading.person_id == (reader.person_id if reader else None)
    former = (Reading.version_id == Version.id) & mine
    any_version = select(Version.id).where(Version.paper_id == Paper.id).correlate(Paper)
    is_read = exists().where(former)
    is_changed = ~is_read & exists().where(Reading.version_id.in_(any_version), mine)
    return (
        select(Paper, Version, is_read.label("is_read"), is_changed.label("is_changed"))
        .join(Version, newest)
        .join(Event, Event.id == Paper.event_id)
        .outerjoin(Session, Session.id == Paper.session_id)
        .where(open_at(at))
        .options(contains_eager(Paper.session), joinedload(Paper.sender))
        .order_by(case((Session.id.is_(None), 0), else_=1), Session.starts_at, Session.id, Paper.position, Paper.id)
    )


def delegations_of(event: Event) -> Sequence[Delegation]:
    """Return the delegations that a paper may be for, by their codes."""
    return db.session.scalars(select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.code)).all()

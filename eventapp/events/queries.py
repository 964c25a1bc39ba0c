"""Reads of events that several places need."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from eventapp import names
from eventapp.accounts.models import User
from eventapp.database import db
from eventapp.events.models import ApiToken, Event, EventMode, EventStatus, Mode, Site, TeamMember
from eventapp.events.roles import Role

# Made once: what a statement is called in the cache of compiled ones is then worked out once, too.
_TOKEN = (
    select(ApiToken, Event)
    .join(Event, Event.id == ApiToken.event_id)
    .where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))
)


def find_event(slug: str) -> Event | None:
    """Return the event of that address."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def public_events() -> Sequence[Event]:
    """Return the events a visitor may see, the next one first."""
    visible = (EventStatus.PUBLISHED, EventStatus.CLOSED, EventStatus.ARCHIVED)
    return db.session.scalars(select(Event).where(Event.status.in_(visible)).order_by(Event.starts_at, Event.id)).all()


def events_of(user: User) -> Sequence[Event]:
    """Return the events the user works for; all of them for an administrator."""
    return db.session.scalars(_worked_for(user).order_by(Event.starts_at.desc(), Event.id)).all()


def page_of_events(
    user: User, *, now: datetime, is_past: bool | None, page: int, per_page: int
) -> tuple[Sequence[Event], int]:
    """Return one page of the user's events and how many there are: what comes next first, then the past backwards."""
    found = _worked_for(user)
    if is_past is not None:
        found = found.where(Event.ends_at <= now if is_past else Event.ends_at > now)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    is_over = Event.ends_at <= now
    order = (
        case((is_over, 1), else_=0),
        case((is_over, None), else_=Event.starts_at),
        Event.starts_at.desc(),
        Event.id,
    )
    return db.session.scalars(found.order_by(*order).limit(per_page).offset((page - 1) * per_page)).all(), total


def roles_of(user: User, events: Sequence[Event]) -> dict[int, Role]:
    """Return the user's own roles in those events, by event id."""
    rows = db.session.execute(
        select(TeamMember.event_id, TeamMember.role).where(
            TeamMember.user_id == user.id, TeamMember.event_id.in_([event.id for event in events])
        )
    )
    return {row.event_id: row.role for row in rows}


def _worked_for(user: User) -> Select[Event]:
    found = select(Event)
    if user.is_admin:
        return found
    return found.join(TeamMember, TeamMember.event_id == Event.id).where(TeamMember.user_id == user.id)


def find_role(user: User, event: Event) -> Role | None:
    """Return what the user may do in the event; an administrator is an owner everywhere."""
    if user.is_admin:
        return Role.OWNER
    return db.session.scalar(
        select(TeamMember.role).where(TeamMember.event_id == event.id, TeamMember.user_id == user.id)
    )


def modes_of(event: Event) -> dict[Mode, EventMode]:
    """Return the modes the event offers, hall first."""
    rows = db.session.scalars(select(EventMode).where(EventMode.event_id == event.id)).all()
    return {mode: row for mode in Mode for row in rows if row.mode is mode}


def modes_by_event(events: Sequence[Event]) -> dict[int, list[EventMode]]:
    """Return the modes of several events, hall first, by event id."""
    rows = db.session.scalars(select(EventMode).where(EventMode.event_id.in_([event.id for event in events]))).all()
    found: dict[int, list[EventMode]] = {}
    for row in sorted(rows, key=lambda row: list(Mode).index(row.mode)):
        found.setdefault(row.event_id, []).append(row)
    return found


def sites_of(event: Event, mode: Mode | None = None) -> Sequence[Site]:
    """Return the event's sites in their order, of one mode or all."""
    found = select(Site).where(Site.event_id == event.id, Site.removed_at.is_(None)).order_by(Site.position, Site.id)
    return db.session.scalars(found.where(Site.mode == mode) if mode else found).all()


def find_site(event: Event, ref: str) -> Site | None:
    """Return the event's site with that reference."""
    mine = (Site.event_id == event.id) & Site.removed_at.is_(None)
    return db.session.scalar(select(Site).where(mine, Site.ref == ref.upper()))


def find_site_named(event: Event, word: str) -> Site | None:
    """Return the event's site with that reference or, whatever its case and accents, that name in Vietnamese."""
    return find_site(event, word) or db.session.scalar(
        select(Site).where(Site.event_id == event.id, Site.key == names.search_key(word))
    )


def find_token(token_hash: str) -> tuple[ApiToken, Event] | None:
    """Return the API token with that hash and the event it is for, unless it was revoked."""
    row = db.session.execute(_TOKEN, {"token_hash": token_hash}).one_or_none()
    return None if row is None else (row.ApiToken, row.Event)


def team_of(event: Event) -> Sequence[TeamMember]:
    """Return the event's team in the order in which they joined."""
    return db.session.scalars(
        select(TeamMember)
        .where(TeamMember.event_id == event.id)
        .options(joinedload(TeamMember.user))
        .order_by(TeamMember.added_at, TeamMember.user_id)
    ).all()


def tokens_of(event: Event) -> Sequence[ApiToken]:
    """Return the event's API tokens, the living first, the newest first."""
    return db.session.scalars(
        select(ApiToken)
        .where(ApiToken.event_id == event.id)
        .order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    ).all()

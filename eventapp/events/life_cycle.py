"""From draft to archive: create an event, change it, publish, close, archive and delete it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from eventapp import clock
from eventapp.accounts.models import User
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import categories
from eventapp.events.models import Event, EventMode, EventStatus, Mode, TeamMember
from eventapp.events.roles import Role
from eventapp.mail.models import Letter


class SlugTaken(DomainError):
    """Another event has this address."""

    code = "slug_taken"
    message = N_("Another event already has the address “%(slug)s”. Choose another one.")


class EndsBeforeItStarts(DomainError):
    """The event's end is not after its start."""

    code = "ends_before_start"
    message = N_("The event must end after it starts.")
    status = 422


class WindowClosesBeforeItOpens(DomainError):
    """Registration closes before it opens."""

    code = "window_closes_first"
    message = N_("Registration must close after it opens.")
    status = 422


class WrongStage(DomainError):
    """The event's stage does not allow this step."""

    code = "wrong_stage"
    message = N_("The event is at another stage by now, where this step is not possible.")


RESERVED = {"new"}  # addresses of our own pages
STEPS = {
    EventStatus.PUBLISHED: (EventStatus.DRAFT, EventStatus.CLOSED, EventStatus.ARCHIVED),
    EventStatus.CLOSED: (EventStatus.PUBLISHED,),
    EventStatus.ARCHIVED: (EventStatus.PUBLISHED, EventStatus.CLOSED),
}


def create_event(
    slug: str,
    *,
    title: str,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    owner: User | None = None,
    modes: dict[Mode, int | None] | None = None,
    **details: Any,
) -> Event:
    """Create a draft with the modes it offers (None: no limit; left out: all three without limit).

    Raises SlugTaken, EndsBeforeItStarts, WindowClosesBeforeItOpens.
    """
    _judge_times(starts_at, ends_at, details.get("registration_opens_at"), details.get("registration_closes_at"))
    if slug in RESERVED:
        raise SlugTaken(slug=slug)
    now = clock.now()
    event = Event(
        slug=slug,
        title=title,
        zone=zone,
        starts_at=starts_at,
        ends_at=ends_at,
        status=EventStatus.DRAFT,
        created_at=now,
        revised_at=now,
        **details,
    )
    try:
        with db.session.begin_nested():
            db.session.add(event)
    except IntegrityError:
        raise SlugTaken(slug=slug) from None
    offered = dict.fromkeys(Mode) if modes is None else modes
    db.session.add_all(EventMode(event_id=event.id, mode=mode, capacity=seats) for mode, seats in offered.items())
    categories.begin(event)
    if owner is not None:
        db.session.add(TeamMember(event_id=event.id, user_id=owner.id, role=Role.OWNER, added_at=now))
    trail.record("event_created", f"events/{event.id}", by=by, event_id=event.id, slug=slug)
    return event


def edit_event(event: Event, *, by: Actor, **changes: Any) -> None:
    """Change what the event says of itself. Raises SlugTaken, EndsBeforeItStarts, WindowClosesBeforeItOpens."""
    _judge_times(
        *(
            changes.get(name, getattr(event, name))
            for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
        )
    )
    if changes.get("slug") in RESERVED:
        raise SlugTaken(slug=changes["slug"])
    changed = {name: value for name, value in changes.items() if getattr(event, name) != value}
    try:
        with db.session.begin_nested():
            for name, value in changed.items():
                setattr(event, name, value)
    except IntegrityError:
        raise SlugTaken(slug=changes["slug"]) from None
    if changed:
        touch(event)
        trail.record("event_edited", f"events/{event.id}", by=by, event_id=event.id, fields=sorted(changed))


def move_to(event: Event, status: EventStatus, *, by: Actor) -> None:
    """Publish, close or archive. Raises WrongStage when the event is not where that step begins."""
    may_move = (Event.id == event.id) & Event.status.in_(STEPS.get(status, ()))
    if change(update(Event).where(may_move).values(status=status)) != 1:
        db.session.refresh(event, ["status"])
        raise WrongStage(status=event.status.value)
    db.session.refresh(event)
    touch(event)
    trail.record(f"event_{status.value}", f"events/{event.id}", by=by, event_id=event.id)


def delete_event(event: Event, *, by: Actor, **counts: int) -> None:
    """Delete the event and all that hangs on it, letters too: they hold names and addresses.

    The audit trail stays and keeps the counts.
    """
    trail.record("event_deleted", f"events/{event.id}", by=by, event_id=event.id, slug=event.slug, **counts)
    change(delete(Letter).where(Letter.event_id == event.id))
    change(delete(Event).where(Event.id == event.id))
    db.session.expunge(event)


def touch(event: Event) -> None:
    """Note that something a visitor sees has changed: kept pages and feeds are built anew."""
    now = clock.now()
    risen = update(Event).where(Event.id == event.id).values(revision=Event.revision + 1, revised_at=now)
    asked = db.session.execute(risen.returning(Event.revision), execution_options={"synchronize_session": False})
    set_committed_value(event, "revision", asked.scalar_one())
    set_committed_value(event, "revised_at", now)


def _judge_times(starts_at: datetime, ends_at: datetime, opens_at: datetime | None, closes_at: datetime | None) -> None:
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise WindowClosesBeforeItOpens

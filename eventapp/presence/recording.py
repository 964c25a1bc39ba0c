"""Write evidence down: named ticks of a roll call, spans of platforms and join pages, what organisations declare.

All of it is added and never changed; the same number (uuid) of an event is one piece, however often it is sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import insert_all_once, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.presence.models import Evidence, Headcount, Level, Sign, Source
from eventapp.presence.thresholds import real_times_of
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class NobodyToAttend(DomainError):
    """The registration has ended."""

    code = "not_expected"
    message = N_("The registration of %(name)s has ended: its attendance is not noted.")


class NotYetOver(DomainError):
    """What is declared afterwards must be over."""

    code = "not_yet_over"
    message = N_("Attendance is declared afterwards: wait until it is over.")


@dataclass(frozen=True, kw_only=True)
class Span:
    """That someone was there from then to then: a row of a platform's report, or heartbeats of a join page united."""

    uuid: UUID
    registration_id: int
    starts_at: datetime
    ends_at: datetime
    level: Level
    mode: Mode = Mode.ONLINE
    session_id: int | None = None
    site_id: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Tick:
    """What a secretary says of someone by name. `at` is the device's time, `clock_offset` how many seconds it is ahead.

    During a session a tick vouches for its beginning, unless he `is_late`: names are called when there is time for it.
    """

    uuid: UUID
    sign: Sign = Sign.IN
    at: datetime | None = None
    clock_offset: float = 0
    is_late: bool = False


def tick(
    registration: Registration, ticked: Tick, *, by: Actor, session: Session | None = None, site: Site | None = None
) -> bool:
    """Note that someone is there, has left, or that the last tick was a mistake; False where that is known already.

    Without a session it is for the event. `site` is where the roll is called, by default where he is registered.
    Raises NobodyToAttend.
    """
    if not registration.status.is_live:
        raise NobodyToAttend(name=registration.person.full_name)
    now = clock.now()
    at = now if ticked.at is None else corrected(ticked.at, ticked.clock_offset)
    place = site or registration.site
    noted = insert_once(
        Evidence,
        event_id=registration.event_id,
        uuid=str(ticked.uuid),
        registration_id=registration.id,
        session_id=session.id if session else None,
        sign=ticked.sign,
        source=Source.ROLL_CALL,
        level=Level.A,
        mode=place.mode if place else registration.mode,
        site_id=place.id if place else None,
        at=at if ticked.is_late or ticked.sign is not Sign.IN else _vouched(registration.event, session, at),
        until=None,
        device_at=ticked.at,
        received_at=now,
        said_at=at,
        by=by.words,
        note="",
    )
    return noted is not None


def note_spans(event: Event, spans: Iterable[Span], *, source: Source, by: Actor) -> int:
    """Note when people were there, in one statement; return how many of these spans were not known yet."""
    now = clock.now()
    rows = [
        {
            "event_id": event.id,
            "uuid": str(span.uuid),
            "registration_id": span.registration_id,
            "session_id": span.session_id,
            "sign": Sign.SPAN,
            "source": source,
            "level": span.level,
            "mode": span.mode,
            "site_id": span.site_id,
            "at": span.starts_at,
            "until": max(span.starts_at, span.ends_at),
            "device_at": None,
            "received_at": now,
            "by": by.words,
            "note": span.note,
        }
        for span in spans
    ]
    return len(insert_all_once(Evidence, rows, returning="id"))


def declare(
    event: Event,
    registrations: Sequence[Registration],
    *,
    reason: str,
    by: Actor,
    session: Session | None = None,
) -> int:
    """Note that an organisation says afterwards that these people were there; return of how many that was new.

    It is the weakest evidence there is, and proves neither when anybody came nor that he left. Raises NotYetOver,
    NobodyToAttend.
    """
    starts_at, ends_at = _held(event, session)
    if clock.now() < ends_at:
        raise NotYetOver
    for each in registrations:
        if not each.status.is_live:
            raise NobodyToAttend(name=each.person.full_name)
    scope = f"session/{session.id}" if session else f"event/{event.id}"
    spans = [
        Span(
            uuid=uuid5(NAMESPACE_URL, f"declared/{scope}/{each.ref}"),
            registration_id=each.id,
            starts_at=starts_at,
            ends_at=ends_at,
            level=Level.F,
            mode=each.mode,
            session_id=session.id if session else None,
            site_id=each.site_id,
            note=reason,
        )
        for each in registrations
    ]
    noted = note_spans(event, spans, source=Source.DECLARED, by=by)
    if noted:
        deeds = [(f"registrations/{each.ref}", {"reason": reason}) for each in registrations]
        trail.record_each("attendance_declared", deeds, by=by, event_id=event.id)
    return noted


def report_headcount(
    event: Event,
    site: Site,
    number: int,
    *,
    uuid: UUID,
    by: Actor,
    session: Session | None = None,
    at: datetime | None = None,
) -> bool:
    """Note how many people a bridge point says are in its room, those named among them; False where that is known."""
    now = clock.now()
    noted = insert_once(
        Headcount,
        event_id=event.id,
        uuid=str(uuid),
        site_id=site.id,
        session_id=session.id if session else None,
        number=number,
        at=at or now,
        received_at=now,
        by=by.words,
    )
    return noted is not None


def corrected(at: datetime, clock_offset: float) -> datetime:
    """Return what the time was where the device's clock, so many seconds ahead, said that."""
    return at - timedelta(seconds=clock_offset)


def _held(event: Event, session: Session | None) -> tuple[datetime, datetime]:
    """Return from when to when it really was."""
    if session is None:
        return event.starts_at, event.ends_at
    real = real_times_of(event).get(session.id)
    return (real and real.began_at) or session.starts_at, (real and real.ended_at) or session.ends_at


def _vouched(event: Event, session: Session | None, at: datetime) -> datetime:
    """Return since when someone is there who is named at that moment."""
    if session is None:
        return at
    starts_at, ends_at = _held(event, session)
    return starts_at if starts_at < at < ends_at else at

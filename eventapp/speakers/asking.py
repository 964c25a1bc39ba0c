"""Ask speakers whether they come, and remind those who have not answered: to whom, whom not and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.mail import outbox
from eventapp.mail.models import Letter
from eventapp.programme.models import Profile
from eventapp.speakers import profiles, queries
from eventapp.speakers.queries import Line, Sort, State, Wanted

FIRST, AGAIN = "speakers/asked", "speakers/reminded"


class NobodyToAsk(DomainError):
    """None of those chosen may get that letter."""

    code = "nobody_to_write_to"
    message = N_("Nobody is left to write to. Nothing was sent.")


class Reason(StrEnum):
    """Why a speaker gets no letter."""

    UNREACHABLE = "unreachable"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    HAS_IT = "has_it"


@dataclass
class Plan:
    """Who would be asked or reminded, with the kind of letter, and who would not."""

    chosen: list[tuple[Line, str]] = field(default_factory=list)
    left_out: list[tuple[Line, Reason]] = field(default_factory=list)


_REASONS = {each: Reason(each.value) for each in (State.UNREACHABLE, State.CONFIRMED, State.DECLINED)}


def plan(event: Event, refs: Sequence[str] | None, *, now: datetime) -> Plan:
    """Return what writing to these speakers, or to all, would do; nothing is written."""
    lines, _total, _number = queries.page(event, Wanted(), Sort.NAME, per_page=None)
    wanted = lines if refs is None else [each for each in lines if each.person.ref in set(refs)]
    written = _written(event)
    planned = Plan()
    for line in wanted:
        kind = FIRST if line.state is State.NOT_ASKED else AGAIN
        reason = _REASONS.get(line.state)
        if reason is None and (_occasion(event, line, kind, now), _person(line)) in written:
            reason = Reason.HAS_IT
        if reason is None:
            planned.chosen.append((line, kind))
        else:
            planned.left_out.append((line, reason))
    return planned


def ask(event: Event, refs: Sequence[str] | None, *, by: Actor, now: datetime) -> int:
    """Queue the letters and return how many; the worker writes and sends them. Raises NobodyToAsk.

    A speaker is asked once for each link there was, and reminded at most once a day.
    """
    chosen = plan(event, refs, now=now).chosen
    profiles.begin(event, [line.person for line, _kind in chosen])
    queued = set(outbox.queue_all([_letter(event, line, kind, now) for line, kind in chosen]))
    written = [line for line, kind in chosen if _occasion(event, line, kind, now) in queued]
    if not written:
        raise NobodyToAsk
    these = Profile.person_id.in_([line.person.id for line in written])
    change(update(Profile).where(these, Profile.asked_at.is_(None)).values(asked_at=now))
    deeds = [(f"people/{line.person.id}", {"name": line.person.full_name}) for line in written]
    trail.record_each("speaker_asked", deeds, by=by, event_id=event.id)
    return len(written)


def _letter(event: Event, line: Line, kind: str, now: datetime) -> outbox.Wanted:
    return outbox.Wanted(
        kind=kind,
        recipient=line.person.email,
        name=line.person.full_name,
        subject_id=line.person.id,
        locale=line.profile.locale if line.profile else "vi",
        occasion=_occasion(event, line, kind, now),
        event_id=event.id,
    )


def _occasion(event: Event, line: Line, kind: str, now: datetime) -> str:
    if kind == FIRST:
        return f"speaker asked {line.person.ref} {line.profile.generation if line.profile else 0}"
    return f"speaker reminded {line.person.ref} {now.astimezone(event.tz):%Y-%m-%d}"


def _person(line: Line) -> str:
    return outbox.person_key(line.person.email, line.person.full_name)


def _written(event: Event) -> set[tuple[str, str]]:
    asked = select(Letter.occasion, Letter.person).where(Letter.event_id == event.id, Letter.kind.in_((FIRST, AGAIN)))
    return {(occasion, person) for occasion, person in db.session.execute(asked)}

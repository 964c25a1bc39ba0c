"""Send invitations and reminders: to whom, whom not and why; each letter once, whoever presses how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.delegations.models import Delegation, State
from eventapp.delegations.search import SILENT
from eventapp.directory import register
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.invitations.shapes import Kind
from eventapp.mail import outbox
from eventapp.mail.models import Letter

LOCALE = "vi"  # of the headers; the letter itself speaks both languages


class NobodyToWriteTo(DomainError):
    """None of those chosen may get that letter."""

    code = "nobody_to_write_to"
    message = N_("Nobody is left to write to. Nothing was sent.")


class DeadlineOver(DomainError):
    """Whoever would be asked to answer could do so no more."""

    code = "deadline_over"
    status = 422
    message = N_("This deadline is over: nobody could answer any more. Nothing was sent.")


class Reason(StrEnum):
    """Why a delegation gets no letter."""

    DECLINED = "declined"
    ANSWERED = "answered"
    NO_ADDRESS = "no_address"
    NOT_INVITED = "not_invited"
    HAS_IT = "has_it"
    OVER = "over"


@dataclass
class Plan:
    """Who would get the letter, and who would not."""

    kind: Kind
    chosen: list[Delegation] = field(default_factory=list)
    left_out: list[tuple[Delegation, Reason]] = field(default_factory=list)


def plan(event: Event, kind: Kind, refs: Sequence[str] | None, *, now: datetime) -> Plan:
    """Return what sending would do to these delegations, or to all: two statements and nothing written."""
    asked = (
        select(Delegation)
        .join(Delegation.organisation)
        .options(contains_eager(Delegation.organisation))
        .where(Delegation.event_id == event.id)
        .order_by(*register.precedence())
    )
    if refs is not None:
        asked = asked.where(Delegation.ref.in_(refs))
    found = db.session.scalars(asked, execution_options={"populate_existing": True}).all()
    written = _written(event, [occasion(each, kind, event, now) for each in found])
    planned = Plan(kind)
    for each in found:
        reason = _reason(each, kind, now, (occasion(each, kind, event, now), _person(each)) in written)
        if reason is None:
            planned.chosen.append(each)
        else:
            planned.left_out.append((each, reason))
    return planned


def send(
    event: Event,
    kind: Kind,
    refs: Sequence[str] | None,
    *,
    by: Actor,
    now: datetime,
    deadline_at: datetime | None = None,
) -> int:
    """Queue the letters and return how many; the worker writes and sends them. Raises DeadlineOver, NobodyToWriteTo.

    A delegation gets one invitation for each link it was given, and at most one reminder a day.
    """
    if deadline_at is not None and deadline_at <= now:
        raise DeadlineOver
    chosen = plan(event, kind, refs, now=now).chosen
    queued = set(outbox.queue_all([_letter(each, kind, event, now) for each in chosen]))
    written = [each for each in chosen if occasion(each, kind, event, now) in queued]
    if not written:
        raise NobodyToWriteTo
    these = Delegation.id.in_([each.id for each in written])
    change(update(Delegation).where(these, Delegation.invited_at.is_(None)).values(invited_at=now))
    if deadline_at is not None:
        change(update(Delegation).where(these, Delegation.deadline_at.is_(None)).values(deadline_at=deadline_at))
    trail.record_each(
        f"delegation_sent_{kind.value}",
        [(f"delegations/{each.id}", {"code": each.code}) for each in written],
        by=by,
        event_id=event.id,
    )
    return len(written)


def occasion(delegation: Delegation, kind: Kind, event: Event, now: datetime) -> str:
    """Return what a letter is about: an invitation is one for each link, a reminder one for each day there."""
    if kind is Kind.INVITATION:
        return f"invitation {delegation.ref} {delegation.generation}"
    return f"reminder {delegation.ref} {now.astimezone(event.tz):%Y-%m-%d}"


def _letter(delegation: Delegation, kind: Kind, event: Event, now: datetime) -> outbox.Wanted:
    return outbox.Wanted(
        kind=f"delegations/{kind.value}",
        recipient=delegation.contact_email,
        name=_name(delegation),
        subject_id=delegation.id,
        locale=LOCALE,
        occasion=occasion(delegation, kind, event, now),
        event_id=event.id,
    )


def _reason(delegation: Delegation, kind: Kind, now: datetime, has_it: bool) -> Reason | None:
    state = delegation.state(now)
    if state is State.DECLINED:
        return Reason.DECLINED
    if state is State.ANSWERED:
        return Reason.ANSWERED
    if kind is Kind.REMINDER and (delegation.invited_at is None or state not in SILENT):
        return Reason.NOT_INVITED
    if delegation.deadline_at is not None and delegation.deadline_at <= now:
        return Reason.OVER  # the letter would ask for what the page refuses
    if not delegation.contact_email:
        return Reason.NO_ADDRESS
    return Reason.HAS_IT if has_it else None


def _written(event: Event, occasions: Sequence[str]) -> set[tuple[str, str]]:
    asked = select(Letter.occasion, Letter.person).where(
        Letter.event_id == event.id, Letter.kind.like("delegations/%"), Letter.occasion.in_(occasions)
    )
    return {(row.occasion, row.person) for row in db.session.execute(asked)}


def _person(delegation: Delegation) -> str:
    return outbox.person_key(delegation.contact_email, _name(delegation))


def _name(delegation: Delegation) -> str:
    return delegation.contact_name or delegation.organisation.name

"""What must be true of the database after anything whatsoever (A3)."""

from collections import Counter

from sqlalchemy import func, select

from eventapp.agenda.models import Places, SignUp
from eventapp.database import db
from eventapp.delegations.models import Quota
from eventapp.events.models import EventMode, Site
from eventapp.questions.models import Choice
from eventapp.registration.approval import AWAITING
from eventapp.registration.models import DEAD, Answer, Registration, Status
from eventapp.tickets.models import Ticket


def disagreements() -> list[str]:
    """Return every counter that is not the number of rows it counts, and every limit that was passed."""
    seated = Registration.status.in_((Status.CONFIRMED, Status.OFFERED))
    offered = Registration.wished_mode.is_not(None) & Registration.offer_expires_at.is_not(None)
    at_modes = _counted(Registration.event_id, Registration.mode, where=seated)
    at_modes += _counted(Registration.event_id, Registration.wished_mode, where=offered)
    at_sites = _counted(Registration.site_id, where=seated & Registration.site_id.is_not(None))
    at_sites += _counted(Registration.wished_site_id, where=offered & Registration.wished_site_id.is_not(None))
    belongs = Registration.status.not_in(DEAD) & Registration.delegation_id.is_not(None)
    of_delegations = _counted(Registration.delegation_id, Registration.mode, where=belongs)
    of_delegations += _counted(
        Registration.delegation_id, Registration.wished_mode, where=belongs & Registration.wished_mode.is_not(None)
    )
    wrong = []
    for row in db.session.scalars(select(EventMode)):
        wrong += _compare(f"event {row.event_id} {row.mode}", row.taken, at_modes.pop((row.event_id, row.mode), 0))
        wrong += [f"event {row.event_id} {row.mode}: {row.taken} of {row.capacity} seats"] * (
            row.capacity is not None and row.taken > row.capacity
        )
    for site in db.session.scalars(select(Site)):
        wrong += _compare(f"site {site.id}", site.taken, at_sites.pop((site.id,), 0))
        is_over = site.capacity is not None and site.taken > site.capacity
        wrong += [f"site {site.id}: {site.taken} of {site.capacity} seats"] * is_over
    for quota in db.session.scalars(select(Quota)):
        key = (quota.delegation_id, quota.mode)
        wrong += _compare(f"delegation {quota.delegation_id} {quota.mode}", quota.used, of_delegations.pop(key, 0))
    wrong += _disagreeing_rows() + _of_choices() + _of_sessions()
    return wrong + [f"{key}: {rows} rows that nobody counts" for key, rows in (at_modes | of_delegations).items()]


def _disagreeing_rows() -> list[str]:
    """Return the rows whose columns contradict one another: tickets, offers, wishes."""
    dead = Registration.status.in_(DEAD)
    confirmed, offered = Registration.status == Status.CONFIRMED, Registration.status == Status.OFFERED
    wishes, has_offer = Registration.wished_mode.is_not(None), Registration.offer_expires_at.is_not(None)
    is_void = Ticket.void_reason.is_not(None)
    awaits, asks_again = Registration.status.in_(AWAITING), Registration.asks_again_at.is_not(None)
    judged = {
        "is confirmed without a ticket that is valid": confirmed & (Ticket.id.is_(None) | is_void),
        "has ended and its ticket is valid": dead & Ticket.id.is_not(None) & ~is_void,
        "has a ticket and no seat": ~dead & ~confirmed & Ticket.id.is_not(None) & ~is_void,
        "is offered a seat without an end": offered & ~has_offer,
        "has an offer and does not wait": has_offer & ~offered & ~wishes,
        "wishes and does not attend": wishes & ~confirmed,
        "awaits approval and has an offer or a ticket": awaits & (has_offer | Ticket.id.is_not(None)),
        "has ended and asks again": dead & asks_again,
        "asks again without what stood before": asks_again & Registration.stood_before.is_(None),
        "wishes for what it has": wishes & (Registration.wished_mode == Registration.mode),
    }
    joined = select(Registration.ref).outerjoin(Ticket, Ticket.id == Registration.ticket_id)
    return [f"{ref} {what}" for what, which in judged.items() for ref in db.session.scalars(joined.where(which))]


def _of_choices() -> list[str]:
    """Return the choices whose counter is not the number of answers of live registrations, or is beyond the places."""
    live = Registration.status.not_in(DEAD)
    chosen = select(Answer.choice_id, func.count()).join(Registration, Registration.id == Answer.registration_id)
    rows = dict(db.session.execute(chosen.where(live & Answer.choice_id.is_not(None)).group_by(Answer.choice_id)).all())
    held = _counted(Answer.choice_id, where=Answer.holds.is_(True))
    wrong = []
    for choice in db.session.scalars(select(Choice).execution_options(populate_existing=True)):
        wrong += _compare(f"choice {choice.id}", choice.taken, rows.get(choice.id, 0))
        wrong += _compare(f"choice {choice.id}, held", choice.taken, held.get((choice.id,), 0))
        wrong += [f"choice {choice.id}: {choice.taken} of {choice.capacity} places"] * (
            choice.capacity is not None and choice.taken > choice.capacity
        )
    return wrong


def _of_sessions() -> list[str]:
    """Return the places of sessions that are not counted right, and people with a place who do not attend so."""
    held = _counted(SignUp.session_id, SignUp.mode, where=SignUp.holds.is_(True))
    wrong = []
    for row in db.session.scalars(select(Places).execution_options(populate_existing=True)):
        wrong += _compare(f"session {row.session_id} {row.mode}", row.taken, held.pop((row.session_id, row.mode), 0))
        wrong += [f"session {row.session_id} {row.mode}: {row.taken} of {row.capacity} places"] * (
            row.capacity is not None and row.taken > row.capacity
        )
    elsewhere = (Registration.status != Status.CONFIRMED) | (Registration.mode != SignUp.mode)
    joined = select(Registration.ref).join(SignUp, SignUp.registration_id == Registration.id).where(elsewhere)
    wrong += [f"{ref} has a place in a session and does not attend so" for ref in db.session.scalars(joined)]
    return wrong + [f"{key}: {rows} places that nobody counts" for key, rows in held.items()]


def assert_counters_agree() -> None:
    """Fail unless every counter is the number of its rows. In an app context."""
    assert disagreements() == []


def _counted(*columns: object, where: object) -> "Counter[tuple[object, ...]]":
    found = db.session.execute(select(*columns, func.count()).where(where).group_by(*columns))  # type: ignore[call-overload]
    return Counter({tuple(row[:-1]): row[-1] for row in found})


def _compare(what: str, counter: int, rows: int) -> list[str]:
    return [] if counter == rows else [f"{what}: the counter says {counter}, there are {rows} rows"]

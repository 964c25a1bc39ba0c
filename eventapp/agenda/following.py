"""Places in sessions follow the registration: passed on, freed, or taken in the mode the delegate attends in now."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from eventapp import clock
from eventapp.agenda import letters, places, promotion
from eventapp.agenda.models import Places, SignUp, Terms
from eventapp.agenda.queries import sign_ups_of
from eventapp.agenda.revising import revise
from eventapp.agenda.starring import mark
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.events.models import Mode
from eventapp.programme.models import Session
from eventapp.registration import consequences
from eventapp.registration.models import Registration, Status


@consequences.follows
def follow(registration: Registration, by: Actor) -> None:
    """Let the delegate's places be what the registration allows now. The event's modes are held."""
    mine = list(sign_ups_of(registration).values())
    if not mine:
        return
    if registration.status is Status.REPLACED and (stand_in := _stand_in_of(registration)) is not None:
        _hand_over(registration, stand_in)
    elif registration.status is not Status.CONFIRMED:
        for each in mine:
            _free(each, by)
    else:
        _move_all([each for each in mine if each.mode is not registration.mode], by)


@consequences.passes_over
def inherit(ended: Registration, kept: Registration, by: Actor) -> None:
    """Let the registration that is kept have the places of the one that ends, in the mode it attends in.

    Where it has a place already, the other one is freed when its registration ends; a place beats one in the line.
    """
    if kept.status is not Status.CONFIRMED:
        return
    here = sign_ups_of(kept)
    for session_id, each in sign_ups_of(ended).items():
        own = here.get(session_id)
        if own is not None and (own.holds or not each.holds):
            continue
        if own is not None:
            db.session.delete(own)
            db.session.flush()
        each.registration = kept
        db.session.flush()
        if each.mode is not kept.mode:
            _move(each, by)
    for registration in (ended, kept):
        revise(registration)


def what_would_be_lost(registration: Registration) -> dict[Mode, list[Session]]:
    """Return the sessions in which the delegate would lose the place by attending otherwise: nothing is left there."""
    held = (SignUp.registration_id == registration.id) & SignUp.holds.is_(True)
    there = (Places.session_id == SignUp.session_id) & (Places.mode != SignUp.mode)
    asked = select(Places.mode, Session).join(SignUp, SignUp.session_id == Session.id).join(Places, there)
    is_full = Places.capacity.is_not(None) & (Places.taken >= Places.capacity)
    lost: dict[Mode, list[Session]] = defaultdict(list)
    for mode, session in db.session.execute(asked.where(held, is_full).order_by(Session.starts_at, Session.id)):
        lost[mode].append(session)
    return lost


def _stand_in_of(registration: Registration) -> Registration | None:
    return db.session.scalar(select(Registration).where(Registration.attends_for_id == registration.id))


def _hand_over(former: Registration, present: Registration) -> None:
    """Let the stand-in have the places and those in the line; stars are each one's own."""
    for each in sign_ups_of(former).values():
        each.registration = present
    db.session.flush()
    for registration in (former, present):
        revise(registration)


def _free(entered: SignUp, by: Actor) -> None:
    """Free the place of someone who does not attend any more; the session stays marked, should that be undone."""
    registration, session, mode, held = entered.registration, _session_of(entered), entered.mode, entered.holds
    _mark_instead(entered, session)
    trail.record(
        "left_session",
        f"registrations/{registration.ref}",
        by=by,
        event_id=registration.event_id,
        session=session.titles,
    )
    if held:
        places.give_back(session.id, mode)
        promotion.promote(session, mode, by=by)


def _move_all(entered: Sequence[SignUp], by: Actor) -> None:
    lost = [each.registration for each in entered if _move(each, by)]
    if lost:
        letters.changed(lost[0], at=clock.now())


def _move(entered: SignUp, by: Actor) -> bool:
    """Take a place in the mode the delegate attends in now; return whether he has lost one by it.

    Where there is none he waits for one; where nobody may wait, the session stays marked.
    """
    registration, session, before, held = entered.registration, _session_of(entered), entered.mode, entered.holds
    mode, terms = registration.mode, db.session.get_one(Terms, session.id)
    there = db.session.get_one(Places, (session.id, mode), populate_existing=True)
    holds = places.take(session.id, mode)
    if holds or (terms.has_waiting_list and there.capacity != 0):
        entered.mode, entered.holds, entered.since = mode, holds, clock.now()
        db.session.flush()
        revise(registration)
    else:
        _mark_instead(entered, session)
    if held:
        places.give_back(session.id, before)
        promotion.promote(session, before, by=by)
    return held and not holds


def _mark_instead(entered: SignUp, session: Session) -> None:
    registration = entered.registration
    db.session.delete(entered)
    db.session.flush()
    mark(registration, session)
    revise(registration)


def _session_of(entered: SignUp) -> Session:
    return db.session.get_one(Session, entered.session_id)

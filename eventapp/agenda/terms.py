"""Whether a session needs a place, how many there are in each mode, and when delegates may sign up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select, update

from eventapp.agenda import promotion
from eventapp.agenda.models import Places, SignUp, Terms
from eventapp.agenda.queries import Offer, find_offer
from eventapp.agenda.revising import revise
from eventapp.agenda.starring import mark
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event, Mode
from eventapp.programme.models import Session
from eventapp.registration import seats


class BelowPlacesTaken(DomainError):
    """More delegates have a place than there are to be."""

    code = "places_below_taken"
    message = N_(
        "%(taken)s delegates have one of these places already. Choose a larger number, or tick that they keep theirs"
        " and nobody else gets one."
    )


class SignUpsThere(DomainError):
    """Delegates have signed up for what is to need no sign-up any more."""

    code = "sign_ups_there"
    message = N_(
        "%(number)s delegates have signed up for this session or wait for it. Keep the sign-up, or tick that it ends:"
        " the session is then starred in their programme."
    )


class SignUpClosesFirst(DomainError):
    """Sign-up closes before it opens."""

    code = "sign_up_closes_first"
    message = N_("Sign-up must close after it opens.")
    status = 422


@dataclass(frozen=True)
class Agreed:
    """What is to be about places: in which modes how many (None: no limit), or `needs_places` is False: open to all.

    `beyond` is the organiser's word that whoever has a place keeps it.
    """

    needs_places: bool
    places: Mapping[Mode, int | None] = field(default_factory=dict)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    has_waiting_list: bool = True
    beyond: bool = False

    def places_alike(self, other: "Agreed") -> bool:
        """Is the same agreed about places?"""
        if not (self.needs_places and other.needs_places):
            return self.needs_places == other.needs_places
        window = (self.opens_at, self.closes_at, self.has_waiting_list)
        return window == (other.opens_at, other.closes_at, other.has_waiting_list) and all(
            self.places.get(mode) == other.places.get(mode) for mode in Mode
        )


def agree(event: Event, session: Session, agreed: Agreed, *, by: Actor) -> bool:
    """Let the session need places, or none; False when that is so already.

    Raises SignUpClosesFirst, BelowPlacesTaken, SignUpsThere.
    """
    if not agreed.needs_places:
        return drop_terms(event, session, by=by, beyond=agreed.beyond)
    return set_terms(
        event,
        session,
        places=agreed.places,
        opens_at=agreed.opens_at,
        closes_at=agreed.closes_at,
        has_waiting_list=agreed.has_waiting_list,
        beyond=agreed.beyond,
        by=by,
    )


def agreed_with(offer: Offer | None) -> Agreed:
    """Return what stands about a session's places."""
    if offer is None:
        return Agreed(needs_places=False)
    window = {name: getattr(offer.terms, name) for name in ("opens_at", "closes_at", "has_waiting_list")}
    return Agreed(needs_places=True, places={mode: row.capacity for mode, row in offer.places.items()}, **window)


def amended(offer: Offer | None, places: Mapping[Mode, int | None] | None, *, beyond: bool = False) -> Agreed:
    """Return what stands with these places instead; `None`: none is needed.

    A mode that is not named keeps its places, and has none in a session that needed none until now.
    """
    if places is None:
        return Agreed(needs_places=False, beyond=beyond)
    before = agreed_with(offer)
    all_places = {mode: places.get(mode, before.places.get(mode, 0)) for mode in Mode}
    return replace(before, needs_places=True, places=all_places, beyond=beyond)


def judge(offer: Offer | None, agreed: Agreed) -> None:
    """Raise what `agree` would because of those who are signed up: SignUpsThere, BelowPlacesTaken. Nothing is done."""
    if offer is None or agreed.beyond:
        return
    if not agreed.needs_places and (signed := offer.taken + sum(offer.waiting.values())):
        raise SignUpsThere(number=signed)
    for mode, number in agreed.places.items():
        if number is not None and offer.places[mode].capacity != number < offer.places[mode].taken:
            raise BelowPlacesTaken(taken=offer.places[mode].taken)


def set_terms(
    event: Event,
    session: Session,
    *,
    places: Mapping[Mode, int | None],
    by: Actor,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    has_waiting_list: bool = True,
    beyond: bool = False,
) -> bool:
    """Let the session need a place, with so many in each mode (None: no limit); False when that is so already.

    Free places go to whoever waits. `beyond` is the organiser's word that those keep their places who are more than
    there are now. Raises SignUpClosesFirst, BelowPlacesTaken.
    """
    if opens_at is not None and (closes_at or session.starts_at) <= opens_at:
        raise SignUpClosesFirst
    seats.hold(event.id)
    window = {"opens_at": opens_at, "closes_at": closes_at, "has_waiting_list": has_waiting_list}
    has_changed = _write_window(event, session, window)
    for mode in Mode:
        has_changed |= _write_places(session, mode, places.get(mode), beyond=beyond)
    if not has_changed:
        return False
    for mode in Mode:
        promotion.promote(session, mode, by=by)
    life_cycle.touch(event)
    trail.record("sign_up_set", f"sessions/{session.id}", by=by, event_id=event.id, session=session.titles)
    return True


def drop_terms(event: Event, session: Session, *, by: Actor, beyond: bool = False) -> bool:
    """Let the session be open to whoever comes; False when it is. Raises SignUpsThere unless `beyond`: stars are left.

    Whoever had signed up keeps the session in the own programme, as starred.
    """
    seats.hold(event.id)
    signed = db.session.scalars(select(SignUp).where(SignUp.session_id == session.id)).all()
    if signed and not beyond:
        raise SignUpsThere(number=len(signed))
    offer = find_offer(session)
    if offer is None:
        return False
    for each in signed:
        mark(each.registration, session)
        revise(each.registration)
    for rows in (signed, offer.places.values(), [offer.terms]):
        for row in rows:
            db.session.delete(row)
        db.session.flush()
    life_cycle.touch(event)
    trail.record("sign_up_dropped", f"sessions/{session.id}", by=by, event_id=event.id, session=session.titles)
    return True


def _write_window(event: Event, session: Session, window: Mapping[str, datetime | bool | None]) -> bool:
    """Write the terms down; False where they are so already."""
    offer = find_offer(session)
    if offer is None:
        db.session.add(Terms(session_id=session.id, event_id=event.id, **window))
        db.session.flush()
        db.session.add_all(Places(session_id=session.id, mode=mode, capacity=0, taken=0) for mode in Mode)
        db.session.flush()
        return True
    if all(getattr(offer.terms, name) == value for name, value in window.items()):
        return False
    change(update(Terms).where(Terms.session_id == session.id).values(**window))
    return True


def _write_places(session: Session, mode: Mode, capacity: int | None, *, beyond: bool) -> bool:
    """Write down how many places there are; False where it is so already. Raises BelowPlacesTaken."""
    row = db.session.get_one(Places, (session.id, mode), populate_existing=True)
    if row.capacity == capacity:
        return False
    mine = (Places.session_id == session.id) & (Places.mode == mode)
    enough = mine if beyond or capacity is None else mine & (Places.taken <= capacity)
    if change(update(Places).where(enough).values(capacity=capacity)) != 1:
        db.session.refresh(row)
        raise BelowPlacesTaken(taken=row.taken)
    db.session.refresh(row)
    return True

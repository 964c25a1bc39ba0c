"""A delegate's own programme: what is for everybody, what he has signed up for or starred, and where he speaks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eventapp import clock
from eventapp.agenda.models import SignUp
from eventapp.agenda.queries import Offer, needing_a_place, offers_of, places_in_line, sign_ups_of, stars_of
from eventapp.agenda.signing_up import is_open
from eventapp.events.models import Event
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import sessions_of
from eventapp.registration.models import Registration


@dataclass(frozen=True)
class Item:
    """A session as it stands for one delegate. `place` is the place in the line, from 1, for who waits."""

    session: Session
    is_for_everybody: bool
    roles: tuple[PlatformRole, ...]
    is_starred: bool
    sign_up: SignUp | None = None
    place: int | None = None
    offer: Offer | None = None

    @property
    def has_a_place(self) -> bool:
        """Is a place taken for the delegate?"""
        return self.sign_up is not None and self.sign_up.holds

    @property
    def is_in_calendar(self) -> bool:
        """Does the delegate's calendar show it? Not while he only waits for it."""
        return self.is_for_everybody or self.has_a_place or self.is_starred or bool(self.roles)

    @property
    def is_mine(self) -> bool:
        """Does it stand in the delegate's own programme?"""
        return self.is_in_calendar or self.sign_up is not None

    @property
    def is_open(self) -> bool:
        """May delegates sign up for it now?"""
        return self.offer is not None and is_open(self.session, self.offer.terms)

    @property
    def opens_at(self) -> datetime | None:
        """When delegates may sign up, where that is still to come."""
        opens_at = self.offer.terms.opens_at if self.offer else None
        return opens_at if opens_at is not None and clock.now() < opens_at else None


def is_for_everybody(session: Session, needing: Collection[int]) -> bool:
    """Does nobody choose it? Parallel sessions are chosen, and what needs a place (`needing`: their ids)."""
    return session.kind is not SessionKind.PARALLEL and session.id not in needing


def programme_of(registration: Registration) -> list[Item]:
    """Return all sessions of the event in order of time, as they stand for the delegate."""
    offers = offers_of(registration.event)
    sessions = sessions_of(registration.event)
    return _items(registration, sessions, needing=offers, offers=offers, lines=places_in_line(registration))


def by_day(event: Event, items: Iterable[Item]) -> list[tuple[date, list[Item]]]:
    """Return the items (given in order of time) by day of the event's zone."""
    days = groupby(items, lambda item: item.session.starts_at.astimezone(event.tz).date())
    return [(day, list(held)) for day, held in days]


def in_calendar(registration: Registration, sessions: Sequence[Session]) -> list[Session]:
    """Return those of the event's sessions that stand in the delegate's calendar, in three statements."""
    items = _items(registration, sessions, needing=needing_a_place(registration.event), offers={}, lines={})
    return [item.session for item in items if item.is_in_calendar]


def _items(
    registration: Registration,
    sessions: Sequence[Session],
    *,
    needing: Collection[int],
    offers: Mapping[int, Offer],
    lines: Mapping[int, int],
) -> list[Item]:
    mine, stars = sign_ups_of(registration), stars_of(registration)
    return [
        Item(
            session=each,
            is_for_everybody=is_for_everybody(each, needing),
            roles=tuple(seat.role for seat in each.platform if seat.person_id == registration.person_id),
            is_starred=each.id in stars,
            sign_up=mine.get(each.id),
            place=lines.get(each.id),
            offer=offers.get(each.id),
        )
        for each in sessions
    ]

"""Whom a paper is for: the circles of an event, who is in each, and which papers somebody may read."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from eventapp.bridges.models import Contact, Duty
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.papers.editing import Target
from eventapp.papers.models import Audience, Circle, Paper
from eventapp.programme.models import OnPlatform, Session
from eventapp.registration.models import Registration, Status

NAMING: Mapping[Circle, type[Site | Category | Delegation]] = {
    Circle.SITE: Site,
    Circle.CATEGORY: Category,
    Circle.DELEGATION: Delegation,
}
"""Circles that name one of several, and what they name."""
_CHAIRS = Contact.duty == Duty.CHAIR
MODES = {Circle.HALL: Mode.HALL, Circle.BRIDGE: Mode.BRIDGE, Circle.ONLINE: Mode.ONLINE}


def read_targets(event: Event, words: Iterable[str]) -> tuple[list[Target], list[str]]:
    """Return the circles that the words say ("hall", "site:K7QM4XTR"), and the words that say none of the event's."""
    targets, unknown = [], []
    for each in dict.fromkeys(words):
        found = _target(event, each)
        if found is None:
            unknown.append(each)
        else:
            targets.append(found)
    return targets, unknown


def may_read(registration: Registration) -> ColumnElement[bool]:
    """Return the condition that a paper of the event is for that delegate.

    Whoever has no confirmed place reads what everyone reads, and no more.
    """
    mine = (Audience.paper_id == Paper.id) & or_(*_circles_of(registration))
    return (Paper.event_id == registration.event_id) & exists().where(mine)


def readers_of(paper: Paper) -> ColumnElement[bool]:
    """Return the condition that a registration is of somebody the paper is for."""
    confirmed = (Registration.event_id == paper.event_id) & (Registration.status == Status.CONFIRMED)
    return confirmed & or_(false(), *(_is_in(each) for each in paper.audience))


def _target(event: Event, word: str) -> Target | None:
    name, _, ref = word.partition(":")
    circle = next((each for each in Circle if each.value == name), None)
    if circle is None:
        return None
    if circle not in NAMING:
        return None if ref else Target(circle)
    model = NAMING[circle]
    number = db.session.scalar(select(model.id).where(model.event_id == event.id, model.ref == ref.upper()))
    return None if number is None else Target(circle, **{f"{circle.value}_id": number})


def _circles_of(registration: Registration) -> list[ColumnElement[bool]]:
    circles = [Audience.circle == Circle.EVERYONE]
    if registration.status is not Status.CONFIRMED:
        return circles
    own_mode = next(circle for circle, mode in MODES.items() if mode is registration.mode)
    circles += [
        Audience.circle.in_([Circle.DELEGATES, own_mode]),
        Audience.category_id == registration.category_id,
        and_(Audience.circle == Circle.SPEAKERS, _is_on_platform(registration)),
        and_(Audience.circle == Circle.CHAIRS, _is_chair(registration)),
    ]
    if registration.mode is Mode.BRIDGE and registration.site_id is not None:
        circles.append(Audience.site_id == registration.site_id)
    if registration.delegation_id is not None:
        circles.append(Audience.delegation_id == registration.delegation_id)
    return circles


def _is_on_platform(registration: Registration) -> ColumnElement[bool]:
    held = (Session.id == OnPlatform.session_id) & Session.cancelled_at.is_(None)
    return exists().where(held, OnPlatform.person_id == registration.person_id)


def _is_chair(registration: Registration) -> ColumnElement[bool]:
    """Whoever went to another point chairs the former one no more."""
    is_there = (Contact.registration_id == registration.id) & (Contact.site_id == registration.site_id)
    return exists().where(_CHAIRS, is_there)


def _is_in(circle: Audience) -> ColumnElement[bool]:
    if circle.circle in MODES:
        return Registration.mode == MODES[circle.circle]
    if circle.circle is Circle.SPEAKERS:
        held = (Session.id == OnPlatform.session_id) & Session.cancelled_at.is_(None)
        return exists().where(held, OnPlatform.person_id == Registration.person_id)
    if circle.circle is Circle.CHAIRS:
        is_there = (Contact.registration_id == Registration.id) & (Contact.site_id == Registration.site_id)
        return exists().where(_CHAIRS, is_there)
    if circle.circle is Circle.SITE:
        return (Registration.mode == Mode.BRIDGE) & (Registration.site_id == circle.site_id)
    if circle.circle is Circle.CATEGORY:
        return Registration.category_id == circle.category_id
    if circle.circle is Circle.DELEGATION:
        return Registration.delegation_id == circle.delegation_id
    return Registration.id.is_not(None)  # everyone, and all delegates

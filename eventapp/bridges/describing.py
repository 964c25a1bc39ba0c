"""Say what a bridge point is: its room and address, who does what there, how its line is; renew its link."""

from typing import Any

from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.audit.words import secretary_of
from eventapp.bridges.links import NOTHING
from eventapp.bridges.models import Contact, Duty, LineState, Point
from eventapp.database import change, db, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, Mode, Site
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration


class NotOfThisPoint(DomainError):
    """Whoever is named attends elsewhere."""

    code = "not_of_this_point"
    message = N_("%(name)s does not attend at this bridge point.")
    status = 422


def secretary(site: Site) -> Actor:
    """Return who acts by the secretary's link, in the words of the audit trail."""
    return Actor(secretary_of(site.names))


def hold(site: Site) -> Point:
    """Return the point's row, made if there is none, held until the transaction ends."""
    insert_once(Point, event_id=site.event_id, site_id=site.id, **NOTHING)
    mine = select(Point).where(Point.site_id == site.id)
    return db.session.scalars(mine.with_for_update(), execution_options={"populate_existing": True}).one()


def describe(event: Event, site: Site, *, by: Actor, **said: Any) -> bool:
    """Change what is said of a point: `address` of its site, `room`, `notes`; return whether anything was different."""
    point = hold(site)
    address = said.pop("address", site.address)
    changed = {name: value for name, value in said.items() if getattr(point, name) != value}
    for name, value in changed.items():
        setattr(point, name, value)
    if changed:
        db.session.flush()
        trail.record(
            "point_described", f"sites/{site.id}", by=by, event_id=event.id, name=site.names, fields=sorted(changed)
        )
    if address == site.address:
        return bool(changed)
    capacity.edit_site(event, site, by=by, capacity=site.capacity, address=address)
    return True


def name_contact(
    event: Event, site: Site, duty: Duty, *, by: Actor, registration: Registration | None = None, **said: str
) -> bool:
    """Say who does what for the point; no name at all means nobody. Return whether anything was different.

    A delegate of the point may be named; then paper for chairs reaches him. Raises NotOfThisPoint.
    """
    if registration is not None and not (registration.mode is Mode.BRIDGE and registration.site_id == site.id):
        raise NotOfThisPoint(name=registration.person.full_name)
    hold(site)
    contact = db.session.get(Contact, (site.id, duty), populate_existing=True)
    wanted: dict[str, Any] = {**said, "registration_id": registration.id if registration else None}
    if contact is None and not any(wanted[name] for name in wanted if name != "locale"):
        return False
    if contact is None:
        contact = Contact(site_id=site.id, duty=duty, event_id=event.id)
        db.session.add(contact)
    elif all(getattr(contact, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(contact, name, value)
    db.session.flush()
    trail.record("point_contact_named", f"sites/{site.id}", by=by, event_id=event.id, name=site.names, duty=duty.value)
    return True


def erase_contact(event: Event, site: Site, duty: Duty, *, by: Actor, closes_link: bool = False) -> bool:
    """Erase what is kept of whoever does that for the point, letters to him too; False where nobody is named.

    `closes_link`: the link that was sent to him opens nothing any more. The history keeps that it was, not who it was.
    """
    hold(site)
    contact = db.session.get(Contact, (site.id, duty), populate_existing=True)
    if contact is None:
        return False
    if contact.email:
        his = Letter.kind.like("bridges/%") & (Letter.subject_id == site.id) & (Letter.recipient == contact.email)
        change(delete(Letter).where(Letter.event_id == event.id, his))
    db.session.delete(contact)
    db.session.flush()
    trail.record("point_contact_erased", f"sites/{site.id}", by=by, event_id=event.id, name=site.names, duty=duty.value)
    if closes_link:
        renew_link(event, site, by=by)
    return True


def note_line(event: Event, site: Site, state: LineState, *, note: str = "", by: Actor) -> None:
    """Write down what a test of the line said, and when."""
    point = hold(site)
    point.line, point.line_note = state, note
    point.line_tested_at = None if state is LineState.UNTESTED else clock.now()
    db.session.flush()
    trail.record("line_tested", f"sites/{site.id}", by=by, event_id=event.id, name=site.names, line=state.value)


def renew_link(event: Event, site: Site, *, by: Actor) -> None:
    """Close the secretary's link and make another."""
    hold(site)
    change(update(Point).where(Point.site_id == site.id).values(generation=Point.generation + 1))
    trail.record("point_link_renewed", f"sites/{site.id}", by=by, event_id=event.id, name=site.names)

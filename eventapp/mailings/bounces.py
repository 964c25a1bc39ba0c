"""Letters that came back: the address does not work until it is corrected, or someone says that it does."""

from collections.abc import Sequence
from email.utils import parseaddr

from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db, insert_once
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.mailings.models import Bounce, Recipient
from eventapp.mailings.queries import ABOUT_DELEGATES
from eventapp.mailings.sending import LETTER
from eventapp.registration.models import Registration


def note(registration: Registration, *, by: Actor, reason: str = "", letter: Letter | None = None) -> Bounce:
    """Note that the delegate's address, or the one the letter went to, does not work. Twice is once."""
    email = letter.recipient if letter else registration.person.email
    now, person_id = clock.now(), registration.person_id
    if letter is not None:
        change(update(Letter).where(Letter.id == letter.id, Letter.bounced_at.is_(None)).values(bounced_at=now))
    made = insert_once(
        Bounce, event_id=registration.event_id, person_id=person_id, email=email, reason=reason[:1000], at=now
    )
    if made is not None:
        trail.record(
            "bounce_noted", f"registrations/{registration.ref}", by=by, event_id=registration.event_id, reason=reason
        )
    return db.session.scalars(select(Bounce).where(Bounce.person_id == person_id, Bounce.email == email)).one()


def clear(registration: Registration, *, by: Actor) -> None:
    """Note that the delegate's address works after all. Twice is once."""
    mine = (Bounce.person_id == registration.person_id) & (Bounce.email == registration.person.email)
    if change(delete(Bounce).where(mine)):
        trail.record("bounce_cleared", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)


def bounce_of(registration: Registration) -> Bounce | None:
    """Return what is known about the delegate's present address not working."""
    person = registration.person
    return db.session.scalar(select(Bounce).where(Bounce.person_id == person.id, Bounce.email == person.email))


def refs_that_bounce(event: Event, refs: Sequence[str]) -> set[str]:
    """Return those of the registrations whose address does not work.

    The event is asked of the bounces: asked of the registrations, SQLite goes through all of them (20 ms of 50,000).
    """
    asked = (
        select(Registration.ref)
        .join(Person, Person.id == Registration.person_id)
        .join(Bounce, (Bounce.person_id == Person.id) & (Bounce.email == Person.email))
        .where(Bounce.event_id == event.id, Registration.ref.in_(refs))
    )
    return set(db.session.scalars(asked))


def find_letter(event: Event, message_id: str) -> Letter | None:
    """Return the event's letter with that Message-ID, with or without its angle brackets."""
    _name, bare = parseaddr(message_id)
    reference = (bare or message_id).strip("<> ").partition("@")[0]
    return db.session.scalar(select(Letter).where(Letter.event_id == event.id, Letter.reference == reference))


def registration_of(letter: Letter) -> Registration | None:
    """Return whose letter it is, where it concerns a registration."""
    if letter.kind == LETTER:
        recipient = db.session.get(Recipient, letter.subject_id)
        return recipient.registration if recipient else None
    found = db.session.get(Registration, letter.subject_id) if letter.kind.startswith(ABOUT_DELEGATES) else None
    return found if found and found.event_id == letter.event_id else None

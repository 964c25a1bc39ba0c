"""Correct a registration, and send its letter again."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.programme.models import OnPlatform
from eventapp.registration import letters
from eventapp.registration.models import Registration


class PersonExists(DomainError):
    """Someone else of the event bears that name with that address."""

    code = "person_exists"
    message = N_("Someone else here is already called %(name)s with the address %(email)s. Nothing was changed.")


class NoAddress(DomainError):
    """Nothing can be sent to somebody who has given no address."""

    code = "no_address"
    message = N_("No e-mail address of %(name)s is known. Correct the details first.")


class SentJustNow(DomainError):
    """The same letter was queued within this minute."""

    code = "sent_just_now"
    message = N_("This letter was queued a moment ago. Wait a minute before you send it again.")


def amend(
    registration: Registration,
    *,
    by: Actor,
    full_name: str,
    email: str,
    phone: str = "",
    organisation: str = "",
    position: str = "",
    salutation: str | None = None,
    locale: str | None = None,
    note: str = "",
) -> bool:
    """Correct what is known of a delegate; return whether anything changed.

    Whoever belongs to a delegation keeps its organisation; salutation and language stay where None is given. A new
    address gets a new link to the page, the former one is told so, and its links open nothing any more. Raises
    PersonExists.
    """
    person = registration.person
    former = person.email
    said = {
        "full_name": full_name,
        "email": email,
        "phone": phone,
        "position": position,
        "salutation": salutation,
        "organisation_name": organisation if registration.delegation_id is None else None,
    }
    changed = _correct(person, {name: value for name, value in said.items() if value is not None})
    for name, value in (("note", note), ("locale", locale or registration.locale)):
        if getattr(registration, name) != value:
            setattr(registration, name, str(value))
            changed.add(name)
    if not changed:
        return False
    registration.changed_at = clock.now()
    trail.record(
        "edited", f"registrations/{registration.ref}", by=by, event_id=registration.event_id, fields=sorted(changed)
    )
    if "email" in changed and registration.status.is_live:
        _move_letters(registration, former)
    if changed - {"note", "phone", "email", "locale"} and _is_on_platform(person):
        life_cycle.touch(registration.event)
    return True


def _correct(person: Person, wanted: Mapping[str, str]) -> set[str]:
    """Write down what is said otherwise of the person; return the names of it. Raises PersonExists."""
    changed = {name for name, value in wanted.items() if getattr(person, name) != value}
    try:
        with db.session.begin_nested():
            for name in changed - {"full_name"}:
                setattr(person, name, wanted[name])
            if changed & {"full_name", "email"}:
                people.rename(person, wanted["full_name"])
    except IntegrityError:
        raise PersonExists(name=wanted["full_name"], email=wanted["email"]) from None
    return changed


def _move_letters(registration: Registration, former: str) -> None:
    registration.generation += 1
    registration.moved_at = registration.changed_at  # the join page has another address
    occasion = f"address {registration.changed_at.isoformat()}"
    letters.address_corrected(registration, occasion=occasion)
    letters.address_changed(registration, former=former, occasion=occasion)


def send_again(registration: Registration, *, by: Actor) -> None:
    """Queue the letter that says how the registration stands once more. Raises NoAddress, SentJustNow."""
    if not registration.person.email:
        raise NoAddress(name=registration.person.full_name)
    if not letters.again(registration, at=clock.now()):
        raise SentJustNow
    trail.record("letter_sent_again", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)


def _is_on_platform(person: Person) -> bool:
    return db.session.scalar(select(OnPlatform.person_id).where(OnPlatform.person_id == person.id).limit(1)) is not None

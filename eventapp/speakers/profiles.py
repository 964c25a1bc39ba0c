"""Write down what speakers say of themselves; visitors see it at once, and organisers may correct it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from eventapp import files, pictures
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db, insert_all_once
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.programme.models import Profile
from eventapp.registration.models import Registration


class NotAPortrait(DomainError):
    """Neither a PNG nor a JPEG picture, or a damaged one."""

    code = "not_a_portrait"
    status = 422
    message = N_("This file is not taken. Please send a PNG or JPEG picture.")


def begin(event: Event, people: Sequence[Person]) -> None:
    """See that there is a profile of each of them."""
    blank = {"bio": "", "bio_en": "", "portrait": "", "locale": "vi", "generation": 0, "note": ""}
    rows = [{**blank, "person_id": person.id, "event_id": event.id} for person in people]
    insert_all_once(Profile, rows, returning="person_id")


def profile_of(event: Event, person: Person) -> Profile:
    """Return what is kept of someone, held until the end of the transaction; made now if need be."""
    begin(event, [person])
    mine = select(Profile).where(Profile.person_id == person.id).with_for_update()
    return db.session.scalars(mine, execution_options={"populate_existing": True}).one()


def describe(event: Event, person: Person, *, by: Actor, **said: Any) -> bool:
    """Keep what is said of a speaker: words of the person (position, salutation …) and of the profile (bio, locale …).

    Of whoever is registered as a delegate only the latter: the former stand on tickets, may be a delegation's and may
    have been approved, so they are corrected where the registration is. False where nothing was different.
    """
    profile = profile_of(event, person)
    if is_registered(person):
        said = {name: value for name, value in said.items() if hasattr(Profile, name)}
    changed = [name for name, value in said.items() if getattr(_holder(name, person, profile), name) != value]
    for name in changed:
        setattr(_holder(name, person, profile), name, said[name])
    if changed:
        _noticed(event, person, by, changed)
    return bool(changed)


def show_portrait(folder: Path, event: Event, person: Person, content: bytes, *, by: Actor) -> None:
    """Show this picture of the speaker, cut square and drawn anew. Raises NotAPortrait, FileTooLarge."""
    if len(content) > files.LARGEST:
        raise files.FileTooLarge(megabytes=files.LARGEST // 1024 // 1024)
    try:
        drawn = pictures.portrait(content)
    except pictures.NotAPicture:
        raise NotAPortrait from None
    profile_of(event, person).portrait = files.keep(folder, files.CleanFile("jpg", drawn))
    _noticed(event, person, by, ["portrait"])


def remove_portrait(event: Event, person: Person, *, by: Actor) -> bool:
    """Show no picture of the speaker any more; False where there was none."""
    profile = profile_of(event, person)
    if not profile.portrait:
        return False
    profile.portrait = ""
    _noticed(event, person, by, ["portrait"])
    return True


def renew_link(event: Event, person: Person, *, by: Actor) -> None:
    """Close the speaker's links that were sent; new ones take their place."""
    profile_of(event, person).generation += 1
    trail.record("speaker_link_renewed", person, by=by, event_id=event.id, name=person.full_name)


def sweep(folder: Path) -> int:
    """Remove the pictures that no profile shows any more; return how many."""
    shown = set(db.session.scalars(select(Profile.portrait).where(Profile.portrait != "")))
    return files.sweep(folder, shown)


def is_registered(person: Person) -> bool:
    """Is, or was, the person registered as a delegate?"""
    return db.session.scalar(select(Registration.id).where(Registration.person_id == person.id).limit(1)) is not None


def _holder(name: str, person: Person, profile: Profile) -> Person | Profile:
    return profile if hasattr(Profile, name) else person


def _noticed(event: Event, person: Person, by: Actor, fields: list[str]) -> None:
    db.session.flush()
    life_cycle.touch(event)
    trail.record("speaker_described", person, by=by, event_id=event.id, name=person.full_name, fields=sorted(fields))

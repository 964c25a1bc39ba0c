"""A speaker's links: secrets derived, never stored; each opens one thing only."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp import signing
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.programme.models import Profile
from eventapp.speakers.queries import is_on_a_platform

PAGE, FEED = "speaking", "speaking-feed"


def secret(person: Person, generation: int, purpose: str = PAGE) -> str:
    """Return the secret of one of the speaker's links."""
    return signing.link_secret(purpose, person.ref, generation)


def find_speaker_of(given: str, purpose: str = PAGE) -> tuple[Person, Profile] | None:
    """Return whose link of that purpose bears this secret; nobody who is on no platform any more."""
    ref = signing.split_secret(given)
    if ref is None:
        return None
    asked = select(Profile).join(Profile.person).options(joinedload(Profile.person))
    profile = db.session.scalar(asked.where(Person.ref == ref, is_on_a_platform()))
    if profile is None or not signing.opens(given, purpose, ref, profile.generation):
        return None
    return profile.person, profile

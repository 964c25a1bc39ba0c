"""Speakers, for tests."""

import io

from PIL import Image

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import PlatformRole, Profile
from eventapp.programme.programming import revise_session
from eventapp.speakers import links, profiles
from tests.factories import make_session


def make_speaker(
    event: Event, name: str = "Trần Thị Bình", email: str = "binh@example.org", *, title: str = "Phiên toàn thể"
) -> Person:
    """Return someone who speaks in a session of their own."""
    session = make_session(event, title)
    with transaction():
        person = people.meet(event.id, full_name=name, email=email, position="Thứ trưởng")
        revise_session(event, session, platform=[(person, PlatformRole.SPEAKER)], by=SYSTEM)
    return person


def page_of(event: Event, person: Person, purpose: str = links.PAGE) -> str:
    """Return the address of the speaker's own page, or of another of their links."""
    with transaction():
        generation = profiles.profile_of(event, person).generation
    begin = "/speaking/" if purpose == links.PAGE else "/feeds/speakers/"
    return begin + links.secret(person, generation, purpose) + ("" if purpose == links.PAGE else ".ics")


def kept(event: Event, person: Person) -> Profile:
    """Return what is kept of the speaker."""
    with transaction():
        return profiles.profile_of(event, person)


def picture(form: str = "PNG", size: tuple[int, int] = (1200, 800)) -> bytes:
    """Return a picture, as a camera writes it: with a comment and with the place where it was taken."""
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x8825] = "CANARY", {1: "N", 2: (21.0, 2.0, 0.0)}
    Image.effect_noise(size, 40).convert("RGB").save(target, form, exif=exif)
    return target.getvalue()

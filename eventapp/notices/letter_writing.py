"""What letters about changed sessions say, with the change for the calendar (RFC 5546, RFC 6047)."""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import select

from eventapp import icalendars, names
from eventapp.accounts.administration import domain
from eventapp.bilingual import Bilingual, spoken
from eventapp.calendar.entries import Attendance, Reader, as_delegate, as_visitor, entry
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mail.composing import Composed, Invitation, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.notices import letter_kinds as _kinds  # noqa: F401 - offers the kinds
from eventapp.notices.concerned import concerns
from eventapp.notices.models import Addressee
from eventapp.notices.returning import RETURNED
from eventapp.notices.telling import LETTERS, platform_of
from eventapp.papers.models import Version
from eventapp.programme.models import Change, ChangeKind, Profile, Session
from eventapp.registration import links
from eventapp.registration.models import Registration, Status
from eventapp.speakers import links as speaker_links
from eventapp.wordings.kinds import get_kind
from eventapp.wordings.wording import words_of


@letter(LETTERS[ChangeKind.MOVED])
@letter(LETTERS[ChangeKind.CANCELLED])
@letter(LETTERS[ChangeKind.RESTORED])
def told(row: Letter) -> Composed | None:
    """Tell someone of a change. Not wanted any more where it has been overtaken, or by whoever attends no more."""
    addressee = db.session.get(Addressee, row.subject_id)
    if addressee is None or addressee.person.email != row.recipient:
        return None
    is_cancelled = addressee.change.session.cancelled_at is not None
    has_left = addressee.registration is not None and addressee.registration.status is not Status.CONFIRMED
    if has_left or is_cancelled is not (addressee.change.kind is ChangeKind.CANCELLED):
        return None
    return written(addressee.change, addressee.person, addressee.registration, row.locale)


def trial(row: Letter) -> Composed | None:
    """Compose a letter that an organiser sends to himself to see it: as the first one gets it whom it concerns.

    Its subject says so, and it brings nothing for the calendar. None where it concerns nobody any more.
    """
    change = db.session.get_one(Change, row.subject_id)
    first = first_addressee(change)
    if first is None:
        return None
    composed = written(change, *first, row.locale)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject), invitation=None)


for _code in LETTERS.values():
    letter(f"trial/{_code}")(trial)


def written(change: Change, person: Person, registration: Registration | None, locale: str) -> Composed:
    """Return the letter about the change to that person, as it would be written now, in the language being spoken."""
    event = db.session.get_one(Event, change.event_id)
    page, session = _page(event, person, registration), change.session
    values = {
        "full_name": person.full_name,
        "address": names.form_of_address(names.salutation_in(person.salutation, locale), person.full_name),
        "event": event.title_in(locale),
        "session": session.title_in(locale),
        "before": _when(event, session, change.before, person, locale),
        "after": _when(event, session, {}, person, locale),
        "link": Markup('<a href="{0}">{0}</a>').format(page),
    }
    words = words_of(event, get_kind(LETTERS[change.kind]), locale, gettext).filled(values)
    external = current_app.config["EXTERNAL_URL"]
    composed = from_templates("notices/letter", event=event, locale=locale, external=external, words=words, page=page)
    attendance = as_delegate(registration) if registration else as_visitor(event)
    return replace(composed, invitation=invitation(event, session, attendance, person, locale))


@letter(RETURNED)
def returned(row: Letter) -> Composed | None:
    """Tell a speaker that a paper is returned. Not wanted any more by whoever has sent it again, or has no page now."""
    version = db.session.get(Version, row.subject_id)
    person = version.paper.sender if version else None
    if version is None or person is None or person.email != row.recipient or version.number != version.paper.numbered:
        return None
    event, session, profile = version.paper.event, version.paper.session, db.session.get(Profile, person.id)
    external = current_app.config["EXTERNAL_URL"]
    page = f"{external}/speaking/{speaker_links.secret(person, profile.generation if profile else 0)}"
    values = {
        "full_name": person.full_name,
        "address": names.form_of_address(names.salutation_in(person.salutation, row.locale), person.full_name),
        "event": event.title_in(row.locale),
        "session": session.title_in(row.locale) if session else event.title_in(row.locale),
        "paper": version.paper.title_in(row.locale),
        "reason": version.note,
        "link": Markup('<a href="{0}">{0}</a>').format(page),
    }
    words = words_of(event, get_kind(RETURNED), row.locale, gettext).filled(values)
    return from_templates("notices/letter", event=event, locale=row.locale, external=external, words=words, page=page)


def first_addressee(change: Change) -> tuple[Person, Registration | None] | None:
    """Return someone who would be told of the change: a delegate, else someone on the platform."""
    mine = select(Registration).where(concerns(change.session)).order_by(Registration.id).limit(1)
    registration = db.session.scalar(mine)
    if registration is not None:
        return registration.person, registration
    people = select(Person).where(Person.id.in_(platform_of(change)), Person.email != "").limit(1)
    person = db.session.scalar(people)
    return (person, None) if person else None


def invitation(event: Event, session: Session, attendance: Attendance, person: Person, locale: str) -> Invitation:
    """Return the session for that person's calendar: REQUEST, or CANCEL where it does not take place.

    UID and SEQUENCE are those of the feeds. Outlook refuses an organiser who invites himself: whoever reads the
    event's letters is invited by the instance.
    """
    config = current_app.config
    sender = parseaddr(config["MAIL_FROM"])[1]
    planned = entry(event, session, attendance, Reader(locale, gettext, config["EXTERNAL_URL"], domain(), sender))
    if planned.organizer.address.casefold() == person.email:
        planned = replace(planned, organizer=replace(planned.organizer, address=sender))
    method = "CANCEL" if planned.cancelled else "REQUEST"
    feed = icalendars.Feed(event.title_in(locale), event.zone, (planned,))
    attendee = icalendars.Person(person.full_name, person.email)
    return Invitation(method, icalendars.body(feed, method, attendee))


def _when(event: Event, session: Session, former: dict[str, Any], person: Person, locale: str) -> str:
    """Return in words when and where the session is, or was to be where `former` says otherwise."""
    starts_at, ends_at = (
        datetime.fromisoformat(former[name]) if name in former else getattr(session, name)
        for name in ("starts_at", "ends_at")
    )
    room = former.get("room", [session.room.name, session.room.name_en] if session.room else None)
    return render_template(
        "mail/notices/when.txt",
        event=event,
        starts_at=starts_at,
        ends_at=ends_at,
        room=spoken(Bilingual(*room), locale) if room else "",
        own=person.zone or (person.organisation.zone if person.organisation else None),
    ).strip()


def _page(event: Event, person: Person, registration: Registration | None) -> str:
    external = current_app.config["EXTERNAL_URL"]
    if registration is not None:
        return f"{external}/my/{links.secret(registration)}"
    profile = db.session.get(Profile, person.id)
    if profile is not None:
        return f"{external}/speaking/{speaker_links.secret(person, profile.generation)}"
    return f"{external}/events/{event.slug}"

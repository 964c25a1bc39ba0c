"""What comes along with registration's letters: the QR as a picture, the event for the calendar."""

from email.utils import parseaddr

from flask import current_app
from flask_babel import gettext

from eventapp import icalendars
from eventapp.accounts.administration import domain
from eventapp.events.models import Event
from eventapp.mail.composing import Attachment
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.registration.papers import site_of
from eventapp.tickets.codes import qr_payload
from eventapp.tickets.issuing import code_of
from eventapp.tickets.pictures import ticket_png


def attachments(registration: Registration) -> tuple[Attachment, ...]:
    """Return the QR as a picture and the event as .ics, for someone who has a ticket."""
    assert registration.ticket is not None  # noqa: S101 - asked by the caller
    payload = qr_payload(current_app.config["EXTERNAL_URL"], code_of(registration.ticket))
    return (
        Attachment("qr.png", ticket_png(payload, scale=8), "image/png", cid="qr"),
        Attachment("event.ics", _invitation(registration), "text/calendar; charset=utf-8; method=PUBLISH"),
    )


def _invitation(registration: Registration) -> bytes:
    event, external = registration.event, current_app.config["EXTERNAL_URL"]
    join = links.join_page(registration, external) if registration.joins_online else ""
    entry = icalendars.Entry(
        uid=f"registration-{registration.ref.lower()}@{domain()}",
        sequence=event.revision + registration.moves + registration.generation,
        created_at=registration.registered_at,
        revised_at=max(event.revised_at, registration.changed_at),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        summary=event.title_in(registration.locale),
        organizer=icalendars.Person(event.host or event.title, _organisers_address(event)),
        location=join or place(registration, registration.locale),
        url=f"{external}/events/{event.slug}",
        conference=join,
        words=icalendars.Words(join=gettext(icalendars.Words.join)),
    )
    return icalendars.body(icalendars.Feed(name=event.title_in(registration.locale), zone=event.zone, entries=(entry,)))


def place(registration: Registration, locale: str) -> str:
    """Return where the delegate attends, with its address; empty where that is nowhere."""
    site = site_of(registration)
    return ", ".join(part for part in (site.name_in(locale), site.address) if part) if site else ""


def _organisers_address(event: Event) -> str:
    return event.contact_email or parseaddr(current_app.config["MAIL_FROM"])[1]

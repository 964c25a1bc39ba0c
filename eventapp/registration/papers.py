"""What stands on a delegate's paper ticket."""

from collections.abc import Callable

from eventapp import names
from eventapp.events.models import Mode, Site
from eventapp.events.queries import sites_of
from eventapp.references import show_reference
from eventapp.registration.models import Registration
from eventapp.registration.words import MODE_WORDS
from eventapp.tickets.paper import ACCENT, TicketPaper

# The named dyes of static/css/tokens.css.
DYES = {
    "cham": "#1b4f7c",
    "son": "#a8281f",
    "sen": "#ad2a66",
    "truc": "#2c6e49",
    "dong": "#8a5a1c",
    "tim": "#5d3b8c",
}


def ticket_of(
    registration: Registration, payload: str, *, locale: str, when: str, translate: Callable[[str], str]
) -> TicketPaper:
    """Return the ticket's content; `when` already names its zone, `payload` is what the QR holds."""
    event, person = registration.event, registration.person
    site = site_of(registration)
    return TicketPaper(
        event_title=event.title_in(locale),
        when=when,
        where=", ".join(part for part in (site.name_in(locale), site.address) if part) if site else "",
        full_name=person.full_name,
        mode=registration.mode.value,
        mode_name=translate(MODE_WORDS[registration.mode]),
        payload=payload,
        reference=show_reference(registration.ref),
        organ=(event.host_en or event.host) if locale == "en" else event.host,
        salutation=names.salutation_in(person.salutation, locale),
        position=person.position,
        organisation=person.organisation_in(locale),
        accent=event.accent if event.accent.startswith("#") else DYES.get(event.accent, ACCENT),
        locale=locale,
    )


def site_of(registration: Registration) -> Site | None:
    """Return where the delegate sits: the bridge point, the main hall, or nowhere."""
    if registration.mode is Mode.HALL:
        return next(iter(sites_of(registration.event, Mode.HALL)), None)
    return registration.site

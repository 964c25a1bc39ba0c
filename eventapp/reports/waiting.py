"""The waiting list of one mode as a sheet, in the order of the line."""

from collections.abc import Callable, Iterator

from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.references import show_reference
from eventapp.registration import lines
from eventapp.registration.words import MODE_WORDS
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("Place in the line"),
    N_("Full name"),
    N_("Position"),
    N_("Organisation"),
    N_("Waits for"),
    N_("Bridge point"),
    N_("Attendance"),
    N_("Waits since"),
    N_("Offered until"),
    N_("E-mail"),
    N_("Telephone"),
    N_("Registration code"),
)


def rows(event: Event, mode: Mode, *, q: str, locale: str, translate: Callable[[str], str]) -> Iterator[list[Value]]:
    """Yield one row per delegate who waits or has an offer; moments are in the event's zone."""
    for line in lines.listed(event, mode, q=q):
        person, site = line.registration.person, line.site
        until = line.registration.offer_expires_at
        yield [
            line.place,
            person.full_name,
            person.position,
            person.organisation_name,
            translate(MODE_WORDS[mode]),
            site.name_in(locale) if site else "",
            translate(MODE_WORDS[Mode.ONLINE]) if line.registration.wished_mode else "",
            line.registration.waits_since.astimezone(event.tz),
            until.astimezone(event.tz) if until else None,
            person.email,
            person.phone,
            show_reference(line.registration.ref),
        ]

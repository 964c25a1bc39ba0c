"""Who has signed up for a session, as a sheet."""

from collections.abc import Callable, Iterable, Iterator

from eventapp.agenda.listing import Line
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.references import show_reference
from eventapp.registration.words import MODE_WORDS
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("Full name"),
    N_("Position"),
    N_("Organisation"),
    N_("Attendance"),
    N_("Status"),
    N_("Place in the line"),
    N_("Since"),
    N_("E-mail"),
    N_("Telephone"),
    N_("Registration code"),
)
HAS_A_PLACE, WAITS = N_("Has a place"), N_("Waits")


def rows(event: Event, lines: Iterable[Line], *, translate: Callable[[str], str]) -> Iterator[list[Value]]:
    """Yield one row per delegate; moments are in the event's zone."""
    for line in lines:
        entered, registration = line.sign_up, line.sign_up.registration
        person = registration.person
        yield [
            person.full_name,
            person.position,
            person.organisation_name,
            translate(MODE_WORDS[entered.mode]),
            translate(HAS_A_PLACE if entered.holds else WAITS),
            line.place,
            entered.since.astimezone(event.tz),
            person.email,
            person.phone,
            show_reference(registration.ref),
        ]

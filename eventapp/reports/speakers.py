"""The speakers as a sheet: who they are, how they are reached, whether they come, and their sessions."""

from collections.abc import Callable, Iterable, Iterator

from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.speakers.queries import Line
from eventapp.speakers.words import STATE_WORDS
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("Full name"),
    N_("Salutation"),
    N_("Position"),
    N_("Organisation"),
    N_("E-mail"),
    N_("Telephone"),
    N_("Status"),
    N_("Reason"),
    N_("Sessions"),
    N_("About the speaker"),
    N_("About the speaker, in English"),
)


def rows(lines: Iterable[Line], event: Event, *, locale: str, translate: Callable[[str], str]) -> Iterator[list[Value]]:
    """Yield one row per speaker; times of sessions are those of the event's zone."""
    for line in lines:
        person, profile = line.person, line.profile
        yield [
            person.full_name,
            person.salutation,
            person.position,
            person.organisation_in(locale),
            person.email,
            person.phone,
            translate(STATE_WORDS[line.state]),
            profile.note if profile else "",
            "; ".join(
                f"{each.title_in(locale)} ({each.starts_at.astimezone(event.tz):%d/%m/%Y %H:%M})"
                for each in line.sessions
            ),
            profile.bio if profile else "",
            profile.bio_en if profile else "",
        ]

"""The run of show: what the team has in hand on the day, from minute to minute, with who is on the platform."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from eventapp import telephones
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.programme import wording
from eventapp.programme.models import OnPlatform, Session
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("Starts"),
    N_("Ends"),
    N_("Minutes"),
    N_("Title"),
    N_("Kind"),
    N_("Room"),
    N_("On the platform"),
    N_("Notes"),
)


def rows(
    event: Event,
    sessions: Iterable[Session],
    notes: Mapping[int, str],
    *,
    locale: str,
    translate: Callable[[str], str],
) -> Iterator[list[Value]]:
    """Yield one row for each session that takes place; times are those of the event's zone, notes by its id."""
    for session in sessions:
        starts, ends = session.starts_at.astimezone(event.tz), session.ends_at.astimezone(event.tz)
        yield [
            f"{starts:%H:%M}",
            f"{ends:%H:%M}",
            minutes(session),
            session.title_in(locale),
            translate(wording.KINDS[session.kind]),
            session.room.name_in(locale) if session.room else "",
            "; ".join(_seat(seat, translate) for seat in session.platform),
            "\n".join(filter(None, (session.notes, notes.get(session.id, "")))),
        ]


def minutes(session: Session) -> int:
    """Return how long the session lasts."""
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


def _seat(seat: OnPlatform, translate: Callable[[str], str]) -> str:
    said = [
        f"{translate(wording.part(seat.role))}: {seat.person.full_name}",
        telephones.display(seat.person.phone) if seat.person.phone else "",
    ]
    return ", ".join(filter(None, said))

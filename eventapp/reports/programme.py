"""The programme as a sheet: every session in order of time, fit to be imported again without a change."""

from collections.abc import Callable, Iterator

from eventapp.agenda.queries import Offer, offers_of
from eventapp.agenda.shapes import SignUpKind
from eventapp.agenda.words import SIGN_UP_WORDS
from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.programme import wording
from eventapp.programme.models import Listed, PlatformRole, Session
from eventapp.programme.queries import sessions_of
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("UID"),
    N_("Date"),
    N_("Starts"),
    N_("End date"),
    N_("Ends"),
    N_("Kind"),
    N_("Title"),
    N_("Title in English"),
    N_("Room"),
    N_("Room in English"),
    N_("Track"),
    N_("Track in English"),
    N_("Chair"),
    N_("Moderator"),
    N_("Speakers"),
    N_("Abstract"),
    N_("Abstract in English"),
    N_("Status"),
    N_("Sign-up"),
    N_("Places in the hall"),
    N_("Places at bridge points"),
    N_("Places online"),
)
CANCELLED = N_("Cancelled")
NO_SIGN_UP = N_("No sign-up")
UNLIMITED = N_("no limit")


def rows(event: Event, *, translate: Callable[[str], str]) -> Iterator[list[Value]]:
    """Yield one row per session, cancelled ones too; times are those of the event's zone."""
    offers = offers_of(event)
    for session in sessions_of(event):
        yield _row(session, event, translate) + _places(offers.get(session.id), translate)


def _row(session: Session, event: Event, translate: Callable[[str], str]) -> list[Value]:
    starts, ends = session.starts_at.astimezone(event.tz), session.ends_at.astimezone(event.tz)
    return [
        session.uuid,
        starts.date(),
        f"{starts:%H:%M}",
        ends.date() if ends.date() != starts.date() else None,
        f"{ends:%H:%M}",
        translate(wording.KINDS[session.kind]),
        session.title,
        session.title_en,
        *_names(session.room),
        *_names(session.track),
        *("; ".join(person.full_name for person in session.people_as(role)) for role in PlatformRole),
        session.abstract,
        session.abstract_en,
        translate(CANCELLED) if session.cancelled_at else "",
    ]


def _places(offer: Offer | None, translate: Callable[[str], str]) -> list[Value]:
    if offer is None:
        return [translate(NO_SIGN_UP), *(None for _mode in Mode)]
    numbers = (row.capacity for row in offer.places.values())
    said: list[Value] = [translate(UNLIMITED) if number is None else number for number in numbers]
    return [translate(SIGN_UP_WORDS[SignUpKind.PLACES]), *said]


def _names(one: Listed | None) -> tuple[str, str]:
    return (one.name, one.name_en) if one else ("", "")

"""What is known of one delegate: each piece of evidence in order, and what follows for the event and each session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.events.models import Event
from eventapp.presence.attending import grounds_of, holders_of
from eventapp.presence.judging import NOBODY, Attendance, Scope
from eventapp.presence.spells import Piece
from eventapp.presence.timetable import SessionTime
from eventapp.registration.models import Registration


@dataclass(frozen=True)
class Told:
    """The attendance at the event and at each session he is expected in, and the pieces it follows from."""

    whole: Attendance
    sessions: Sequence[tuple[SessionTime, Attendance]]
    pieces: Sequence[Piece]


def tell(event: Event, registration: Registration, *, at: datetime) -> Told:
    """Return what is known of a delegate at that moment; of a registration that has ended the evidence alone."""
    grounds = grounds_of(event, at=at, registration_id=registration.id)
    pieces = sorted(grounds.pieces.get(registration.id, ()), key=lambda piece: (piece.at, piece.order))

    def judged(scope: Scope) -> Attendance | None:
        lines = grounds.roll(scope, place_holders=holders_of(scope.session)).lines
        return lines[0].attendance if lines else None

    sessions = [
        (each, found)
        for each in grounds.timetable.sessions
        if not each.is_pause and (found := judged(Scope(session=each))) is not None
    ]
    return Told(judged(Scope()) or NOBODY, sessions, pieces)

"""Registration codes are short: whoever tries five wrong ones within a minute is locked until the minute is over.

The wrong tries of a speaker (a telephone, a token, a user) stand in one row, held until the end of the transaction, so
that of many at once none is counted twice or not at all, whichever process hears it. A right code counts for nothing:
a desk checks a whole delegation in by its codes. A telephone has its own name; what others call their devices is their
own word, so all devices of one speaker count together too.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select

from eventapp import clock
from eventapp.checkin import facts
from eventapp.checkin.models import Reason, WrongTries
from eventapp.checkin.scanning import Answer, Reading
from eventapp.database import db, insert_all_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event

TRIES, ALL_TRIES, WINDOW = 5, 50, timedelta(minutes=1)


class TooManyWrongCodes(DomainError):
    """The device has tried too many registration codes that are nobody's."""

    code = "too_many_wrong_codes"
    status = 429
    message = N_("Too many wrong registration codes within one minute. Send this scan again later.")

    @property
    def seconds(self) -> int:
        """After how many seconds to try again."""
        return int(self.values["seconds"])


def refuse_guesses(event: Event, reading: Reading) -> None:
    """Refuse a registration code where too many were wrong before. Raises TooManyWrongCodes."""
    if not facts.is_reference(reading.code):
        return
    now, row = clock.now(), _row(event, reading.operator)
    row.tries = [each for each in row.tries if _moment(each) > now - WINDOW]
    own = [each for each in row.tries if each[0] == reading.device]
    for tries, most in ((own, TRIES), (row.tries, ALL_TRIES)):
        if len(tries) >= most:
            raise TooManyWrongCodes(seconds=ceil((_moment(tries[-most]) + WINDOW - now).total_seconds()))


def note(event: Event, reading: Reading, answer: Answer) -> None:
    """Count a registration code that was nobody's; also where the same scan was answered so before."""
    if facts.is_reference(reading.code) and answer.scan.reason is Reason.UNKNOWN:
        row = _row(event, reading.operator)
        row.tries = [*row.tries, [reading.device, clock.now().isoformat()]]


def _row(event: Event, operator: str) -> WrongTries:
    """Return the wrong tries of whoever speaks, the oldest first, held until the end of the transaction."""
    insert_all_once(WrongTries, [{"event_id": event.id, "operator": operator, "tries": []}], returning="operator")
    mine = select(WrongTries).where(WrongTries.event_id == event.id, WrongTries.operator == operator)
    return db.session.scalars(mine.with_for_update(), execution_options={"populate_existing": True}).one()


def _moment(tried: list[str]) -> datetime:
    return datetime.fromisoformat(tried[1])

"""The door as it must not be, one fault at a time: what the trials of faults must notice.

`BROKEN_DOOR` names the fault: "early" answers before it writes, "deaf" does not hear that the disk refused, "hasty"
waits for no lock. `granian tests.trust.broken_door:app`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from eventapp import create_app
from eventapp.api import scans
from eventapp.checkin import collecting
from eventapp.checkin.scanning import Answer, Reading
from eventapp.database import db, transaction
from eventapp.events.models import Event

LATE = 0.3  # seconds after the answer until the scan is written
_whole = collecting.answered


@contextmanager
def taken_back() -> Iterator[None]:
    """Do it, and take it back: the answer is known, and nothing is written."""
    try:
        with transaction():
            yield
            raise InterruptedError
    except InterruptedError:
        pass


def answer_early(the_event: Event, reading: Reading) -> Answer:
    """Answer now, and write a little later."""
    answered = _whole(the_event, reading)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    Timer(LATE, write, (app, the_event.id, reading)).start()
    return answered


def write(app: Flask, event_id: int, reading: Reading) -> None:
    """Write what was answered a while ago."""
    with app.app_context(), transaction():
        _whole(db.session.scalars(select(Event).where(Event.id == event_id)).one(), reading)


@contextmanager
def deaf() -> Iterator[None]:
    """Take it for written, whatever the disk says."""
    try:
        with transaction():
            yield
    except OperationalError:
        pass


def hurry(connection: Any, _record: Any) -> None:
    """Wait for nobody who holds the database."""
    connection.execute("PRAGMA busy_timeout=0")


def make() -> Flask:
    """Return the application with that one fault."""
    fault, app = os.environ["BROKEN_DOOR"], create_app()
    if fault == "early":
        scans.transaction = taken_back  # type: ignore[attr-defined]
        collecting.answered = answer_early
    elif fault == "deaf":
        scans.transaction = deaf  # type: ignore[attr-defined]
    else:
        with app.app_context():
            event.listen(db.engine, "connect", hurry)
            db.engine.dispose()
    return app


app = make()

"""/healthz: the process answers. /readyz: the database, its migrations, the worker and the disk do too."""

from datetime import datetime, timedelta
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventapp import clock
from eventapp.database import db
from eventapp.disks import fault_of
from eventapp.web.access import public
from eventapp.work.health import last_pulse_at, worker_lag

LONGEST_LAG = 300  # seconds a letter or job may lie unworked
LONGEST_SILENCE = timedelta(minutes=2)  # a worker writes every 15 s
PATIENCE = timedelta(seconds=1)

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that this process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether the system can do its work, and if not, why."""
    try:
        faults = [] if is_migrated() else ["the database is not migrated: run `eventapp db upgrade`"]
        if not faults and worker_lag().total_seconds() > LONGEST_LAG:
            faults.append(f"the worker is more than {LONGEST_LAG} s behind")
        if not faults and _is_silent(last_pulse_at()):
            faults.append("no worker has written for minutes: none runs, or the database takes nothing")
    except SQLAlchemyError as error:
        db.session.rollback()
        faults = [f"the database does not answer: {type(error).__name__}"]
    faults += _disk_faults()
    return {"status": "unready" if faults else "ok", "faults": faults}, 503 if faults else 200


def _is_silent(pulse: datetime | None) -> bool:
    """Did a worker write once, and none of late? A database that is full or read-only on its own machine shows so."""
    return pulse is not None and clock.now() - pulse > LONGEST_SILENCE


def _disk_faults() -> list[str]:
    """Return where nothing can be written; the disk is asked once a second, however many ask us."""
    asked_at, faults = current_app.extensions.get("disks", (None, []))
    now = clock.now()
    if asked_at is None or abs(now - asked_at) >= PATIENCE:
        places = {"the instance's folder": Path(current_app.config["INSTANCE"])}
        if db.engine.dialect.name == "sqlite" and db.engine.url.database:
            places["the database's folder"] = Path(db.engine.url.database).parent
        told = {place: fault_of(folder) for place, folder in places.items()}
        faults = [f"nothing can be written in {place}: {fault}" for place, fault in told.items() if fault]
        current_app.extensions["disks"] = now, faults
    return list(faults)


def is_migrated() -> bool:
    """Is the database at the newest migration?"""
    directory = Path(current_app.root_path) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(directory))
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(
            ScriptDirectory.from_config(config).get_heads()
        )

"""/healthz: the process answers. /readyz: the database, its migrations and the worker do too."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventapp.database import db
from eventapp.web.access import public
from eventapp.work.health import worker_lag

LONGEST_LAG = 300  # seconds a letter or job may lie unworked

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
    except SQLAlchemyError as error:
        db.session.rollback()
        faults = [f"the database does not answer: {type(error).__name__}"]
    return {"status": "unready" if faults else "ok", "faults": faults}, 503 if faults else 200


def is_migrated() -> bool:
    """Is the database at the newest migration?"""
    directory = Path(current_app.root_path) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(directory))
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(
            ScriptDirectory.from_config(config).get_heads()
        )

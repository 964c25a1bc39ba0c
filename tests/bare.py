"""An application of nothing but the database, for tests of the lowest floors, on SQLite and on PostgreSQL."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from eventapp.database import db, engine_options, prepare


def bare_app(url: URL, **config: object) -> Flask:
    """Return an application on this database, its tables not yet made."""
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url), EXTERNAL_URL="http://localhost"
    )
    app.config.update(config)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    return app


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path}/eventapp.sqlite3")
        return
    server = make_url(os.environ.get("EVENTAPP_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1/postgres"))
    name = f"eventapp_test_{secrets.token_hex(6)}"
    keeper = create_engine(server, isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(database=name)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    keeper.dispose()


@pytest.fixture
def bare(database_url: URL) -> Iterator[Flask]:
    """An application whose tables are made, inside its context."""
    app = bare_app(database_url)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()

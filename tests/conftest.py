"""What tests stand on: a real database (SQLite and PostgreSQL alike), the app, and a few people."""

import os
import shutil
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from xdist.scheduler import LoadScopeScheduling

from eventapp import create_app
from eventapp.accounts import passwords
from eventapp.accounts.administration import install
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.web.limits import Counters
from eventapp.web.repeats import Repeats

# CI tries the same cases every time, so that it fails for what a commit has changed; elsewhere they are ever new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

KEY = "a key of the tests, long enough to be one"
SHARED = ROOT.parent / "shared"


TOGETHER = {  # whose tests share what is dear to make: one walk to all doors, one conference with one of everything
    "tests/trust/test_roles.py": "tests/trust/test_headers.py",
    "tests/journeys/test_forms_that_come_back.py": "tests/journeys/test_accessibility.py",
}


class ByFile(LoadScopeScheduling):
    """Hands out whole files: what the tests of a file share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        return TOGETHER.get(path, path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Share the tests out among the processes of `pytest -n`."""
    return ByFile(config, log)


def postgres_url() -> str:
    """Return the server that `make test` found or started."""
    return os.environ.get("EVENTAPP_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> PasswordHasher:
    """Hash passwords at a price that tests can pay; return what hashes them otherwise."""
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return real


@pytest.fixture
def real_passwords(quick_passwords: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash passwords as in earnest."""
    monkeypatch.setattr(passwords, "_hasher", quick_passwords)
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder)
    return folder / "eventapp.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL database of this test run alone."""
    name = f"eventapp_test_{uuid4().hex[:12]}"
    server = create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))  # no test cuts its power
    url = make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
    try:
        migrate(url, tmp_path_factory.mktemp("postgres"))
        yield url
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def migrate(url: str, folder: Path) -> None:
    """Run all migrations and install, as `eventapp db upgrade` does."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "SECRET_KEY": KEY, "TESTING": True})
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with transaction():
            install("test.eventapp")
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, own_sqlite: Path) -> Iterator[str]:
    """An empty, migrated database; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        for left in own_sqlite.parent.iterdir():
            left.unlink()
        shutil.copy(request.getfixturevalue("migrated_sqlite"), own_sqlite)
        yield f"sqlite:///{own_sqlite}"
        return
    url = request.getfixturevalue("migrated_postgres")
    yield url
    empty(url)


@pytest.fixture(scope="session")
def own_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of this process finds its SQLite file, alone in its folder."""
    return tmp_path_factory.mktemp("sqlite") / "eventapp.sqlite3"


def empty(url: str) -> None:
    """Delete all rows but the installation's, asking once: most tests have touched few of a hundred tables."""
    tables = [f'DELETE FROM "{each.name}";' for each in db.metadata.sorted_tables if each.name != "installation"]
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SET session_replication_role = replica;"
            f"DO $$ BEGIN {' '.join(tables)} UPDATE installation SET claimed_at = NULL; END $$"
        )


class Compiled(BytecodeCache):
    """Compiled templates, shared by the many apps of one test run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled for another app."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled for the next app."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Browser(FlaskClient):
    """A visitor whose requests share nothing with the test's own context: `g` and the session are each request's."""

    def open(self, *args: Any, **options: Any) -> Any:
        """Send a request."""
        return Context().run(super().open, *args, **options)


@pytest.fixture(scope="session")
def applications() -> dict[str, Flask]:
    """One application for each database: to put one together takes longer than most tests."""
    return {}


@pytest.fixture
def bare_app(database_url: str, tmp_path: Path, applications: dict[str, Flask]) -> Iterator[Flask]:
    """The application, without an app context: each request has its own session, as in production.

    It knows nothing of earlier tests: its settings, and whatever it keeps in memory, are new.
    """
    if database_url not in applications:
        applications[database_url] = make_app(database_url)
    app = applications[database_url]
    settings, extensions, inner = dict(app.config), dict(app.extensions), cast(Repeats, app.wsgi_app).inner
    app.config["INSTANCE"] = tmp_path
    app.wsgi_app = Repeats(app, inner)  # type: ignore[method-assign]
    app.extensions["counters"] = Counters("")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for kept, earlier in ((app.config, settings), (app.extensions, extensions)):
        kept.clear()
        kept.update(earlier)


def make_app(database_url: str) -> Flask:
    """Put an application together as tests want it."""
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "SECRET_KEY": KEY,
            "EXTERNAL_URL": "http://localhost",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "LOCALE": "en",
        }
    )
    app.jinja_env.bytecode_cache = COMPILED
    app.test_client_class = Browser
    return app


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """The application with an app context, for tests of rules."""
    with bare_app.test_request_context():
        yield bare_app


@pytest.fixture
def command(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Someone at the console: the `eventapp` command on the test's database."""
    monkeypatch.setattr("eventapp.cli.running.create_app", lambda: bare_app)
    return CliRunner()


@pytest.fixture
def client(bare_app: Flask) -> FlaskClient:
    """A visitor."""
    return bare_app.test_client()

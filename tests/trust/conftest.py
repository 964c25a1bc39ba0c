"""The world that access is tried on, and what came of trying, once for all tests that judge it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventapp import create_app
from eventapp.database import db
from tests.conftest import KEY, empty
from tests.trust.walk import Visit, walk
from tests.trust.world import World, make_world


@contextmanager
def furnished(url: str, folder: Path) -> Iterator[World]:
    """Run the application in process on a migrated database and furnish it."""
    app = create_app(
        {
            "TESTING": True,
            "PROPAGATE_EXCEPTIONS": False,
            "SQLALCHEMY_DATABASE_URI": url,
            "INSTANCE": folder,
            "SECRET_KEY": KEY,
            "EXTERNAL_URL": "http://localhost",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "LOCALE": "en",
        }
    )
    yield make_world(app, folder / "eventapp.sqlite3" if url.startswith("sqlite") else None)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="package")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two furnished events on SQLite; who may come in does not depend on the database."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copy(migrated_sqlite, folder / "eventapp.sqlite3")
    with furnished(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as world:
        yield world


@pytest.fixture(scope="module")
def world_of_postgresql(migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same on PostgreSQL, which takes much less of what is wrong than SQLite does."""
    with furnished(migrated_postgres, tmp_path_factory.mktemp("world")) as world:
        yield world
    empty(migrated_postgres)


@pytest.fixture(scope="package")
def visits(world: World) -> list[Visit]:
    """Every door, tried by everybody."""
    return walk(world)

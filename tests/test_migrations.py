"""Migrations run up on both databases and say the same as the models."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

import eventapp.checkin.models  # noqa: F401 - tables no page asks for yet
from eventapp import create_app
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.directory import precedence
from eventapp.directory.models import Person
from eventapp.directory.precedence import ranks_of
from eventapp.directory.standard_ranks import STANDARD as STANDARD_RANKS
from eventapp.events.categories import STANDARD as STANDARD_CATEGORIES
from eventapp.events.categories import categories_of
from eventapp.programme.lists import COLOURS
from eventapp.programme.models import Room, Track
from eventapp.registration.models import Registration
from tests.conftest import KEY, postgres_url

BEFORE_NAMESAKES = "0044_platform_reports"
VERSIONS = ROOT / "migrations" / "versions"
FORMER = """
INSERT INTO events (id, slug, title, title_en, lead, lead_en, description, description_en, host, host_en,
contact_email, zone, starts_at, ends_at, status, has_waiting_list, accent, revision, created_at, revised_at)
VALUES (7, 'forum', 'F', '', '', '', '', '', '', '', '', 'UTC', '{now}', '{now}', 'draft', true, 'cham', 1, '{now}',
'{now}')

INSERT INTO organisations (id, key, name, name_en, kind, short_name, badge_name, sort_order, ref, search_words)
VALUES (3, 'bo a', 'Bộ A', '', 'central', '', '', 5, 'BBBBBBBB', '')

INSERT INTO people (id, event_id, ref, full_name, name_key, search_words, sort_key, salutation, email, phone,
position, organisation_name, organisation_id, created_at)
VALUES (1, 7, 'PPPPPPPP', 'A', 'a', ' a ', '1', '', '', '', 'Phó Vụ trưởng', 'Bộ A', 3, '{now}'),
(2, 7, 'QQQQQQQQ', 'B', 'b', ' b ', '2', '', '', '', '', 'Hội Đ', NULL, '{now}')

INSERT INTO registrations (event_id, ref, person_id, mode, status, locale, note, generation, substitution_reason,
registered_at, changed_at, moves) VALUES (7, 'RRRRRRRR', 1, 'hall', 'cancelled', 'vi', '', 0, '', '{now}', '{now}', 0)
"""

MADE_UP = """
INSERT INTO people (id, event_id, ref, full_name, name_key, search_words, sort_key, salutation, email, phone, position,
organisation_name, created_at, is_rank_set, precedence, organisation_order)
SELECT 99, id, 'WWWWWWWW', 'A', 'a', ' a ', '1', '', 'b2c7@door.invalid', '', '', '', created_at, false, '', ''
FROM events
"""


def test_the_migrated_database_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_is_named_by_its_number_and_a_word(path: Path) -> None:
    number, _underscore, word = path.stem.partition("_")
    assert number.isdigit() and len(number) == 4 and word
    assert f'revision = "{path.stem}"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_there_is_put_into_the_default_category_and_in_its_place(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as app, app.app_context():
        upgrade(directory=str(ROOT / "migrations"), revision="0013_merges")
        now = "2021-12-20 00:00:00"
        for statement in FORMER.format(now=now).split("\n\n"):
            db.session.execute(text(statement))
        db.session.commit()
        upgrade(directory=str(ROOT / "migrations"))
        registration = db.session.scalars(select(Registration)).one()
        assert (registration.category.name, registration.category.is_default) == ("Đại biểu", True)
        event = registration.event
        assert [each.name for each in categories_of(event)] == [name for name, *_ in STANDARD_CATEGORIES]
        said = [(rank.name, rank.name_en, rank.spellings) for rank in ranks_of(event)]
        assert said == [(name, name_en, "\n".join(spellings)) for name, name_en, spellings in STANDARD_RANKS]
        before = db.session.execute(select(Person.rank_id, Person.precedence, Person.organisation_order)).all()
        assert [row.organisation_order for row in before] == ["101000005bo a", "141000000hoi d"]
        with transaction():
            precedence.rebuild(event.id)
        assert db.session.execute(select(Person.rank_id, Person.precedence, Person.organisation_order)).all() == before
        db.session.remove()  # what was read holds no lock any more
        downgrade(directory=str(ROOT / "migrations"), revision="0013_merges")
        db.engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_rooms_and_tracks_keep_their_names_and_get_a_place_in_their_order(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as app, app.app_context():
        upgrade(directory=str(ROOT / "migrations"), revision="0013_merges")
        db.session.execute(text(FORMER.format(now="2021-12-20 00:00:00").split("\n\n")[0]))
        for table in ("rooms", "tracks"):
            for key in ("b", "a"):
                row = {"event_id": 7, "key": key, "name": f"Tên {key}", "name_en": ""}
                columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
                db.session.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
        db.session.commit()
        upgrade(directory=str(ROOT / "migrations"))
        rooms, tracks = (db.session.scalars(select(model).order_by(model.position)).all() for model in (Room, Track))
        assert [(each.name, each.position, each.capacity) for each in rooms] == [("Tên a", 1, None), ("Tên b", 2, None)]
        assert [(each.name, each.colour) for each in tracks] == [("Tên a", COLOURS[0]), ("Tên b", COLOURS[1])]
        assert {len(each.ref) for each in (*rooms, *tracks)} == {8}
        db.session.remove()
        downgrade(directory=str(ROOT / "migrations"), revision="0017_long_sequences")
        assert sorted(db.session.scalars(text("SELECT name FROM rooms"))) == ["Tên a", "Tên b"]
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_address_that_was_made_up_at_the_door_is_taken_away_and_given_back(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as app, app.app_context():
        upgrade(directory=str(ROOT / "migrations"), revision="0013_merges")
        for statement in FORMER.format(now="2021-12-20 00:00:00").split("\n\n")[:1]:
            db.session.execute(text(statement))
        db.session.commit()
        upgrade(directory=str(ROOT / "migrations"), revision=BEFORE_NAMESAKES)
        db.session.execute(text(MADE_UP))
        db.session.commit()
        known = text("SELECT email, name_key FROM people")
        upgrade(directory=str(ROOT / "migrations"))
        assert db.session.execute(known).one() == ("", "a #WWWWWWWW")
        db.session.commit()
        downgrade(directory=str(ROOT / "migrations"), revision=BEFORE_NAMESAKES)
        assert db.session.execute(known).one() == ("wwwwwwww@door.invalid", "a")
        db.session.remove()
        db.engine.dispose()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Flask]:
    """The application on an empty database, without any table."""
    settings = {"INSTANCE": folder, "SECRET_KEY": KEY, "TESTING": True}
    if kind == "sqlite":
        yield create_app({**settings, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'eventapp.sqlite3'}"})
        return
    name = f"eventapp_test_{uuid4().hex[:12]}"
    server = create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
    try:
        yield create_app({**settings, "SQLALCHEMY_DATABASE_URI": url})
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()

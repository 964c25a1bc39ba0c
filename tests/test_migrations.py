"""Migrations run up on both databases and say the same as the models."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

import eventapp.checkin.models  # tables no page asks for yet
import eventapp.programme.models  # noqa: F401
from eventapp.config import ROOT
from eventapp.database import db

VERSIONS = ROOT / "migrations" / "versions"


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

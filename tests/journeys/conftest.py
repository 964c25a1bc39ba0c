"""What journeys stand on: a postbox, a running instance on each database, and people at their browsers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Playwright, expect, sync_playwright

from eventapp import assets
from eventapp.config import ROOT
from tests.journeys.examined import World
from tests.journeys.instance import Instance, running
from tests.journeys.postbox import Postbox
from tests.journeys.visitors import Visitors, visitors
from tests.journeys.world import furnish

expect.set_options(timeout=20_000)  # ms; a state that comes is waited for, however busy the machine
CATALOGUE = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="session")
def built() -> None:
    """What `make` builds: the front-end packages in place, and the Vietnamese sentences compiled."""
    assets.fetch(ROOT, development=True)
    assets.install(ROOT)
    compile_sentences(CATALOGUE)


def compile_sentences(source: Path) -> None:
    """Compile the catalogue where it is newer than what was compiled of it."""
    target = source.with_suffix(".mo")
    if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as sentences:
        catalogue = read_po(sentences, locale="vi")
    unfinished = target.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    unfinished.replace(target)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """Where all letters arrive."""
    with Postbox() as box:
        yield box


@pytest.fixture
def instance(built: None, database_url: str, tmp_path: Path, postbox: Postbox) -> Iterator[Instance]:
    """An installation without any account or event, on SQLite and on PostgreSQL."""
    with running(database_url, tmp_path, postbox.url) as started:
        yield started


@pytest.fixture
def hall(built: None, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Instance]:
    """An installation on SQLite alone, for what is the same over any database: a telephone, a page that polls."""
    (tmp_path / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    with running(f"sqlite:///{tmp_path / 'eventapp.sqlite3'}", tmp_path) as instance:
        yield instance


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What starts browsers with a profile of their own."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def everybody() -> Iterator[Visitors]:
    """Chromium, shared by the stories of one file."""
    with visitors() as all_of_them:
        yield all_of_them


@pytest.fixture
def people(everybody: Visitors) -> Iterator[Visitors]:
    """People whose browsers must have nothing to complain of at the end of the story."""
    everybody.complaints.clear()
    yield everybody
    everybody.leave()
    assert everybody.complaints == []


@pytest.fixture(scope="session")
def world(built: None, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample conference, served."""
    folder = tmp_path_factory.mktemp("accessibility")
    (folder / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as instance:
        yield World(instance, furnish(instance))

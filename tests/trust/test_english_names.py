"""Whoever reads English is told the English names, wherever there is one: on every page, in every refusal and line."""

import ast
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select, update

from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.directory.models import Organisation, Person
from eventapp.directory.organisations import key_of
from tests.trust.conftest import furnished
from tests.trust.matrix import MATRIX
from tests.trust.walk import address, doors, unknown_places
from tests.trust.world import Visitor, World

VIETNAMESE, ENGLISH = "Tên gọi", "English name"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Names that no language has another of.
WITHOUT_OTHER = {"user.name", "device.name", "table.name", "path.name", "shapes.label"}
SILENT = {"script", "style", "textarea"}  # not read, or what was typed


@pytest.fixture(scope="module")
def named(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which everything that can bear a name in either language bears both."""
    folder = tmp_path_factory.mktemp("named")
    shutil.copy(migrated_sqlite, folder / "eventapp.sqlite3")
    with furnished(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as world:
        give_both_names(world)
        yield world


def give_both_names(world: World) -> None:
    """Write a name into every pair of columns such as `name` and `name_en`; people bear their organisation's."""
    with world.app.app_context(), transaction():
        for table in db.metadata.sorted_tables:
            for column in table.c:
                if f"{column.name}_en" in table.c:
                    db.session.execute(update(table).values({column.name: VIETNAMESE, f"{column.name}_en": ENGLISH}))
        for organisation in db.session.scalars(select(Organisation)):
            organisation.name = f"{VIETNAMESE} {organisation.id}"
            organisation.key = key_of(organisation.name)
        for person in db.session.scalars(select(Person).where(Person.organisation_id.is_not(None))):
            assert person.organisation is not None
            person.organisation_name = person.organisation.name


class Read(HTMLParser):
    """The words of a page that its reader is told in the page's own language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into what is not read, or is said to be Vietnamese."""
        said = dict(attrs)
        if tag in VOID:
            self.words += [] if self.silent else [said.get(name) or "" for name in ("aria-label", "alt", "title")]
            return
        if self.silent or tag in SILENT or said.get("lang") == "vi":
            self.silent.append(tag)
        elif said.get("aria-label"):
            self.words.append(said["aria-label"] or "")

    def handle_endtag(self, tag: str) -> None:
        """Come out again."""
        if self.silent and tag not in VOID:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        if not self.silent:
            self.words.append(data.strip())


def test_no_page_in_english_says_a_vietnamese_name(named: World) -> None:
    told, seen = set(), 0
    for door, rule in sorted(doors(named.app).items()):
        if not door.startswith("GET ") or door not in MATRIX or unknown_places([rule.rule]):
            continue
        for visitor in (Visitor.OWNER, Visitor.ADMINISTRATOR, Visitor.ANYONE):
            answer = named.client(visitor).get(f"{address(rule.rule, named.own, named.own)}?lang=en")
            if answer.status_code == 200 and answer.mimetype == "text/html":
                seen += 1
                words = Read(answer.get_data(as_text=True)).words
                told |= {f"{door}: {each}" for each in words if VIETNAMESE in each}
            answer.close()
    assert seen > 60
    assert sorted(told) == []


def test_refusals_and_lines_of_the_trail_keep_names_in_both_languages() -> None:
    """`name=site.name` would be Vietnamese for everyone; `name=site.names` is said in the reader's language."""
    found = []
    for path in sorted((ROOT / "eventapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                found += [f"{path}:{node.lineno} {each}" for each in _in_one_language(node.exc)]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("trail.record", "trail.record_each"):
                found += [f"{path}:{node.lineno} {each}" for each in _in_one_language(node)]
    assert found == []


def _in_one_language(call: ast.Call) -> list[str]:
    return [
        ast.unparse(keyword)
        for keyword in call.keywords
        for part in ast.walk(keyword.value)
        if isinstance(part, ast.Attribute) and part.attr in ("name", "label", "title")
        if ast.unparse(part) not in WITHOUT_OTHER
    ]

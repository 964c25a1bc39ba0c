"""The house has floors: a module imports only from floors below its own, or from its own feature."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

import eventapp.app  # noqa: F401 - so that every table is known
from eventapp.database import Base, db
from eventapp.web.access import access_of

APP = Path(__file__).resolve().parent.parent / "eventapp"

FLOORS = [
    {"clock", "errors"},
    {
        "database",
        "bilingual",
        "moments",
        "names",
        "signing",
        "references",
        "calendar_values",
        "office_documents",
        "pdfs",
        "pictures",
        "disks",
    },
    {"telephones", "icalendars", "typeset", "files", "assets", "logs"},
    {"shapes", "spreadsheets"},
    {"work", "audit", "importing", "schedules"},
    {"mail", "accounts"},
    {"events"},
    {"directory", "wordings"},
    {"programme", "delegations", "tickets", "questions"},
    {"registration", "invitations", "links"},
    {"agenda", "bridges"},
    {"documents", "checkin", "discussion", "mailings", "papers", "speakers"},
    {"presence"},
    {"calendar", "badges", "certificates", "joining", "platforms"},
    {"notices", "rehearsal", "reports", "sample", "sample_papers", "uploads"},
    {"versions"},
    {"web"},
]  # fmt: skip
ROOF = len(FLOORS)  # views of any feature, the API and the command
ABOVE = ROOF + 1  # app.py, which puts everything together
ON_TOP = {"app", "cli", "server", "supervision", "wsgi", "config", "__main__"}
MAY_USE_FLASK = {
    "eventapp.database",  # the session lives in Flask-SQLAlchemy
    "eventapp.signing",  # the instance key
    "eventapp.logs",  # one line for each request
    "eventapp.mail.composing",  # letters are templates
    "eventapp.certificates.making",  # likewise
    "eventapp.certificates.letter_writing",
    "eventapp.badges.making",  # a job that asks where files lie
    "eventapp.mailings.letter_writing",
    "eventapp.registration.letter_writing",
    "eventapp.registration.letter_attachments",
    "eventapp.agenda.letter_writing",
    "eventapp.notices.letter_writing",
    "eventapp.bridges.letter_writing",
    "eventapp.speakers.letter_writing",
    "eventapp.invitations.letter_writing",
    "eventapp.work.loop",
}


def floor(module: str) -> int:
    """Return on which floor a module stands."""
    parts = module.split(".")
    if len(parts) == 1 or parts[1] in ON_TOP:
        return ABOVE
    if "views" in parts or parts[1] == "api":
        return ROOF
    return next(number for number, features in enumerate(FLOORS) if parts[1] in features)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module's name and syntax tree."""
    for path in sorted(APP.rglob("*.py")):
        name = ".".join(path.relative_to(APP.parent).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports, as modules of ours where they are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


def feature(module: str) -> str:
    """Return the feature a module belongs to."""
    return module.split(".")[1]


def test_imports_only_go_down() -> None:
    wrong = [
        f"{name} imports {used}"
        for name, tree in MODULES.items()
        for used in imports(tree)
        if used in MODULES and floor(name) < ABOVE and len(used.split(".")) > 1
        and not floor(used) < floor(name)
        and not (feature(used) == feature(name) and ("views" in name.split(".") or "views" not in used.split(".")))
    ]  # fmt: skip
    assert wrong == []


def test_only_the_edges_know_flask() -> None:
    wrong = [
        name
        for name, tree in MODULES.items()
        if floor(name) < len(FLOORS) - 1
        and name not in MAY_USE_FLASK
        and any(used.split(".")[0] in {"flask", "flask_login", "flask_babel", "flask_wtf"} for used in imports(tree))
    ]
    assert wrong == []


def test_only_the_database_module_commits() -> None:
    wrong = [name for name, tree in MODULES.items() if name != "eventapp.database" and "'commit'" in ast.dump(tree)]
    assert wrong == []


def test_only_the_clock_asks_the_time() -> None:
    wrong = [
        name
        for name, tree in MODULES.items()
        if name != "eventapp.clock"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        and not (isinstance(node.value, ast.Name) and node.value.id == "clock")
    ]  # fmt: skip
    assert wrong == []


def test_foreign_keys_only_go_down() -> None:
    home = {mapper.local_table: mapper.class_.__module__ for mapper in Base.registry.mappers}
    wrong = [
        f"{table} points at {key.column}"
        for table, module in home.items()
        for key in table.foreign_keys  # type: ignore[attr-defined]
        if floor(home[key.column.table]) > floor(module)
    ]
    assert wrong == []


def test_relationships_only_go_down() -> None:
    wrong = [
        f"{mapper.class_.__name__}.{link.key}"
        for mapper in db.Model.registry.mappers
        for link in mapper.relationships
        if floor(link.mapper.class_.__module__) > floor(mapper.class_.__module__)
    ]
    assert wrong == []


def test_every_view_says_who_may_come_in(bare_app: Flask) -> None:
    assert [endpoint for endpoint in bare_app.view_functions if access_of(bare_app, endpoint) is None] == []

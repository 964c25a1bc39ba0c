"""E2 E3: what belongs to one event is never shown, named or changed through another."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trust.conftest import furnished
from tests.trust.matrix import MATRIX
from tests.trust.walk import UNSAFE, address, doors, unknown_places
from tests.trust.world import OTHER, OWN, Visitor, World, mark_everything, rows_of, strays

MARK = "CANARY-OF-BETA"
# The list of all events, which is everybody's.
EVERYBODYS = {"GET /", "GET /manage"}
# What a sheet, a form or a program may name: each is tried with event B's things in event A's doors.
NAMES = {
    "site": "site",
    "site_ref": "site",
    "sites": "site",
    "delegation": "delegation",
    "session": "session",
    "session_ref": "session",
    "registration": "registration",
    "ref": "registration",
    "refs": "registration",
    "delegate": "registration",
    "delegates": "registration",
    "chosen": "registration",
    "person": "speaker",
    "speaker": "speaker",
    "speakers": "speaker",
    "chairs": "speaker",
    "gate": "gate",
    "token": "token",
    "token_id": "token",
    "user": "member",
    "user_id": "member",
    "upload": "upload",
    "question": "question",
    "after": "question",
    "mailing": "mailing",
    "letter": "letter",
    "message_id": "letter",
    "reference": "letter",
    "code": "code",
    "act": "act",
    "event": "slug",
    "slug": "slug",
}


@pytest.fixture(scope="module")
def marked(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with a mark in every text of event B that people see."""
    folder = tmp_path_factory.mktemp("marked")
    shutil.copy(migrated_sqlite, folder / "eventapp.sqlite3")
    with furnished(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as world:
        assert mark_everything(world, OTHER, MARK) > 30
        world.keep()
        yield world


def looks(world: World, which: str) -> Iterator[tuple[Visitor, str, bytes]]:
    """Yield every page, file and answer of one event, as everybody gets it."""
    things = world.things(which)
    for door, rule in sorted(doors(world.app).items()):
        if not door.startswith("GET ") or door not in MATRIX or door in EVERYBODYS or unknown_places([rule.rule]):
            continue
        for visitor in (Visitor.ANYONE, Visitor.OWNER, Visitor.VIEWER, Visitor.ORGANISERS_TOKEN, Visitor.DOORS_TOKEN):
            path = address(rule.rule, things, things)
            for question in ("", f"?q={MARK}", "?q=canary&sort=name&status=confirmed&mode=hall"):
                answer = world.client(visitor).get(path + question)
                yield visitor, path + question, answer.get_data()
                answer.close()


def test_no_page_of_one_event_shows_anything_of_another(marked: World) -> None:
    """E3: everything event A's people can open, searched for event B's marks."""
    seen = list(looks(marked, OWN))
    assert len(seen) > 200
    shown = [(str(visitor), path) for visitor, path, body in seen if _shows(path, body)]
    assert shown == []


def _shows(path: str, body: bytes) -> bool:
    """Is the mark in the body, other than where it repeats what was asked?"""
    return re.search(MARK.encode() + rb" \w+ \w+", body) is not None


def test_the_marks_are_shown_in_their_own_event(marked: World) -> None:
    """E3: the control: the same search finds them where they belong."""
    shown = {path for visitor, path, body in looks(marked, OTHER) if _shows(path, body)}
    assert len(shown) > 3


def test_an_event_a_visitor_works_for_is_the_only_one_listed(marked: World) -> None:
    """E3: /manage of event A's owner."""
    body = marked.client(Visitor.OWNER).get("/manage").get_data(as_text=True)
    assert f"/{marked.own.slug}" in body
    assert MARK not in body and f"/{marked.other.slug}" not in body


def test_naming_another_events_things_in_a_body_changes_neither_event_wrongly(marked: World) -> None:
    """E2: every unsafe door of event A, sent things of event B: B stays as it was, no row of A points into B."""
    things = marked.other
    foreign = {name: getattr(things, kind) for name, kind in NAMES.items()}
    ordinary = {"full_name": "An", "email": "an@example.org", "mode": "bridge", "consent": "on", "direction": "in"}
    before, tried = rows_of(marked.app, things.event_id), 0
    for door, rule in sorted(doors(marked.app).items()):
        method = door.split(" ", 1)[0]
        if method not in UNSAFE or door not in MATRIX or unknown_places([rule.rule]) or "<slug>" not in rule.rule:
            continue
        path = address(rule.rule, marked.own, marked.own)
        sent = {**ordinary, **foreign, "id": "7b0e5a30-0000-4000-8000-000000000001"}
        if path.startswith("/api/"):
            sent_in_full = {**sent, "scans": [sent], "locale": "vi"}
            answer = marked.client(Visitor.ORGANISERS_TOKEN).open(path, method=method, json=sent_in_full)
        else:
            answer = marked.client(Visitor.OWNER).open(path, method=method, data=sent)
        tried += 1
        assert answer.status_code < 500, (method, path)
        assert rows_of(marked.app, things.event_id) == before, (method, path)
        assert strays(marked.app) == [], (method, path)
        assert not _shows(path, answer.get_data()), (method, path)
        marked.restore()
    assert tried > 5


def test_another_events_ticket_at_this_events_door_names_nobody(marked: World) -> None:
    """E2: event B's valid ticket, scanned at event A."""
    scan = {"id": "7b0e5a30-0000-4000-8000-000000000002", "code": marked.other.code}
    answer = marked.client(Visitor.DOORS_TOKEN).post(f"/api/v1/events/{marked.own.slug}/scans", json=scan).json
    assert (answer["verdict"], answer["reason"], answer["delegate"]) == ("refused", "unknown", None)
    marked.restore()


def test_another_events_bridge_point_is_no_choice_here(marked: World) -> None:
    """E2: by the form, where it is in the body."""
    form = {"full_name": "An", "email": "an@example.org", "mode": "bridge", "consent": "on", "site": marked.other.site}
    answer = marked.client(Visitor.ANYONE).post(f"/events/{marked.own.slug}/register", data=form)
    assert answer.status_code == 422
    marked.restore()

"""B7: killed before any statement, before and after the commit: asked again, everything is as if nothing had happened.

Each try is a process of its own, forked and killed by itself at that point, over the same database.
"""

import os
import signal
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event as events
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from eventapp import database
from eventapp.checkin.models import Case, CaseKind, Entry, Scan
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import EventMode, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registrations, make_token
from tests.trust.invariants import disagreements

pytestmark = pytest.mark.trial
MOST = 120  # points of one request: more than any has
SEATS = 5


class Door:
    """An event with people who have a seat and people who wait, and a program that may register and scan."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        with app.test_request_context():
            event = make_event("crash", hall=MOST)
            people = make_registrations(event, 2 * MOST)
            self.refs = [each.ref for each in people]
            self.codes = [code_of(each.ticket) for each in people if each.ticket is not None]
            self.token = make_token(event, Role.ORGANISER)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Ask the API."""
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.post(f"/api/v1/events/crash/{path}", json=body, headers=headers)


Act = Callable[[Door, int], TestResponse]


def number(point: int) -> str:
    """Return the same id for each try of a point."""
    return str(UUID(int=point + 1))


def scan(door: Door, point: int) -> TestResponse:
    """Come in."""
    return door.post("scans", {"id": number(point), "code": door.codes[point], "gate": "Cửa Đông"})


def two_doors(door: Door, point: int) -> TestResponse:
    """Hand in that two doors without network have let the same ticket in."""
    one = {"code": door.codes[point], "at": "2030-05-06T01:00:00Z", "decision": "offline_admitted"}
    scans = [{**one, "id": number(point + place * MOST), "device": f"{place}"} for place in range(2)]
    return door.post("scans/batch", {"scans": scans})


def walk_in(door: Door, point: int) -> TestResponse:
    """Come in without having registered, and without an address."""
    guest = {"full_name": f"Khách {point:03}", "mode": "online"}
    return door.post("scans", {"id": number(point), "walk_in": guest, "decision": "offline_admitted"})


def register(door: Door, point: int) -> TestResponse:
    """Register."""
    body = {"full_name": f"Lê Văn {point:03}", "email": f"le{point}@example.org", "mode": "online"}
    return door.post("registrations", body, **{"Idempotency-Key": number(point)})


def cancel(door: Door, point: int) -> TestResponse:
    """Give a seat up; whoever waited longest gets it."""
    return door.post(f"registrations/{door.refs[point]}/cancellation", {})


def count(model: Any, *where: Any) -> int:
    """Return how many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def after_scans(points: int) -> list[int]:
    """Return what there must be `points` of: scans, entries."""
    return [count(Scan), count(Entry)]


def after_two_doors(points: int) -> list[int]:
    """Two scans, one entry and one case each."""
    return [count(Scan) // 2, count(Entry), count(Case, Case.kind == CaseKind.DOUBLE_ENTRY)]


def after_walk_ins(points: int) -> list[int]:
    """One person with a registration, a scan and an entry each."""
    return [count(Person, Person.full_name.startswith("Khách")), count(Scan), count(Entry)]


def after_registrations(points: int) -> list[int]:
    """One registration and one letter each."""
    mine = Registration.mode == Mode.ONLINE
    return [count(Registration, mine), count(Letter, Letter.recipient.startswith("le"))]


def after_cancellations(points: int) -> list[int]:
    """One seat each that was freed and taken."""
    taken = db.session.scalar(select(EventMode.taken).where(EventMode.mode == Mode.HALL)) or 0
    assert taken == MOST
    ended, waiting = (Registration.status == each for each in (Status.CANCELLED, Status.WAITLISTED))
    return [count(Registration, ended), MOST - count(Registration, waiting)]


ACTS: dict[str, tuple[Act, Callable[[int], list[int]]]] = {
    "scan": (scan, after_scans),
    "two doors": (two_doors, after_two_doors),
    "walk in": (walk_in, after_walk_ins),
    "register": (register, after_registrations),
    "cancel": (cancel, after_cancellations),
}


def dies(app: Flask, act: Act, door: Door, point: int) -> bool:
    """Do it in a process that is killed at that point; False where it came to its end before."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of forks beside threads
        child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                _die_at(point)
            os._exit(0 if act(door, point).status_code < 500 else 1)
        finally:
            os._exit(2)
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _die_at(point: int) -> None:
    passed = 0

    def pass_by(*_whatever: Any) -> None:
        nonlocal passed
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1

    events.listen(db.engine, "before_cursor_execute", pass_by)
    events.listen(db.engine, "commit", pass_by)
    events.listen(db.session, "after_commit", pass_by)


def crash(app: Flask, name: str) -> tuple[int, list[str]]:
    """Kill the act at each point and ask again; return how many points there are, and what is wrong afterwards."""
    act, after = ACTS[name]
    door, point, wrong = Door(app), 0, []
    while dies(app, act, door, point):
        answer = act(door, point)
        if answer.status_code not in (200, 201) and not (name == "cancel" and answer.status_code == 409):
            wrong.append(f"point {point}: {answer.status_code} {answer.text}")
        point += 1
        assert point < MOST
    with app.test_request_context():
        done = point + 1
        wrong += disagreements()
        wrong += [f"{found} and not {done}" for found in after(done) if found != done]
    return point, wrong


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_point_and_asked_again_it_is_done_once_and_whole(bare_app: Flask, name: str) -> None:
    points, wrong = crash(bare_app, name)
    assert wrong == []
    assert points > 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_door_whose_statements_each_stand_alone_is_noticed(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without a transaction around them half of a deed is left. (PostgreSQL is always in one.)"""
    monkeypatch.setattr(database, "_turn_to_write", nullcontext)
    assert crash(bare_app, "cancel")[1] != []

"""C3: answers that break off anywhere, come twice or not at all: the queue empties, and the server has each scan once.

The telephone's own scripts, in Node, behind a bad network (gate.py), before a real server.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from eventapp import assets
from eventapp.checkin.models import Scan
from eventapp.config import ROOT
from eventapp.database import db
from eventapp.events.roles import Role
from eventapp.tickets.issuing import code_of
from tests.door.test_scripts import NODE
from tests.factories import make_event, make_registration, make_token
from tests.trust.gate import gate
from tests.trust.servers import House, house

PATH = "/api/v1/events/cut/scans/batch"
STEP, END = 5, 40  # every fifth byte, and each of the last
OTHERS = ["lost", "half", "gateway", "twice"]


@dataclass(frozen=True)
class Door:
    """A server behind a gate, and a telephone's way in."""

    there: House
    address: str
    token: str
    code: str

    def send(self, fates: list[str], way: str = "whole") -> tuple[dict[str, Any], list[str]]:
        """Scan once for each fate; return what the telephone says, and which scans the server has got of it."""
        before = self.scans()
        asked = {"address": self.address, "token": self.token, "code": self.code, "fates": fates, "way": way}
        done = subprocess.run(
            [NODE, "tests/door/sends.js"],
            cwd=ROOT,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), [each for each in self.scans() if each not in before]

    def scans(self) -> list[str]:
        """Return the numbers of all scans the server has, one that is there twice two times."""
        with self.there.app.app_context():
            return list(db.session.scalars(select(Scan.uuid).order_by(Scan.id)))

    def length(self) -> int:
        """Return about how many bytes an answer is long."""
        scans = [{"id": str(uuid4()), "code": self.code, "decision": "offline_already_in"}]
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.there.ask("POST", PATH, as_json={"scans": scans}, headers=headers)
        assert answer.status == 200
        return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) + 17


@pytest.fixture(scope="module")
def door(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The telephone is the same before any database."""
    assets.fetch(ROOT, development=True)
    folder = tmp_path_factory.mktemp("cut")
    shutil.copy(migrated_sqlite, folder / "eventapp.sqlite3")
    with house(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as there:
        with there.app.test_request_context():
            event = make_event("cut")
            token, ticket = make_token(event, Role.DOOR), make_registration(event).ticket
            code = code_of(ticket) if ticket else ""
        with gate(there.port) as port:
            yield Door(there, f"http://127.0.0.1:{port}{PATH}", token, code)


def test_an_answer_that_breaks_off_anywhere_leaves_each_scan_with_the_server_once(door: Door) -> None:
    """C3: the reply is cut after n bytes, never comes, comes as a 502 or two times."""
    length = door.length()
    places = sorted({*range(0, length, STEP), *range(length - END, length + END)})
    told, kept = door.send([f"cut {each}" for each in places] + OTHERS * 3)
    assert (told["waiting"], told["attention"]) == (0, 0)
    assert len(places) > 100 and kept == told["ids"]


def test_a_telephone_that_numbers_its_scans_anew_is_noticed(door: Door) -> None:
    """C3: the control by which the server would have some scans more than once."""
    told, kept = door.send(["cut 0", "gateway", "cut 300"], "renames")
    assert (told["waiting"], len(kept)) == (0, 6)


def test_a_telephone_that_takes_a_lost_answer_for_a_good_one_is_noticed(door: Door) -> None:
    """C3: the control by which the server would lack scans."""
    told, kept = door.send(["lost", "half", "cut 0"], "forgets")
    assert (told["waiting"], len(kept)) == (0, 1)

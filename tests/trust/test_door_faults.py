"""B2 B4 B5 B6: a server that is killed, a disk full or broken, a locked database: no acknowledged scan is lost.

Each is tried on a door with that fault too (broken_door.py), which must fail.
"""

import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from eventapp.checkin.models import Entry, Scan
from eventapp.database import db
from eventapp.events.roles import Role
from eventapp.tickets.issuing import code_of
from tests.conftest import empty
from tests.factories import make_event, make_registrations, make_token
from tests.trust.servers import WHOLE, House, house

pytestmark = pytest.mark.trial
PHONES, SCANS, KILLS = 8, 1000, 5
PATH = "/api/v1/events/durable/scans"
BROKEN = "tests.trust.broken_door:app"
FAULTS = {"full": "pwrite64:error=ENOSPC:when=80..120", "broken": "fdatasync:error=EIO:when=12..18"}


class Queue:
    """What telephones have not had an answer for, and what they have: the ledger outside."""

    def __init__(self, codes: Sequence[str], bearer: str) -> None:
        self.waiting = [[{"id": str(uuid4()), "code": code} for code in codes[each::PHONES]] for each in range(PHONES)]
        self.acknowledged: dict[str, str] = {}
        self.refused: list[int] = []
        self.headers = {"Authorization": f"Bearer {bearer}"}

    @property
    def is_empty(self) -> bool:
        """Has every scan its answer?"""
        return not any(self.waiting)

    def send(self, there: House, until: float) -> None:
        """Let all telephones send, until that moment or until nothing is left; a lost answer is asked again."""
        threads = [threading.Thread(target=self._phone, args=(there, each, until)) for each in range(PHONES)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(120)

    def _phone(self, there: House, number: int, until: float) -> None:
        own = self.waiting[number]
        while own and time.monotonic() < until:
            try:
                answer = there.ask("POST", PATH, as_json=own[0], headers=self.headers)
            except OSError:
                time.sleep(0.05)
                continue
            except Exception:  # the connection broke in the middle of an answer
                continue
            if answer.status == 200:
                self.acknowledged[own[0]["id"]] = answer.json["verdict"]
                own.pop(0)
            else:
                self.refused.append(answer.status)
                time.sleep(0.02)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own, of each kind."""
    if request.param == "sqlite":
        yield on_sqlite(request.getfixturevalue("migrated_sqlite"), tmp_path)
        return
    shared = request.getfixturevalue("migrated_postgres")
    yield shared
    empty(shared)


def on_sqlite(migrated: Path, folder: Path) -> str:
    """Return the address of a database of its own."""
    shutil.copy(migrated, folder / "eventapp.sqlite3")
    return f"sqlite:///{folder / 'eventapp.sqlite3'}"


def prepared(url: str, folder: Path, number: int) -> Queue:
    """Return telephones that are to scan that many tickets."""
    with house(url, folder) as there, there.app.test_request_context():
        event = make_event("durable", hall=None)
        codes = [code_of(each.ticket) for each in make_registrations(event, number) if each.ticket is not None]
        return Queue(codes, make_token(event, Role.DOOR))


def kept(there: House) -> tuple[set[str], int]:
    """Return the scans and the number of entries that the database has; it must be whole."""
    with there.app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        found = set(db.session.scalars(select(Scan.uuid))), db.session.scalar(select(func.count(Entry.ticket_id))) or 0
        db.session.remove()
        db.engine.dispose()
        return found


def killed(url: str, folder: Path, queue: Queue, *, serves: str = WHOLE, **settings: str) -> set[str]:
    """Kill the server five times while telephones scan; return what was acknowledged and is not there."""
    dice, lost = random.Random(2), set()
    for _each in range(KILLS):
        with house(url, folder, serves=serves, **settings) as there:
            assert there.process is not None
            before, pause = len(queue.acknowledged), dice.uniform(0.4, 0.8)
            killer = threading.Timer(pause, os.killpg, (there.process.pid, signal.SIGKILL))
            killer.start()
            queue.send(there, time.monotonic() + pause + 0.3)
            killer.join()
            assert len(queue.acknowledged) > before, "it was killed before it did anything"
        lost |= set(queue.acknowledged) - kept(there)[0]
    return lost


def test_killed_five_times_in_a_thousand_scans_the_server_has_lost_none_it_acknowledged(
    url: str, tmp_path: Path
) -> None:
    """B2."""
    queue = prepared(url, tmp_path, SCANS)
    assert killed(url, tmp_path, queue) == set()
    assert not queue.is_empty, "every kill came too late"
    with house(url, tmp_path) as there:
        queue.send(there, time.monotonic() + 90)
        assert queue.is_empty and len(queue.acknowledged) == SCANS
        scans, entries = kept(there)
    assert (len(scans), entries) == (SCANS, SCANS)


def test_a_door_that_answers_before_it_writes_is_noticed(url: str, tmp_path: Path) -> None:
    """B2: the control."""
    assert killed(url, tmp_path, prepared(url, tmp_path, SCANS), serves=BROKEN, BROKEN_DOOR="early") != set()


def faulty(fault: str, url: str, folder: Path, *, serves: str = WHOLE, **settings: str) -> tuple[Queue, set[str], str]:
    """Scan while the disk fails; return the telephones, what is acknowledged and not there, and the server's log."""
    queue, traced = prepared(url, folder, 200), fault.split(":", maxsplit=1)[0]
    trace = ["strace", "-f", "-o", str(folder / "trace"), "-e", "signal=none", "-e", f"trace={traced}"]
    with house(url, folder, serves=serves, prefix=[*trace, "-e", f"inject={fault}"], **settings) as there:
        queue.send(there, time.monotonic() + 90)
        assert queue.is_empty
    scans, entries = kept(there)
    assert entries == len(scans)
    return queue, set(queue.acknowledged) - scans, there.log.read_text(errors="replace")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_is_full_or_broken_for_a_while_loses_nothing_and_says_so(
    fault: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B4, B5: refused while it lasts, never acknowledged in vain, and well again without a restart."""
    queue, lost, log = faulty(FAULTS[fault], on_sqlite(migrated_sqlite, tmp_path), tmp_path)
    assert (lost, len(queue.acknowledged)) == (set(), 200)
    assert queue.refused and set(queue.refused) == {503}
    assert "the database did not answer" in log


@pytest.mark.parametrize(
    ("fault", "said"), [("pwrite64:error=ENOSPC", "No space left"), ("fdatasync:error=EIO", "Input/")]
)
def test_while_the_disk_fails_no_scan_is_acknowledged_and_health_is_red(
    fault: str, said: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B4, B5: red from the first question on, with the reason; green again without the fault."""
    url = on_sqlite(migrated_sqlite, tmp_path)
    queue = prepared(url, tmp_path, 4)
    sound = ["strace", "-f", "-o", str(tmp_path / "trace"), "-e", "signal=none"]
    fails = [*sound, "-e", f"trace={fault.split(':', maxsplit=1)[0]}", "-e", f"inject={fault}"]
    with house(url, tmp_path, prefix=fails) as there:
        answer = there.ask("POST", PATH, as_json=queue.waiting[0][0], headers=queue.headers)
        health = there.ask("GET", "/readyz")
        assert (answer.status, health.status) == (503, 503)
        assert any(said in each for each in health.json["faults"])
        assert there.ask("GET", "/healthz").status == 200
    with house(url, tmp_path) as there:
        assert there.ask("GET", "/readyz").status == 200
        assert kept(there) == (set(), 0)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_door_that_does_not_hear_what_the_disk_says_is_noticed(
    fault: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B4, B5: the control."""
    url = on_sqlite(migrated_sqlite, tmp_path)
    _queue, lost, _log = faulty(FAULTS[fault], url, tmp_path, serves=BROKEN, BROKEN_DOOR="deaf")
    assert lost != set()


def locked(seconds: float, url: str, folder: Path, *, serves: str = WHOLE, **settings: str) -> tuple[int, bool]:
    """Scan while somebody else holds the database; return the status, and whether it says when to come again."""
    queue = prepared(url, folder, 4)
    with house(url, folder, serves=serves, **settings) as there:
        holder = sqlite3.connect(folder / "eventapp.sqlite3", isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(seconds, holder.execute, ("ROLLBACK",))
        release.start()
        began = time.monotonic()
        answer = there.ask("POST", PATH, as_json=queue.waiting[0][0], headers=queue.headers)
        assert time.monotonic() - began < 36
        release.join()
        queue.send(there, time.monotonic() + 30)
        assert queue.is_empty and len(kept(there)[0]) == 4
    return answer.status, "retry-after" in answer.headers


@pytest.mark.parametrize(("seconds", "said"), [(3, (200, False)), (40, (503, True))], ids=["3 s", "40 s"])
def test_a_locked_database_is_waited_for_and_then_said_to_be_busy(
    seconds: int, said: tuple[int, bool], migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B6: three seconds nobody notices; of forty the telephone is told to come again, and its scan is kept there."""
    assert locked(seconds, on_sqlite(migrated_sqlite, tmp_path), tmp_path) == said


def test_a_door_that_waits_for_no_lock_is_noticed(migrated_sqlite: Path, tmp_path: Path) -> None:
    """B6: the control."""
    url = on_sqlite(migrated_sqlite, tmp_path)
    assert locked(3, url, tmp_path, serves=BROKEN, BROKEN_DOOR="hasty") == (503, True)

"""B2 B4 B5 B6: a server that is killed, a disk full or broken, a locked database: no acknowledged scan is lost."""

import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from eventapp.events.roles import Role
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registrations, make_token
from tests.trust.servers import House, house

pytestmark = pytest.mark.trial
PHONES, SCANS, KILLS = 8, 1000, 5
PATH = "/api/v1/events/durable/scans"


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


def prepared(folder: Path, migrated: Path, number: int) -> tuple[str, Queue]:
    """Return a database with that many tickets, and telephones that are to scan them."""
    shutil.copy(migrated, folder / "eventapp.sqlite3")
    url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
    with house(url, folder) as there, there.app.test_request_context():
        event = make_event("durable", hall=None)
        codes = [code_of(each.ticket) for each in make_registrations(event, number) if each.ticket is not None]
        return url, Queue(codes, make_token(event, Role.DOOR))


def kept(folder: Path) -> tuple[set[str], int, str]:
    """Return the scans and the number of entries that the database has, and whether it is whole."""
    with sqlite3.connect(folder / "eventapp.sqlite3") as database:
        scans = {row[0] for row in database.execute("SELECT uuid FROM scans")}
        [entries] = database.execute("SELECT count(*) FROM entries").fetchone()
        return scans, entries, database.execute("PRAGMA integrity_check").fetchone()[0]


def test_killed_five_times_in_a_thousand_scans_the_server_has_lost_none_it_acknowledged(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B2."""
    url, queue = prepared(tmp_path, migrated_sqlite, SCANS)
    dice = random.Random(2)
    for _each in range(KILLS):
        with house(url, tmp_path) as there:
            assert there.process is not None
            moment = time.monotonic() + dice.uniform(0.2, 0.6)
            killer = threading.Timer(moment - time.monotonic(), os.killpg, (there.process.pid, signal.SIGKILL))
            killer.start()
            queue.send(there, moment + 0.3)
            killer.join()
        assert set(queue.acknowledged) - kept(tmp_path)[0] == set()
    with house(url, tmp_path) as there:
        queue.send(there, time.monotonic() + 90)
    assert queue.is_empty and len(queue.acknowledged) == SCANS
    scans, entries, state = kept(tmp_path)
    assert (len(scans), entries, state) == (SCANS, SCANS, "ok")


def test_an_acknowledgement_that_was_never_written_would_be_noticed(migrated_sqlite: Path, tmp_path: Path) -> None:
    """B2: the control of its ledger."""
    url, queue = prepared(tmp_path, migrated_sqlite, PHONES)
    with house(url, tmp_path) as there:
        queue.send(there, time.monotonic() + 30)
    with sqlite3.connect(tmp_path / "eventapp.sqlite3") as database:
        database.execute("DELETE FROM scans WHERE id = (SELECT min(id) FROM scans)")
    assert len(set(queue.acknowledged) - kept(tmp_path)[0]) == 1


@pytest.mark.parametrize(
    "fault", ["pwrite64:error=ENOSPC:when=80..120", "fdatasync:error=EIO:when=12..18"], ids=["full", "broken"]
)
def test_a_disk_that_is_full_or_broken_for_a_while_loses_nothing_and_says_so(
    fault: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B4, B5: refused while it lasts, never acknowledged in vain, and well again without a restart."""
    url, queue = prepared(tmp_path, migrated_sqlite, 200)
    trace = ["strace", "-f", "-o", str(tmp_path / "trace"), "-e", "signal=none"]
    traced = fault.split(":", maxsplit=1)[0]
    with house(url, tmp_path, prefix=[*trace, "-e", f"trace={traced}", "-e", f"inject={fault}"]) as there:
        queue.send(there, time.monotonic() + 90)
        assert queue.is_empty
    scans, entries, state = kept(tmp_path)
    assert set(queue.acknowledged) == scans and (entries, state) == (200, "ok")
    assert queue.refused and set(queue.refused) <= {500, 503, 507}


@pytest.mark.parametrize(("seconds", "statuses"), [(3, {200}), (40, {503})], ids=["3 s", "40 s"])
def test_a_locked_database_is_waited_for_and_then_said_to_be_busy(
    seconds: int, statuses: set[int], migrated_sqlite: Path, tmp_path: Path
) -> None:
    """B6: three seconds nobody notices; of forty the telephone is told to come again, and its scan is kept there."""
    url, queue = prepared(tmp_path, migrated_sqlite, 4)
    records: list[Any] = [each for own in queue.waiting for each in own]
    with house(url, tmp_path) as there:
        holder = sqlite3.connect(tmp_path / "eventapp.sqlite3", isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(seconds, holder.execute, ("ROLLBACK",))
        release.start()
        began = time.monotonic()
        tasks = [lambda each=each: there.ask("POST", PATH, as_json=each, headers=queue.headers) for each in records[:1]]
        [answer] = [task() for task in tasks]
        assert {answer.status} == statuses and time.monotonic() - began < 36
        assert ("retry-after" in answer.headers) is (answer.status == 503)
        release.join()
        queue.send(there, time.monotonic() + 30)
    assert queue.is_empty and len(kept(tmp_path)[0]) == 4

"""B3: the disk has a scan before the door has its answer, so that no power cut undoes what was acknowledged."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from eventapp.events.roles import Role
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration, make_token
from tests.trust.servers import BROKEN, WHOLE, house

SCANS = 100
TRACED = "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg"
LINE = re.compile(r"^(\d+) +([\d.]+) (?:<\.\.\. )?(\w+)")


@dataclass(frozen=True)
class Call:
    """One line of strace: a system call that ended, or began (unfinished)."""

    name: str
    text: str

    @property
    def is_sync_that_returned(self) -> bool:
        """Did the kernel say that the write-ahead log is on the disk?"""
        return self.name in ("fdatasync", "fsync") and re.search(r"= 0(\s|$)", self.text) is not None

    @property
    def begins_an_answer(self) -> bool:
        """Is this the head of an answer on its way?"""
        return self.name in ("write", "writev", "sendto", "sendmsg") and '"HTTP/1.1 200' in self.text

    @property
    def is_log_write(self) -> bool:
        """Was something written to a file at a place in it (SQLite's way)?"""
        return self.name == "pwrite64" and "unfinished" not in self.text


def calls(trace: Path) -> Iterator[Call]:
    """Yield the calls of a trace in their order."""
    for line in trace.read_text(errors="replace").splitlines():
        if found := LINE.match(line):
            yield Call(found[3], line)


def unsynced(trace: Path) -> tuple[int, int]:
    """Return how many scans were answered, and how many before the disk had what was written for them.

    An answer begins with the sending of its head; the first is the one to /healthz. It is late enough when a sync
    has returned after the last write to the log and before it.
    """
    answered, early, is_synced = -1, 0, True
    for call in calls(trace):
        if call.is_log_write:
            is_synced = False
        elif call.is_sync_that_returned:
            is_synced = True
        elif call.begins_an_answer:
            answered += 1
            early += answered > 0 and not is_synced
            is_synced = False
    return answered, early


def scan_under_strace(serves: str, migrated: Path, folder: Path) -> tuple[int, int]:
    """Scan a hundred tickets, one after another, at a server whose system calls are written down."""
    assert shutil.which("strace") is not None, "B3 needs strace (make test installs it)"
    shutil.copy(migrated, folder / "eventapp.sqlite3")
    trace = folder / "trace"
    prefix = ["strace", "-f", "-ttt", "-s", "40", "-e", TRACED, "-e", "signal=none", "-o", str(trace)]
    with house(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, serves=serves, prefix=prefix) as there:
        with there.app.test_request_context():
            event = make_event("durable", hall=None)
            bearer = make_token(event, Role.DOOR)
            codes = [code_of(make_registration(event, f"Lê Văn B{each}").ticket) for each in range(SCANS)]  # type: ignore[arg-type]
        verdicts = [
            there.ask(
                "POST",
                "/api/v1/events/durable/scans",
                as_json={"id": str(uuid4()), "code": code},
                headers={"Authorization": f"Bearer {bearer}"},
            ).json["verdict"]
            for code in codes
        ]
    assert verdicts == ["admitted"] * SCANS
    return unsynced(trace)


def test_every_scan_is_on_the_disk_before_its_answer_leaves(migrated_sqlite: Path, tmp_path: Path) -> None:
    """B3: 100 of 100, as the kernel tells it."""
    assert scan_under_strace(WHOLE, migrated_sqlite, tmp_path) == (SCANS, 0)


def test_answers_that_do_not_wait_for_the_disk_are_noticed(migrated_sqlite: Path, tmp_path: Path) -> None:
    """B3: the control: with synchronous=NORMAL only few are."""
    answered, early = scan_under_strace(BROKEN, migrated_sqlite, tmp_path)
    assert answered == SCANS
    assert early > SCANS // 2

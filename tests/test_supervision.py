import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eventapp.config import ROOT
from eventapp.server import web_command
from tests.load.serving import free_port, wait_until_it_answers

CHILD = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: (Path(sys.argv[1]).with_suffix(".ended").touch(), sys.exit(0)))
with open(sys.argv[1], "a") as file: file.write(f"{os.getpid()}\\n")
if len(sys.argv) > 2: sys.exit(3)
while True: time.sleep(0.05)
"""

PARENT = """
import os, sys
from threading import Event
from eventapp.supervision import Supervisor, stop_on_signals
stop = Event()
stop_on_signals(stop)
one = [sys.executable, "-c", sys.argv[1], sys.argv[2] + "/one"]
two = [sys.executable, "-c", sys.argv[1], sys.argv[2] + "/two", *sys.argv[3:]]
sys.exit(Supervisor({"one": one, "two": two}, os.environ).run(stop))
"""

INTERRUPTED = """
import signal
from threading import Event
from eventapp.supervision import stop_on_signals
stop = Event()
stop_on_signals(stop)
with stop._cond:  # as stop.wait() holds it for moments
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGTERM)
assert stop.wait(5)
"""


class Family:
    """A supervisor with two children that write their numbers into files."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, CHILD, str(folder), *arguments], start_new_session=True
        )

    def pids(self, name: str) -> list[int]:
        """Return the numbers of the processes that ran under this name."""
        file = self.folder / name
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def wait_for(self, one: int = 1, two: int = 1) -> None:
        """Wait until so many processes have run under each name."""
        eventually(lambda: (len(self.pids("one")), len(self.pids("two"))) == (one, two))


def eventually(is_so: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_ends_all_in_order(tmp_path: Path, number: int) -> None:
    family = Family(tmp_path)
    family.wait_for()
    os.killpg(family.parent.pid, number)
    assert family.parent.wait(10) == 0
    assert ((tmp_path / "one.ended").exists(), (tmp_path / "two.ended").exists()) == (True, True)
    assert [is_alive(pid) for pid in family.pids("one") + family.pids("two")] == [False, False]


def test_a_signal_in_the_midst_of_waiting_is_heard() -> None:
    assert subprocess.run([sys.executable, "-c", INTERRUPTED], cwd=ROOT, timeout=20, check=False).returncode == 0


def test_no_child_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    family = Family(tmp_path)
    family.wait_for()
    family.parent.kill()
    family.parent.wait(10)
    eventually(lambda: not any(is_alive(pid) for pid in family.pids("one") + family.pids("two")))


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    family = Family(tmp_path)
    family.wait_for()
    os.kill(family.pids("two")[0], signal.SIGKILL)
    family.wait_for(one=1, two=2)
    family.parent.terminate()
    assert family.parent.wait(10) == 0


def test_a_child_that_never_stays_up_ends_them_all(tmp_path: Path) -> None:
    family = Family(tmp_path, "die")
    assert family.parent.wait(30) == 1
    assert len(family.pids("two")) == 6
    assert [is_alive(pid) for pid in family.pids("one")] == [False]


STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0: sys.argv[1] += ".child"
with open(sys.argv[1], "a") as file: file.write(f"{os.getpid()}\\n")
while True: time.sleep(0.05)
"""

IMPATIENT = """
import os, sys
from threading import Event
from eventapp.supervision import Supervisor, stop_on_signals
stop = Event()
stop_on_signals(stop)
command = [sys.executable, "-c", sys.argv[1], sys.argv[2]]
sys.exit(Supervisor({"stubborn": command}, os.environ, seconds_to_end=0.5).run(stop))
"""


def test_who_will_not_end_is_killed_with_all_it_started(tmp_path: Path) -> None:
    files = tmp_path / "one", tmp_path / "one.child"
    parent = subprocess.Popen([sys.executable, "-c", IMPATIENT, STUBBORN, str(files[0])])
    eventually(lambda: all(file.exists() and file.read_text() for file in files))
    parent.terminate()
    assert parent.wait(30) == 0
    eventually(lambda: not any(is_alive(int(file.read_text())) for file in files))


@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("seconds", [0, 60], ids=["serving", "loading"])
def test_the_web_server_ends_whenever_it_is_told(tmp_path: Path, threads: int, seconds: int) -> None:
    """A worker of granian that is still loading the application used to miss the signal, and was killed in the end."""
    loading = tmp_path / "loading"
    loads = f"import time, pathlib, eventapp.wsgi as ours\npathlib.Path({str(loading)!r}).touch()\n"
    (tmp_path / "slow.py").write_text(f"{loads}time.sleep({seconds})\napp = ours.app\n")
    port = free_port()
    command = [*web_command("127.0.0.1", port, workers=1, threads=threads)[:-1], "slow:app"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}", "EVENTAPP_INSTANCE": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True, stdout=log, stderr=log)
    if seconds:
        eventually(loading.exists, 60)
    else:
        wait_until_it_answers(server, port)
    server.terminate()
    server.wait(60)
    assert "refused to gracefully stop" not in (tmp_path / "log").read_text()

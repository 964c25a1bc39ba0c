"""A running eventapp, as `eventapp serve` starts it over a migrated database, and its command line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from eventapp import create_app
from eventapp.config import ROOT
from eventapp.database import db
from tests.load.serving import free_port, granian, serving

PASSWORD = "một câu dễ nhớ mà khó đoán"
ADMINISTRATOR = "quantri@example.vn"
DAY_AND_ZONE = ("--starts", "2031-05-06T08:00", "--ends", "2031-05-06T17:00", "--zone", "Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Instance:
    """One installation: where it answers, and what its processes are told."""

    address: str
    environment: dict[str, str]
    folder: Path

    def command(self, *words: str, typed: str = "") -> str:
        """Run `eventapp …` beside the running server; return what it prints. Fails when it is refused."""
        done = subprocess.run(
            [sys.executable, "-m", "eventapp", *words],
            input=typed,
            env=os.environ | self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def make_account(self, email: str, *, is_admin: bool = False) -> None:
        """Make an account whose password is PASSWORD."""
        self.command("user", "create", email, "--password-stdin", *["--admin"][: int(is_admin)], typed=f"{PASSWORD}\n")

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Run the block in an app context over the same database and secrets, for what has no page or command yet."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            app = create_app({"TESTING": True})
        with app.test_request_context():
            yield
            db.session.remove()
            db.engine.dispose()


@contextmanager
def running(
    database_url: str, folder: Path, mail_url: str = "", *, port: int | None = None, serves: str = "", **settings: str
) -> Iterator[Instance]:
    """Serve the database until the block ends; what the server prints is kept in `folder`/printed.

    `serves` is another application than ours, without a worker; `settings` are more of the environment.
    """
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "EVENTAPP_DATABASE_URL": database_url,
        "EVENTAPP_INSTANCE": str(folder),
        "EVENTAPP_EXTERNAL_URL": address,
        "EVENTAPP_MAIL_URL": mail_url,
        "EVENTAPP_LOCALE": "vi",
        "EVENTAPP_TIMEZONE": "Asia/Ho_Chi_Minh",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    ours = [sys.executable, "-m", "eventapp", "serve", "--port", str(port)]
    command = granian(serves, port, threads=4) if serves else ours
    with (folder / "printed").open("wb") as printed, serving(command, environment, port, printed):
        yield Instance(address, environment, folder)

"""`eventapp serve`: the web server and the worker under one roof; `eventapp worker`: a further worker."""

import errno
import os
import socket
import sys
from functools import partial
from pathlib import Path
from threading import Event

from flask import Flask

from eventapp import create_app
from eventapp.badges import designs, making
from eventapp.certificates import making as certificate_files
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.mail.delivery import deliver
from eventapp.mail.transport import transport
from eventapp.papers import retention
from eventapp.registration import photographs
from eventapp.registration.expiry import pass_on_expired
from eventapp.registration.retention import erase_due
from eventapp.speakers.profiles import sweep
from eventapp.supervision import Supervisor, stop_on_signals
from eventapp.web.health import is_migrated
from eventapp.work.daily import Daily
from eventapp.work.loop import Task, Worker
from eventapp.work.registry import work_jobs


class NotMigrated(DomainError):
    """The database is older or newer than the program."""

    code = "not_migrated"
    message = N_("The database does not fit this version of eventapp: run `eventapp db upgrade` first.")


class AddressTaken(DomainError):
    """Another program answers where this one should."""

    code = "address_taken"
    message = N_("%(address)s cannot be listened on (%(reason)s). Stop what runs there, or choose another port.")


def refuse_unmigrated() -> None:
    """Raise NotMigrated unless the database stands at the newest migration. In an app context."""
    if not is_migrated():
        raise NotMigrated


def refuse_taken(host: str, port: int) -> None:
    """Raise AddressTaken where nothing can listen, or something does.

    granian listens with SO_REUSEPORT, for its own workers: a second server on the port would not fail but share the
    visitors with the first, every other request to another database. So whoever answers there is asked first.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:  # an address of this machine, a port we may have
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressTaken(address=f"{host}:{port}", reason=error.strerror) from None
    with socket.socket(family, kind, protocol) as caller:
        caller.settimeout(1)
        if caller.connect_ex(address) == 0:
            raise AddressTaken(address=f"{host}:{port}", reason=os.strerror(errno.EADDRINUSE))


def serve(app: Flask, host: str, port: int) -> int:
    """Run web and worker until SIGTERM or SIGINT; return the exit code.

    Raises NotMigrated or AddressTaken before anything starts.
    """
    refuse_taken(host, port)
    with app.app_context():
        refuse_unmigrated()
        db.engine.dispose()
    workers = app.config["WEB_WORKERS"] or max(2, os.cpu_count() or 1)  # docs/decisions/0003
    threads = app.config["WEB_THREADS"] or 2
    commands = {
        "web": web_command(host, port, workers=workers, threads=threads),
        "worker": [sys.executable, "-m", "eventapp.server"],
    }
    stop = Event()
    stop_on_signals(stop)
    return Supervisor(commands, {**os.environ, "EVENTAPP_WEB_WORKERS": str(workers)}).run(stop)


def web_command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """Return the command that answers requests: granian, `threads` at a time in each of `workers` processes."""
    words = (
        f"granian --interface wsgi --http 1 --no-ws --host {host} --port {port} --workers {workers}"
        f" --blocking-threads {threads} --log-level warning --respawn-failed-workers --workers-kill-timeout 10"
        " eventapp.wsgi:app"
    )
    return [sys.executable, "-m", *words.split()]


def run_worker(app: Flask) -> None:
    """Send letters and do jobs until SIGTERM or SIGINT; what is in hand is finished first."""
    stop = Event()
    stop_on_signals(stop)
    line = transport(app.config["MAIL_URL"], Path(app.config["INSTANCE"]) / "mail")
    uploads = Path(app.config["INSTANCE"]) / "uploads"
    letters = partial(deliver, line, app.config["MAIL_FROM"])
    papers = retention.folder_of(Path(app.config["INSTANCE"]))
    daily = [
        Daily(partial(erase_due, uploads / "answers")),
        Daily(partial(retention.sweep, papers)),
        Daily(partial(sweep, uploads / "portraits")),
        Daily(partial(photographs.sweep, uploads / "photographs")),
        Daily(partial(designs.sweep, uploads / "logos")),
        Daily(partial(making.sweep, uploads / "badges")),
        Daily(partial(certificate_files.sweep, uploads / "certificates")),
    ]
    tasks: list[Task] = [letters, work_jobs, pass_on_expired, *daily]
    Worker(app, tasks).run(stop)


if __name__ == "__main__":
    run_worker(create_app())  # one of the two children of `serve`

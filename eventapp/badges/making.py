"""The job that makes the files of a print run. An edge: it opens its own transactions and asks the app for its folders.

What stands on a badge is read now, not when it was asked for; whoever has lost his seat meanwhile is left out.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import delete, select, update

from eventapp import clock, files
from eventapp.badges import designs, drawing
from eventapp.badges.faces import Face
from eventapp.badges.models import Print, PrintRun, RunStage
from eventapp.badges.words import REPRINT
from eventapp.database import change, db, transaction
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.work import following, registry
from eventapp.work.models import Job
from eventapp.work.registry import job, progress

WORK = "badges"
PART = 500  # badges in one file: what fits into the memory of a small server, and into a tray of paper
SLICE = 50  # badges whose codes are drawn between two words about how far it is
SHORT = 20  # badges that a request makes itself
KEPT_FOR = timedelta(days=2)  # files hold names and codes; they can be made again


def press() -> drawing.Press:
    """Return what badges are drawn with here; what is on paper is in the installation's language."""
    with force_locale(current_app.config["LOCALE"]):
        words = {"reprint": gettext(REPRINT)}
    return drawing.Press(current_app.config["EXTERNAL_URL"], Path(current_app.config["INSTANCE"]) / "uploads", words)


def folder() -> Path:
    """Return where the files of print runs lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads" / "badges"


def begin(run: PrintRun) -> Job | None:
    """Queue the making of a run's files; the job, leased, where it is short enough to be done by whoever asks."""
    if run.job_id is not None and run.stage is RunStage.MAKING and not has_failed(run):
        return None
    run.stage = RunStage.MAKING
    run.job_id = registry.enqueue(WORK, {"run": run.id}, event_id=run.event_id, created_by=run.by_id)
    db.session.flush()
    if run.number > SHORT:
        return None
    return following.lease_here(run.job_id)


def has_failed(run: PrintRun) -> bool:
    """Was the making of its files given up?"""
    return following.has_failed(run.job_id)


def done_of(run: PrintRun) -> int:
    """Return how many badges of the run are drawn."""
    return following.done_of(run.job_id) if run.stage is RunStage.MAKING else run.number


def sweep(kept_in: Path) -> int:
    """Remove the files of runs that were made long ago; return how many."""
    young = select(PrintRun.files).where(PrintRun.at > clock.now() - KEPT_FOR)
    return files.sweep(kept_in, {name for names in db.session.scalars(young) for name in names})


@job(WORK)
def make(work: Job) -> dict[str, int]:
    """Make the files of a run, part after part."""
    run = db.session.get(PrintRun, work.payload["run"])
    if run is None or run.stage is not RunStage.MAKING:
        return {}
    event = db.session.get_one(Event, run.event_id)
    made: list[str] = []
    left_out: list[str] = []
    rows = db.session.execute(
        select(Print.id, Print.registration_id, Print.number).where(Print.run_id == run.id).order_by(Print.id)
    ).all()
    total, run_id = len(rows), run.id
    for start in range(0, total, PART):
        faces: list[Face] = []
        for wanted, gone in _slices(rows[start : start + PART]):
            faces += drawing.faces(designs.design_of(event), wanted, press())
            left_out += _leave_out(gone)
            progress(work, min(start + len(faces) + len(gone), total), total)
        if faces:
            body = drawing.draw(event, designs.design_of(event), faces, press())
            made.append(files.keep(folder(), files.CleanFile("pdf", body)))
    with transaction():
        mine = (PrintRun.id == run_id) & (PrintRun.stage == RunStage.MAKING)
        values = {"stage": RunStage.READY, "files": made, "number": total - len(left_out)}
        if left_out:
            values["left_out"] = left_out
        change(update(PrintRun).where(mine).values(**values))
    return {"made": total - len(left_out)}


def _slices(
    rows: Sequence[tuple[int, int, int]],
) -> Iterator[tuple[list[tuple[Registration, int]], list[tuple[int, int, int]]]]:
    """Yield bearers with the number of their print, and the rows of those who have no badge any more."""
    for start in range(0, len(rows), SLICE):
        some = rows[start : start + SLICE]
        asked = drawing.bearers().where(Registration.id.in_([row[1] for row in some]))
        known = {each.id: each for each in db.session.scalars(asked)}
        yield [(known[row[1]], row[2]) for row in some if row[1] in known], [row for row in some if row[1] not in known]


def _leave_out(rows: Sequence[tuple[int, int, int]]) -> list[str]:
    """Take these prints back, since nobody may have them now; return the references of whose they were."""
    if not rows:
        return []
    refs = list(db.session.scalars(select(Registration.ref).where(Registration.id.in_([row[1] for row in rows]))))
    with transaction():
        change(delete(Print).where(Print.id.in_([row[0] for row in rows])))
    return refs

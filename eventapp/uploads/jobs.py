"""The check and the taking in of a sheet as work: done here and now when it is short, else by a worker."""

from collections.abc import Callable

from sqlalchemy import func, select

from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.uploads import checking, taking
from eventapp.uploads.keeping import UnderWay, move
from eventapp.uploads.models import Stage, Upload, UploadRow
from eventapp.work import following, queue, registry
from eventapp.work.models import Job
from eventapp.work.registry import LEASE_SECONDS, LeaseLost, job

CHECK, TAKE = "import_check", "import"
SHORT = 500  # rows that a request does itself
_RESTING = (Stage.CHECKED, Stage.STOPPED)


@job(CHECK)
def check(work: Job) -> dict[str, int]:
    """Rehearse the sheet."""
    upload = db.session.get(Upload, work.payload["upload"])
    if upload is not None and upload.stage is Stage.CHECKING:
        checking.check(upload, by=_by(work), tell=_tell(work))
    return {}


@job(TAKE)
def take(work: Job) -> dict[str, int]:
    """Take the good rows in."""
    upload = db.session.get(Upload, work.payload["upload"])
    if upload is not None and upload.stage is Stage.TAKING:
        taking.take(upload, by=_by(work), tell=_tell(work))
    return {}


def begin_check(upload: Upload, *, by: Actor) -> Job | None:
    """Queue the check of a sheet; the job, leased, where it is short enough to be done by whoever asks."""
    return _queue(CHECK, upload, by)


def begin_taking(upload: Upload, *, by: Actor) -> Job | None:
    """Queue the taking in of a checked or stopped sheet, once however often it is asked for; see `begin_check`.

    A sheet whose work was given up is begun anew. Raises UnderWay while it is being checked.
    """
    if move(upload, _RESTING, Stage.TAKING) or (upload.stage is Stage.TAKING and has_failed(upload)):
        return _queue(TAKE, upload, by)
    if upload.stage in (Stage.TAKING, Stage.TAKEN):
        return None
    raise UnderWay


def begin_again(upload: Upload, *, by: Actor) -> Job | None:
    """Queue anew what was given up."""
    if not has_failed(upload):
        raise UnderWay
    return _queue(CHECK if upload.stage is Stage.CHECKING else TAKE, upload, by)


def has_failed(upload: Upload) -> bool:
    """Whether the work on the sheet was given up."""
    return following.has_failed(upload.job_id)


def progress(upload: Upload) -> tuple[int, int]:
    """Return how many rows the work has done, of how many."""
    found = db.session.execute(select(Job.progress_done, Job.progress_total).where(Job.id == upload.job_id)).first()
    return (found[0], found[1] or 0) if found else (0, 0)


def do(work: Job | None) -> None:
    """Do a job that was leased here. Outside any transaction; should this process die, a worker goes on with it."""
    if work is not None:
        registry.do(work)


def _queue(kind: str, upload: Upload, by: Actor) -> Job | None:
    payload = {"upload": upload.id, "by": [by.words, by.id]}
    upload.job_id = registry.enqueue(kind, payload, event_id=upload.event_id, created_by=by.id)
    db.session.flush()
    rows = db.session.scalar(select(func.count()).where(UploadRow.upload_id == upload.id)) or 0
    if rows > SHORT:
        return None
    return following.lease_here(upload.job_id)


def _by(work: Job) -> Actor:
    words, number = work.payload["by"]
    return Actor(words, number)


def _tell(work: Job) -> Callable[[int, int], None]:
    """Return how to say how far it is: in the transaction of what was done, so that both are kept or neither."""

    def tell(done: int, total: int) -> None:
        if not queue.hold(work, LEASE_SECONDS, progress_done=done, progress_total=total):
            raise LeaseLost(f"job {work.id}")

    return tell

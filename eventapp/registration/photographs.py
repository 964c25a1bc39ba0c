"""What a delegate looks like: one picture, drawn anew, for the badge and for the door; it goes with the person."""

from pathlib import Path

from sqlalchemy import ColumnElement, delete, select, update

from eventapp import clock, files, pictures
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db, insert_all_once
from eventapp.errors import N_, DomainError
from eventapp.registration.models import Photograph, Registration

SIZE = (480, 640)  # pixels; as tall again by a third as it is wide, like a passport's
_ANEW = {"populate_existing": True}


class NotAPhotograph(DomainError):
    """Neither a PNG nor a JPEG picture, or a damaged one."""

    code = "not_a_photograph"
    status = 422
    message = N_("This file is not taken. Please send a PNG or JPEG picture.")


def folder_of(instance: Path) -> Path:
    """Return where photographs lie."""
    return instance / "uploads" / "photographs"


def photograph_of(registration: Registration) -> Photograph | None:
    """Return the delegate's photograph, if there is one."""
    return db.session.scalar(select(Photograph).where(_of(registration)), execution_options=_ANEW)


def show(folder: Path, registration: Registration, content: bytes, *, by: Actor) -> None:
    """Keep this as what the delegate looks like, in place of what was kept. Raises NotAPhotograph, FileTooLarge."""
    if len(content) > files.LARGEST:
        raise files.FileTooLarge(megabytes=files.LARGEST // 1024 // 1024)
    try:
        drawn = pictures.passport(content, SIZE)
    except pictures.NotAPicture:
        raise NotAPhotograph from None
    kept = {"name": files.keep(folder, files.CleanFile("jpg", drawn)), "taken_in_at": clock.now()}
    whose = {"person_id": registration.person_id, "event_id": registration.event_id}
    if not insert_all_once(Photograph, [whose | kept], returning="person_id"):
        change(update(Photograph).where(_of(registration)).values(**kept))
    _noted("photograph_set", registration, by)


def remove(registration: Registration, *, by: Actor) -> bool:
    """Forget what the delegate looks like; False where nobody knew."""
    if not change(delete(Photograph).where(_of(registration))):
        return False
    _noted("photograph_removed", registration, by)
    return True


def sweep(folder: Path) -> int:
    """Remove the pictures that show nobody of ours any more; return how many."""
    return files.sweep(folder, set(db.session.scalars(select(Photograph.name))))


def _of(registration: Registration) -> ColumnElement[bool]:
    return Photograph.person_id == registration.person_id


def _noted(deed: str, registration: Registration, by: Actor) -> None:
    trail.record(deed, f"registrations/{registration.ref}", by=by, event_id=registration.event_id)

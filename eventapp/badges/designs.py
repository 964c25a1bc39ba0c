"""Say how an event's badges look."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from eventapp import clock, files, pictures
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.badges.models import BadgeDesign, Layout, Part
from eventapp.database import db, insert_all_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event

USUAL = (Part.ORGAN, Part.POSITION, Part.ORGANISATION, Part.ZONES, Part.SITE, Part.REFERENCE, Part.ENGLISH)
COPIED = ("layout", "shown", "has_back", "heading", "heading_en", "note", "note_en")


class NotALogo(DomainError):
    """Neither a PNG nor a JPEG picture, or a damaged one."""

    code = "not_a_logo"
    status = 422
    message = N_("This file is not taken. Please send a PNG or JPEG picture.")


def design_of(event: Event) -> BadgeDesign:
    """Return how the event's badges look; the usual, not kept, where nothing was said yet."""
    return db.session.get(BadgeDesign, event.id) or BadgeDesign(event_id=event.id, **_usual())


def revise(event: Event, *, by: Actor, **said: Any) -> bool:
    """Change how badges look: columns of BadgeDesign. False where nothing was different."""
    design = _kept(event)
    changed = {name: value for name, value in said.items() if getattr(design, name) != value}
    for name, value in changed.items():
        setattr(design, name, value)
    if changed:
        _noticed(design, by)
    return bool(changed)


def show_logo(folder: Path, event: Event, content: bytes, *, by: Actor) -> None:
    """Show this picture on the badges, drawn anew. Raises NotALogo, FileTooLarge."""
    if len(content) > files.LARGEST:
        raise files.FileTooLarge(megabytes=files.LARGEST // 1024 // 1024)
    try:
        ending, drawn = pictures.redrawn(content)
    except pictures.NotAPicture:
        raise NotALogo from None
    design = _kept(event)
    design.logo = files.keep(folder, files.CleanFile(ending, drawn))
    _noticed(design, by)


def remove_logo(event: Event, *, by: Actor) -> None:
    """Show no picture on the badges any more."""
    design = _kept(event)
    if design.logo:
        design.logo = ""
        _noticed(design, by)


def copy_design(event: Event, copy: Event) -> None:
    """Let the badges of an event's copy look alike. Its questions are others, so no photograph is taken from them.

    The logo is one file for both: it stays as long as either shows it.
    """
    mine = db.session.get(BadgeDesign, event.id)
    if mine is not None:
        said = {name: getattr(mine, name) for name in (*COPIED, "logo", "revised_at")}
        db.session.add(BadgeDesign(event_id=copy.id, **said))


def sweep(folder: Path) -> int:
    """Remove the logos that no badge shows any more; return how many."""
    return files.sweep(folder, set(db.session.scalars(select(BadgeDesign.logo).where(BadgeDesign.logo != ""))))


def _usual() -> dict[str, Any]:
    blank = dict.fromkeys(("heading", "heading_en", "note", "note_en", "logo"), "")
    shown = [part.value for part in USUAL]
    return {**blank, "layout": Layout.A6, "shown": shown, "has_back": False, "revised_at": clock.now()}


def _kept(event: Event) -> BadgeDesign:
    insert_all_once(BadgeDesign, [{"event_id": event.id, **_usual()}], returning="event_id")
    held = select(BadgeDesign).where(BadgeDesign.event_id == event.id).with_for_update()
    return db.session.scalars(held, execution_options={"populate_existing": True}).one()


def _noticed(design: BadgeDesign, by: Actor) -> None:
    design.revised_at = clock.now()
    db.session.flush()
    trail.record("badge_design_revised", f"events/{design.event_id}", by=by, event_id=design.event_id)

"""Who is to be approved before he has a place: settings of the event."""

from collections.abc import Collection

from sqlalchemy import update

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.events.models import Event, EventMode, Mode
from eventapp.events.queries import modes_of


def set_approval(
    event: Event, modes: Collection[Mode], *, changes_ask_again: bool, office_needs_approval: bool, by: Actor
) -> bool:
    """Let the organiser decide on whoever attends in one of these modes; False when all of it was so already.

    `changes_ask_again`: what was approved and is changed by the delegate or the focal point is judged again.
    `office_needs_approval`: also whom the office enters or imports. Who is registered already stays as he is.
    """
    settings = {"changes_ask_again": changes_ask_again, "office_needs_approval": office_needs_approval}
    changed = [name for name, value in settings.items() if getattr(event, name) != value]
    for mode, row in modes_of(event).items():
        if row.needs_approval != (mode in modes):
            this = (EventMode.event_id == event.id) & (EventMode.mode == mode)
            change(update(EventMode).where(this).values(needs_approval=mode in modes))
            db.session.refresh(row)
            changed.append(mode.value)
    for name, value in settings.items():
        setattr(event, name, value)
    if changed:
        trail.record("approval_set", f"events/{event.id}", by=by, event_id=event.id, fields=sorted(changed))
    return bool(changed)
